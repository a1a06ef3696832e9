"""The commands of the open bundle: write one, recheck one."""

import argparse
from fractions import Fraction
from typing import Any

from rich.markup import escape

from khoabang.bundle import STEPS, Report, of_evaluation, verify_file, write
from khoabang.bundle.differences import Difference
from khoabang.bundle.figures import Figures, counts_in_words
from khoabang.cli import show
from khoabang.cli.reading import MisuseError, UnusableError, evaluation_folder
from khoabang.cli.writing import print_json, target, unwritable, written
from khoabang.language import N_, text
from khoabang.scoring import shipped_evaluations
from khoabang.scoring.numbers import show as number
from khoabang.scoring.problems import Place
from khoabang.scoring.result.diff import COLUMNS

Json = dict[str, Any]
CLEAN, WRONG, UNUSABLE = 0, 1, 2
_STEPS = {
    "published": N_("mã băm của cả gói là mã băm đã công bố"),
    "form": N_("gói đúng đến từng byte như khi được ghi ra"),
    "complete": N_("đủ mọi tệp, không có tệp lạ"),
    "unaltered": N_("mỗi tệp có đúng mã băm của nó"),
    "recomputed": N_("chấm lại từ bộ tiêu chí và số liệu trong gói: ra đúng kết quả"),
    "tables": N_("bảng, giải thích, bản mô tả nói đúng như kết quả"),
}
_MARKS = {"ok": "[green]✓[/]", "wrong": "[red]✗[/]", "stated": "[yellow]●[/]", "not_done": "[dim]–[/]"}
_FORMS = {"exact": N_("chính xác"), "shown": N_("đã làm tròn"), "stated": N_("theo bản in")}


def bundle(arguments: argparse.Namespace) -> int:
    """Write the bundle of an evaluation."""
    out = target(arguments, ".zip")
    folder = evaluation_folder(arguments.evaluation)
    if folder is None or out is None:
        raise MisuseError("BUN017", Place(arguments.evaluation), known=", ".join(shipped_evaluations()))
    with show.working(arguments.lang):
        parts, problems = of_evaluation(folder)
    if parts is None:
        raise UnusableError(problems)
    content = write(parts)
    try:
        out.write_bytes(content)
    except OSError as error:
        raise unwritable(out, error) from None
    written(out, arguments.lang)
    figures = Figures.of(parts.result)
    report = Report.of_whole(str(out), content)
    if arguments.json:
        told = {"file": str(out), "bytes": report.size, "sha256": report.sha256, "figures": figures.as_json()}
        print_json({"format": 1, "kind": "khoabang.bundle_made", **told})
    else:
        _say_hash(report, arguments.lang)
        _say_figures(figures, arguments.lang)
    show.problems(problems, arguments.lang)
    return WRONG if problems.errors else CLEAN


def verify(arguments: argparse.Namespace) -> int:
    """Recheck a bundle."""
    try:
        with show.working(arguments.lang):
            report = verify_file(arguments.file, arguments.sha256)
    except FileNotFoundError:
        raise MisuseError("FIL001", Place(str(arguments.file))) from None
    except OSError as error:
        raise MisuseError("CMD018", Place(str(arguments.file)), detail=error.strerror or type(error).__name__) from None
    if not report.is_bundle:
        raise UnusableError(report.problems)
    if arguments.json:
        print_json(report.as_json())
    else:
        _board(report, arguments.lang)
    show.problems(report.problems, arguments.lang)
    return WRONG if report.problems.errors else CLEAN


def _board(report: Report, lang: str) -> None:
    out = show.console()
    said = report.package.get("khoabang", {})
    if title := report.package.get("title"):
        out.print(f"[bold]{escape(str(title))}[/]", soft_wrap=True)
        out.print(
            text(
                N_("Bản công bố số {edition}, do phần mềm {software} ghi."),
                lang,
                edition=said.get("edition"),
                software=said.get("software"),
            )
        )
    _say_hash(report, lang)
    for step in STEPS:
        state = report.steps[step]
        if step == "published" and state == "not_done":
            hint = N_("chưa so với mã băm mà cơ quan công bố: thêm --sha256 MÃ")
            out.print(f"{_MARKS[state]} [dim]{text(hint, lang)}[/]", soft_wrap=True)
        elif state == "stated":
            words = N_("không có gì trái với kết quả, nhưng không phải số nào cũng tính lại được")
            out.print(f"{_MARKS[state]} {text(words, lang)}", soft_wrap=True)
        else:
            left = f" [dim]({text(N_('chưa xét'), lang)})[/]" if state == "not_done" else ""
            out.print(f"{_MARKS[state]} {text(_STEPS[step], lang)}{left}", soft_wrap=True)
    if report.steps["recomputed"] in {"ok", "stated"}:
        _say_figures(report.figures, lang)
    if report.difference is not None and report.computed is not None:
        _say_difference(report.difference, report.computed, lang)


def _say_hash(report: Report, lang: str) -> None:
    show.console().print(text(N_("SHA-256 của cả gói: {sha256}"), lang, sha256=report.sha256), soft_wrap=True)


def _say_figures(figures: Figures, lang: str) -> None:
    out = show.console()
    if figures.recomputed:
        said = text(N_("Tính lại được: {counts}."), lang, counts=counts_in_words(figures.recomputed, lang))
        show.hanging(out, escape(said))
    if figures.stated:
        said = text(
            N_("Không tính lại được, chỉ có theo bản công bố: {counts}."), lang, counts=counts_in_words(figures.stated, lang)
        )
        show.hanging(out, f"[yellow]{escape(said)}[/]")


def _say_difference(difference: Difference, result: Json, lang: str) -> None:
    """Print the first figure that differs: of which body and criterion, and both values."""
    out = show.console()
    about = [text(N_("Chỗ khác đầu tiên"), lang), *_names(difference, result)]
    out.print(f"[red]{escape(' › '.join(about))}[/]", soft_wrap=True)
    first, *rest = difference.column.split(".")
    column = text(COLUMNS[first], lang) if first in COLUMNS else first
    form = [text(_FORMS[part], lang) if part in _FORMS else part for part in rest if part != "value"]
    said = text(
        N_("{column}: trong gói {given}, tính lại {computed}"), lang, column=", ".join([column, *form]),
        given=_value(difference.given, lang), computed=_value(difference.computed, lang),
    )  # fmt: skip
    show.hanging(out, escape(said))


def _names(difference: Difference, result: Json) -> list[str]:
    """Give the names of group, body and criterion, or their codes where the result computed anew has none of them."""
    group: Json = next((each for each in result["groups"] if each["code"] == difference.group), {})
    body: Json = next((each for each in group.get("bodies", []) if each["code"] == difference.body), {})
    annexes = [annex for annex in result["annexes"] if annex["code"] == group.get("annex")]
    criteria = [item for annex in annexes for item in annex["criteria"] if item["code"] == difference.criterion]
    named = criteria[0]["name"] if criteria else ""
    return [
        part
        for part in (
            group.get("name", difference.group),
            body.get("name", difference.body),
            " ".join(each for each in (difference.criterion, named) if each),
        )
        if part
    ]


def _value(value: str | None, lang: str) -> str:
    if value is None:
        return text(N_("không có"), lang)
    try:
        return number(Fraction(value), lang) if "/" in value or "." in value else value
    except (ValueError, ZeroDivisionError):
        return value
