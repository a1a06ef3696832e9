"""The commands that keep an installation: its log, its clock, its doctor, its backups."""

import argparse
import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path

from rich.markup import escape

from khoabang.cli import show
from khoabang.cli.reading import MisuseError
from khoabang.cli.writing import print_json, target, unwritable
from khoabang.language import N_, text
from khoabang.scoring.problems import Place

CLEAN, WRONG = 0, 1
_MOST_PLACES = 12
_FOLDER = "du-lieu"
Command = Callable[[argparse.Namespace], int]


def folder_of(arguments: argparse.Namespace) -> Path:
    """The data folder that a command is about."""
    return Path(arguments.data or os.environ.get("KHOABANG_DATA") or _FOLDER)


def _opened(command: Command, *, any_version: bool = False) -> Command:
    """Open the installation first, and speak the language that was asked for."""

    @wraps(command)
    def run(arguments: argparse.Namespace) -> int:
        from khoabang.web.upkeep.installation import CannotOpen, open_installation

        try:
            open_installation(folder_of(arguments), any_version=any_version)
        except CannotOpen as error:
            raise MisuseError(error.code, **error.params) from None
        from django.utils import translation

        with translation.override(arguments.lang):
            return command(arguments)

    return run


def log(arguments: argparse.Namespace) -> int:
    """Verify the log, or seal it."""
    return _opened(_seal if arguments.what == "seal" else _verify)(arguments)


def _verify(arguments: argparse.Namespace) -> int:
    from khoabang.web.activity.verification import verify

    done = verify(arguments.seal)
    if arguments.json:
        found = [
            {
                "kind": each.kind, "chain": each.chain, "number": each.number, "expected": each.expected, "found": each.found,
                "message": str(each.words),
            }
            for each in done.differences
        ]  # fmt: skip
        counts = {"chains": done.chains, "entries": done.entries, "seals": done.seals}
        print_json({"format": 1, "kind": "khoabang.log", **counts, "differences": found})
        return WRONG if found else CLEAN
    out = show.console()
    for each in done.differences:
        out.print(f"[red]✗[/] [bold]{escape(each.chain)} #{each.number}[/] {escape(str(each.words))}", soft_wrap=True)
        out.print(f"    {escape(each.expected)} ≠ {escape(each.found or '–')}", soft_wrap=True)
    counts = {"chains": done.chains, "entries": done.entries, "seals": done.seals}
    if done.differences:
        said = text(
            N_("{count} chỗ không khớp trong {chains} chuỗi, {entries} việc, {seals} dấu niêm phong."),
            arguments.lang,
            count=len(done.differences),
            **counts,
        )
        out.print(f"[red]{said}[/]")
        return WRONG
    said = text(N_("{chains} chuỗi, {entries} việc, {seals} dấu niêm phong: khớp."), arguments.lang, **counts)
    out.print(f"[green]✓[/] {said}")
    return CLEAN


def _seal(arguments: argparse.Namespace) -> int:
    from khoabang.web import clock
    from khoabang.web.activity.services import seal

    made = seal(clock.now())
    if arguments.json:
        sealed = None if made is None else {"number": made.number, "sha256": made.sha256}
        print_json({"format": 1, "kind": "khoabang.seal", "seal": sealed})
    elif made is None:
        show.console().print(text(N_("Không có việc mới để niêm phong."), arguments.lang))
    else:
        said = text(N_("Đã niêm phong, số {number}: {sha256}"), arguments.lang, number=made.number, sha256=made.sha256)
        show.console().print(said, soft_wrap=True)
    return CLEAN


def clock(arguments: argparse.Namespace) -> int:
    """Do once what is due."""
    return _opened(_clock)(arguments)


def _clock(arguments: argparse.Namespace) -> int:
    from khoabang.web import clock as time
    from khoabang.web.upkeep.chores import run_due

    done = run_due(time.now())
    if arguments.json:
        told = [{"name": each.name, "count": each.count, "trouble": each.trouble} for each in done]
        print_json({"format": 1, "kind": "khoabang.clock", "done": told})
    else:
        out = show.console()
        for each in done:
            mark = "[red]✗[/]" if each.trouble else "[green]✓[/]"
            out.print(f"{mark} {escape(str(each.words))}: {escape(each.trouble) or each.count}", soft_wrap=True)
        if not done:
            out.print(text(N_("Chưa có việc nào đến lúc làm."), arguments.lang))
    return WRONG if any(each.trouble for each in done) else CLEAN


def doctor(arguments: argparse.Namespace) -> int:
    """Examine an installation."""
    return _opened(_doctor, any_version=True)(arguments)


def _doctor(arguments: argparse.Namespace) -> int:
    from khoabang.web.upkeep.checks import CHECKS
    from khoabang.web.upkeep.doctor import document_of, examine, quick_checks

    if arguments.list:
        out = show.console()
        for check in sorted(CHECKS.values(), key=lambda each: each.code):
            out.print(f"[cyan]{check.code}[/] {escape(str(check.title))}", soft_wrap=True)
        return CLEAN
    made = examine(quick_checks() if arguments.quick else None)
    proved = [each for each in made if not each.is_clean and not each.check.warning]
    if arguments.json:
        print_json({"format": 1, "kind": "khoabang.doctor", "checks": document_of(made)})
        return WRONG if proved else CLEAN
    out = show.console()
    warned = [each for each in made if not each.is_clean and each.check.warning]
    for each in [*proved, *warned]:
        style, word = ("bold yellow", N_("CẢNH BÁO")) if each.check.warning else ("bold red", N_("LỖI"))
        count = f" × {each.count}" if each.count > 1 else ""
        title = escape(str(each.check.title))
        out.print(f"[{style}]{text(word, arguments.lang)} {each.check.code}[/] {title}[dim]{count}[/]", soft_wrap=True)
        for finding in each.findings[:_MOST_PLACES]:
            said = ": ".join(part for part in (finding.place, str(finding.words)) if part)
            show.hanging(out, escape(said) or "–", bullet="·")
        if each.trouble:
            show.hanging(out, escape(text(N_("không kiểm tra được: {why}"), arguments.lang, why=each.trouble)), bullet="·")
        if each.count > _MOST_PLACES:
            show.hanging(out, text(N_("… và {count} chỗ nữa."), arguments.lang, count=each.count - _MOST_PLACES))
        show.hanging(out, f"[dim]{escape(str(each.check.means))}[/] → {escape(str(each.check.remedy))}", 4)
    said = N_("{count} mục đã kiểm tra: {wrong} mục có lỗi, {warned} mục cần chú ý.")
    mark = "[red]✗[/]" if proved else "[green]✓[/]"
    out.print(f"{mark} {text(said, arguments.lang, count=len(made), wrong=len(proved), warned=len(warned))}", soft_wrap=True)
    return WRONG if proved else CLEAN


def backup(arguments: argparse.Namespace) -> int:
    """Write a backup."""
    out = target(arguments, ".zip")
    data = folder_of(arguments)
    if out is not None and data.resolve() in out.resolve().parents:
        raise MisuseError("CMD017", Place(str(out)))
    return _opened(_backup)(arguments)


def _backup(arguments: argparse.Namespace) -> int:
    from django.conf import settings

    from khoabang.web.upkeep.backup import backup as write

    try:
        saved = write(arguments.out, settings.DATA)
    except OSError as error:
        raise unwritable(arguments.out, error) from None
    if arguments.json:
        counts = {"tables": saved.tables, "rows": saved.rows, "files": saved.files, "size": saved.size}
        told = {"file": str(arguments.out), **counts, "sha256": saved.sha256, "seal": saved.seal, "missing": saved.missing}
        print_json({"format": 1, "kind": "khoabang.backup_made", **told})
        return WRONG if saved.missing else CLEAN
    said = N_("Đã sao lưu vào {file}: {tables} bảng, {rows} dòng, {files} tệp, {size} KB.")
    out = show.console()
    counted = {"tables": saved.tables, "rows": saved.rows, "files": saved.files, "size": -(-saved.size // 1024)}
    out.print(f"[green]✓[/] {escape(text(said, arguments.lang, file=arguments.out, **counted))}", soft_wrap=True)
    out.print(text(N_("Mã băm của bản kê: {sha256}"), arguments.lang, sha256=saved.sha256), soft_wrap=True)
    if saved.seal:
        out.print(text(N_("Dấu niêm phong nhật ký gần nhất: {seal}"), arguments.lang, seal=saved.seal), soft_wrap=True)
    for path in saved.missing[:_MOST_PLACES]:
        out.print(f"[red]✗[/] {escape(text(N_('Tệp kiểm chứng không có trong kho: {path}'), arguments.lang, path=path))}")
    return WRONG if saved.missing else CLEAN


def restore(arguments: argparse.Namespace) -> int:
    """Put a backup back."""
    from khoabang.web.upkeep.archive import Damaged, NotABackup, Reader, TooNew

    data, place = folder_of(arguments), Place(str(arguments.file))
    try:
        archive = Reader(arguments.file)
        archive.check()
    except NotABackup:
        raise MisuseError("CMD013", place) from None
    except Damaged as error:
        raise MisuseError("CMD014", place, part=error) from None
    except OSError as error:
        raise MisuseError("CMD018", place, detail=error.strerror or type(error).__name__) from None
    from khoabang.web.upkeep import restore as restoring
    from khoabang.web.upkeep.installation import CannotOpen

    try:
        restoring.restore(archive, data, replace=arguments.replace)
    except restoring.InTheWay as error:
        raise MisuseError("CMD016", folder=error) from None
    except TooNew as error:
        raise MisuseError("CMD015", place, version=error) from None
    except Damaged as error:
        raise MisuseError("CMD014", place, part=error) from None
    except CannotOpen as error:
        raise MisuseError(error.code, **error.params) from None
    except OSError as error:
        raise unwritable(data, error) from None
    manifest = archive.manifest
    rows = sum(table.rows for table in manifest.tables)
    counts = {"tables": len(manifest.tables), "rows": rows, "files": len(manifest.files)}
    if arguments.json:
        print_json(
            {
                "format": 1,
                "kind": "khoabang.restored",
                "folder": str(data),
                "made": manifest.made,
                "seal": manifest.seal,
                **counts,
            }
        )
        return CLEAN
    said = N_("Đã phục hồi vào {folder}: {tables} bảng, {rows} dòng, {files} tệp.")
    show.console().print(f"[green]✓[/] {escape(text(said, arguments.lang, folder=data, **counts))}", soft_wrap=True)
    return CLEAN
