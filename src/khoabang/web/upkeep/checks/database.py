"""Checks of the database itself: what it keeps and what it refuses."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from khoabang.web.council.seals import seals
from khoabang.web.frozen import frozen_models
from khoabang.web.upkeep.checks.check import Finding, Looked, check, table_of

_RESTORE = _("Không sửa tay trong cơ sở dữ liệu. Phục hồi từ bản sao lưu gần nhất, rồi báo người bảo trì phần mềm.")
_EVENTS = ("update", "delete")
_PARTLY = ("accounts_appointment", "evidence_link", "verification_visit")  # never deleted, and changed in a few columns only


def _rows(sql: str, *params: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def is_postgresql() -> bool:
    """Whether the database is PostgreSQL; it is SQLite else."""
    return connection.vendor == "postgresql"


@check(
    "DOC001",
    _("Tệp cơ sở dữ liệu nguyên vẹn"),
    _("Một phần của tệp hoặc của chỉ mục đã hỏng: có thể do đĩa, mất điện, hoặc chép tệp khi phần mềm đang chạy."),
    _RESTORE,
    slow=True,
)
def integrity(looked: Looked) -> Iterator[Finding]:
    if is_postgresql():
        for (name,) in _rows("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"):
            yield Finding(str(name))
        return
    for (said,) in _rows("PRAGMA integrity_check(20)"):
        if said != "ok":
            yield Finding("", str(said))


@check(
    "DOC002",
    _("Liên kết giữa các bảng đúng"),
    _("Có dòng chỉ đến một dòng không tồn tại."),
    _RESTORE,
    slow=True,
)
def foreign_keys(looked: Looked) -> Iterator[Finding]:
    quote = connection.ops.quote_name
    for model in apps.get_models(include_auto_created=True):
        for field in table_of(model).concrete_fields:
            if not isinstance(field, models.ForeignKey) or not getattr(field, "db_constraint", True):
                continue
            target = table_of(field.related_model)
            sql = (
                f"SELECT COUNT(*) FROM {quote(table_of(model).db_table)} a WHERE a.{quote(str(field.column))} IS NOT NULL AND NOT EXISTS"  # noqa: S608 - names of our own tables
                f" (SELECT 1 FROM {quote(target.db_table)} b WHERE b.{quote(str(field.target_field.column))} = a.{quote(str(field.column))})"
            )
            (count,) = _rows(sql)[0]
            if count:
                place = f"{table_of(model).db_table}.{field.column}"
                yield Finding(place, format_lazy(_("{count} dòng không có đích"), count=count))


@check(
    "DOC003",
    _("Cơ sở dữ liệu giữ chắc những gì đã báo là lưu"),
    _("Với cách đặt hiện nay, mất điện có thể làm mất số liệu đã báo là lưu, hoặc liên kết sai được nhận."),
    _("Mở lại bằng lệnh khoabang serve; với PostgreSQL, đặt fsync, synchronous_commit và full_page_writes là on."),
)
def durability(looked: Looked) -> Iterator[Finding]:
    if is_postgresql():
        wanted = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
        settings = {str(name): str(_rows(f"SHOW {name}")[0][0]) for name in wanted}
    else:
        wanted = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
        settings = {str(name): str(_rows(f"PRAGMA {name}")[0][0]) for name in wanted}
        if connection.is_in_memory_db():  # type: ignore[attr-defined] # of the SQLite backend
            wanted["journal_mode"] = "memory"
    for name, value in settings.items():
        if value != wanted[name]:
            yield Finding(name, f"{value} ≠ {wanted[name]}")


@check(
    "DOC004",
    _("Cấu trúc dữ liệu đúng phiên bản phần mềm"),
    _("Phần mềm và cơ sở dữ liệu thuộc hai phiên bản khác nhau."),
    _("Chạy khoabang serve của đúng phiên bản một lần để nâng cấp; không chạy phiên bản cũ trên dữ liệu mới."),
)
def migrations(looked: Looked) -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    for migration, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield Finding(f"{migration.app_label}.{migration.name}", _("chưa thực hiện"))
    for app, name in sorted(set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations)):
        if apps.is_installed(f"khoabang.web.{app}"):
            yield Finding(f"{app}.{name}", _("phần mềm này không biết"))


@check(
    "DOC005",
    _("Bảng chỉ ghi thêm được khóa bằng trigger"),
    _("Hồ sơ đã gửi, kết luận, nhật ký có thể bị sửa hoặc xóa mà cơ sở dữ liệu không ngăn."),
    _("Xem ai đã gỡ trigger và xem nhật ký có còn khớp (DOC020). Phục hồi từ bản sao lưu: lệnh phục hồi đặt lại trigger."),
)
def triggers(looked: Looked) -> Iterator[Finding]:
    present = _triggers()
    for model in frozen_models():
        table = table_of(model).db_table
        for event in _EVENTS:
            if f"{table}_no_{event}" not in present:
                yield Finding(f"{table}_no_{event}")


@check(
    "DOC009",
    _("Hồ sơ đã quyết định được khóa bằng trigger"),
    _("Có thể thêm số liệu vào đợt đã phê duyệt, thêm phiếu vào nội dung đã quyết định, hoặc sửa bổ nhiệm đã ghi."),
    _("Chạy khoabang serve một lần: các trigger này được đặt lại. Xem nhật ký có còn khớp (DOC020)."),
)
def closing_triggers(looked: Looked) -> Iterator[Finding]:
    present = _triggers()
    wanted = {name for name, *_rest in seals()} | {f"{table}_no_{event}" for table in _PARTLY for event in _EVENTS}
    yield from (Finding(name) for name in sorted(wanted - present))


def _triggers() -> set[str]:
    """The names of the triggers that are there and work."""
    if is_postgresql():
        sql = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    else:
        sql = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    return {str(name) for (name,) in _rows(sql)}


@check(
    "DOC006",
    _("Ràng buộc của các bảng còn đủ"),
    _("Cơ sở dữ liệu không còn từ chối những dòng không được phép có."),
    _RESTORE,
)
def constraints(looked: Looked) -> Iterator[Finding]:
    with connection.cursor() as cursor:
        for model in apps.get_models():
            meta = table_of(model)
            wanted = {each.name for each in meta.constraints}
            if wanted and apps.is_installed(f"khoabang.web.{meta.app_label}"):
                present = connection.introspection.get_constraints(cursor, meta.db_table)
                yield from (Finding(f"{meta.db_table}: {name}") for name in sorted(wanted - set(present)))


@check(
    "DOC007",
    _("Số thứ tự của các bảng không bị lùi"),
    _("Dòng mới sẽ nhận một số đã dùng, và không lưu được."),
    _("Phục hồi từ bản sao lưu bằng khoabang restore: lệnh này đặt lại các số thứ tự."),
)
def sequences(looked: Looked) -> Iterator[Finding]:
    for model in apps.get_models(include_auto_created=True):
        meta = table_of(model)
        if not isinstance(meta.pk, models.AutoField) or not meta.managed:
            continue
        table, key = connection.ops.quote_name(meta.db_table), connection.ops.quote_name(str(meta.pk.column))
        highest = _rows(f"SELECT MAX({key}) FROM {table}")[0][0]  # noqa: S608 - names of our own tables
        last = last_number(meta.db_table, str(meta.pk.column))
        if isinstance(highest, int) and last < highest:
            yield Finding(meta.db_table, f"{last} < {highest}")


def last_number(table: str, column: str) -> int:
    """The last number that a table's sequence gave; 0 where it gave none."""
    if is_postgresql():
        name = _rows("SELECT pg_get_serial_sequence(%s, %s)", table, column)[0][0]
        last, called = _rows(f"SELECT last_value, is_called FROM {name}")[0]  # noqa: S608 - a name from the database
        return int(str(last)) if called else 0
    found = _rows("SELECT seq FROM sqlite_sequence WHERE name = %s", table)
    return int(str(found[0][0])) if found else 0


@check(
    "DOC008",
    _("Cơ sở dữ liệu dùng bảng mã UTF-8"),
    _("Chữ Việt có thể bị hỏng khi lưu."),
    _("Lập cơ sở dữ liệu mới với bảng mã UTF8 rồi phục hồi từ bản sao lưu."),
)
def encoding(looked: Looked) -> Iterator[Finding]:
    found = str(_rows("SHOW server_encoding" if is_postgresql() else "PRAGMA encoding")[0][0])
    if found.replace("-", "").upper() != "UTF8":
        yield Finding("", found)
