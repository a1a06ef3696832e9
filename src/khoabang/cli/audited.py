"""What an audit found, for people: the tables as read, what was inferred, and each finding with its place and what it changes."""

from rich.console import Console
from rich.markup import escape

from khoabang.auditing.audit import Audit, TableAudit
from khoabang.auditing.findings import Finding, Grade
from khoabang.auditing.inferences import inferences
from khoabang.auditing.recognised import recognised_pages
from khoabang.cli.show import console, hanging
from khoabang.language import N_, text

_GRADES: dict[Grade, tuple[str, str]] = {
    "proved": ("bold red", N_("SAI, CHỨNG MINH ĐƯỢC")),
    "suspect": ("bold yellow", N_("CẦN HỎI LẠI")),
    "rounding": ("bold blue", N_("DO LÀM TRÒN")),
}
ROLES = {
    "order": N_("số thứ tự"),
    "body": N_("đơn vị"),
    "code": N_("mã"),
    "component": N_("thành phần"),
    "subtotal": N_("cộng nhóm"),
    "total": N_("tổng"),
    "index": N_("chỉ số"),
    "percent": N_("tỷ lệ"),
    "maximum": N_("điểm tối đa"),
    "rank": N_("thứ hạng"),
    "change": N_("thay đổi"),
    "class": N_("xếp loại"),
    "note": N_("ghi chú"),
    "other": N_("chưa rõ"),
}
_PROVED = N_("{count} chỗ sai chứng minh được từ chính số liệu đã in.")
_PROVED_WITH_GIVEN = N_("{count} chỗ sai chứng minh được từ chính số liệu đã in và những gì đã cho.")
_SOUND = N_("Không có gì trong bảng mâu thuẫn với nhau.")
_SOUND_WITH_GIVEN = N_("Không có gì trong bảng mâu thuẫn với nhau hay với những gì đã cho.")
_MOST_ROUNDING = 5


def audited(audit: Audit, lang: str) -> None:
    """Print an audit."""
    out = console()
    for number, table in enumerate(audit.tables, 1):
        _table(out, number, table, lang)
    for finding in audit.findings:
        _finding(out, finding, lang)
    if audit.borne_out:
        figures = ", ".join(claim.number.text for claim in audit.borne_out if claim.number)
        hanging(out, text(N_("Số liệu trong văn bản khớp với bảng: {figures}"), lang, figures=figures), 0)
    if audit.document.hidden:
        out.print(text(N_("Trang ẩn, không đọc: {names}"), lang, names=", ".join(audit.document.hidden)), soft_wrap=True)
    _verdict(out, audit, lang)


def _table(out: Console, number: int, table: TableAudit, lang: str) -> None:
    sheet = table.found.sheet
    size = text(N_("{rows} dòng, {columns} cột"), lang, rows=len(sheet.table.rows), columns=len(sheet.table.headers))
    name = " › ".join(part for part in (sheet.table.title, sheet.table.group) if part) or text(N_("Bảng không tên"), lang)
    out.print()
    out.print(f"[bold]{text(N_('Bảng'), lang)} {number}[/]  {escape(name)}  [dim]{size}[/]", soft_wrap=True)
    roles = "; ".join(f"{column.header or '·'}: {text(ROLES[column.role], lang)}" for column in sheet.columns)
    hanging(out, f"[dim]{escape(roles)}[/]")
    for inferred in inferences(table.found, table.orderings, lang):
        borne = text(N_("{agree}/{rows} dòng"), lang, agree=inferred["agree"], rows=inferred["rows"])
        hanging(out, f"{escape(inferred['message'])}  [dim]{borne}[/]", bullet="·")
    rounding = [finding for finding in table.findings if finding.grade == "rounding"]
    for finding in table.findings:
        if finding.grade != "rounding":
            _finding(out, finding, lang)
    for finding in rounding[:_MOST_ROUNDING]:
        _finding(out, finding, lang)
    if len(rounding) > _MOST_ROUNDING:
        hanging(out, text(N_("… và {count} chỗ khác do làm tròn."), lang, count=len(rounding) - _MOST_ROUNDING))


def _finding(out: Console, finding: Finding, lang: str) -> None:
    style, word = _GRADES[finding.grade]
    place = " · ".join(part for part in (finding.body, finding.column, finding.where) if part)
    out.print(f"[{style}]{text(word, lang)}[/]  {escape(place)}", soft_wrap=True)
    hanging(out, escape(finding.message(lang)), 4)
    for line in finding.consequences(lang):
        hanging(out, escape(line), 4, bullet="→")


def _verdict(out: Console, audit: Audit, lang: str) -> None:
    out.print()
    if pages := recognised_pages(audit.document):
        names = ", ".join(page.rpartition(" ")[2] for page in pages)
        said = N_(
            "Máy đọc từ ảnh các trang: {pages}. Chưa có gì ở đó được coi là chứng minh được, trước khi người đối chiếu với ảnh và xác nhận."
        )
        hanging(out, f"[yellow]{text(said, lang, pages=names)}[/]", 0)
    if not audit.tables:
        out.print(text(N_("Không thấy bảng xếp hạng nào."), lang))
    elif proved := len(audit.proved):
        out.print(f"[bold red]{text(_PROVED_WITH_GIVEN if audit.has_given else _PROVED, lang, count=proved)}[/]")
    elif pages and audit.all_findings:
        out.print(text(N_("Có chỗ cần hỏi lại: có thể bảng sai, có thể máy đọc sai."), lang))
    else:
        out.print(f"[green]✓[/] {text(_SOUND_WITH_GIVEN if audit.has_given else _SOUND, lang)}")
