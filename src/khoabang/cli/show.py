"""What all commands show alike: figures, problems, the list of what ships. Draws what it is given; computes nothing."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from khoabang.language import N_, text
from khoabang.scoring.criteria.model import CriteriaSet
from khoabang.scoring.examples import Outcome
from khoabang.scoring.explain import STATUSES
from khoabang.scoring.numbers import show as number
from khoabang.scoring.problems import Problem, Problems

Json = dict[str, Any]
NARROWEST = 100  # columns of an output that is not a screen
SEAL = "red"
REASONS = {
    "exempt": N_("được miễn"),
    "missing": N_("thiếu số liệu"),
    "not_verified": N_("chưa thẩm định"),
    "not_published": N_("không công bố"),
    "not_applicable": N_("không có mục nào áp dụng"),
    "declared": N_("được chấm, không xếp hạng"),
    "group": N_("khối không xếp hạng"),
    "partial": N_("bản công bố không đầy đủ"),
}
KINDS = {
    "published": N_("Bản dựng lại, không thay văn bản gốc"),
    "demonstration": N_("Bản trình diễn"),
    "computed": N_("Tính từ tệp"),
}
_SEVERITY = {"error": ("bold red", N_("LỖI")), "warning": ("bold yellow", N_("CẢNH BÁO")), "notice": ("bold blue", N_("LƯU Ý"))}
_MOST_PLACES = 12


def console(*, stderr: bool = False) -> Console:
    """Give a console: without colour where the output is not a screen, and wide enough for tables there."""
    screen = (sys.stderr if stderr else sys.stdout).isatty()
    return Console(stderr=stderr, highlight=False, width=None if screen else max(NARROWEST, Console().width))


@contextmanager
def working(lang: str, what: str = N_("Đang chấm điểm…")) -> Iterator[None]:
    """Show that work goes on, where a person watches; it leaves nothing behind."""
    columns = (SpinnerColumn(style=SEAL), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        progress.add_task(text(what, lang), total=None)
        yield


def in_turn(names: Sequence[str], what: str) -> Iterator[str]:
    """Give names one by one under a progress bar, where a person watches and there is more than one."""
    columns = (TextColumn("{task.description}"), BarColumn(complete_style=SEAL), MofNCompleteColumn(), TimeElapsedColumn())
    quiet = not sys.stderr.isatty() or len(names) < 2
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=quiet) as progress:
        yield from progress.track(names, description=what)


def figure(item: Json | None, lang: str, prints: str | None = None) -> str:
    """Print a figure: as computed, or as stated where nothing could be computed; both where they differ."""
    if item is None:
        return ""
    shown, stated = item.get("shown"), item.get("stated")
    if shown is None:
        if stated is not None:
            return number(stated, lang)
        if prints == "zero":
            return "0"
        return text(STATUSES.get(item.get("status", ""), ""), lang) if prints == "note" else "–"
    if stated is not None and number(stated, lang) != number(shown, lang):
        return text(N_("{shown} (in {stated})"), lang, shown=number(shown, lang), stated=number(stated, lang))
    return number(shown, lang)


def is_known(item: Json | None) -> bool:
    """Say whether a figure has a value to print."""
    return item is not None and (item["shown"] is not None or item["stated"] is not None)


def say(message: str, lang: str, **params: object) -> None:
    """Print one sentence to the error output."""
    console(stderr=True).print(escape(text(message, lang, **params)), soft_wrap=True)


def hanging(out: Console, markup: str, indent: int = 2, *, bullet: str = "") -> None:
    """Print text folded within the width, every line indented, the first after a bullet; no blanks at line ends."""
    head = Text.from_markup(bullet + " ") if bullet else Text("")
    within = indent + head.cell_len
    for position, line in enumerate(Text.from_markup(markup).wrap(out, max(20, out.width - within))):
        line.rstrip()
        out.print(
            Text(" " * indent).append_text(head if position == 0 else Text(" " * head.cell_len)).append_text(line), soft_wrap=True
        )


def problems(found: Problems, lang: str) -> None:
    """Print every problem to the error output, those of one kind together: places and what is wrong; why; what to do."""
    out = console(stderr=True)
    kinds: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in sorted(found, key=lambda problem: ("error", "warning", "notice").index(problem.severity)):
        kinds.setdefault((problem.code, problem.why(lang), problem.remedy(lang)), []).append(problem)
    for (code, why, remedy), alike in kinds.items():
        style, word = _SEVERITY[alike[0].severity]
        count = f" × {len(alike)}" if len(alike) > 1 else ""
        out.print(f"[{style}]{text(word, lang)} {code}[/][dim]{count}[/]")
        for problem in alike[:_MOST_PLACES]:
            place = f"[cyan]{escape(str(problem.place))}[/]: " if str(problem.place) else ""
            hanging(out, place + escape(problem.what(lang)))
        if len(alike) > _MOST_PLACES:
            hanging(out, text(N_("… và {count} chỗ nữa."), lang, count=len(alike) - _MOST_PLACES))
        hanging(out, f"[dim]{escape(why)}[/] → {escape(remedy)}", 4)
    if found.left_out:
        out.print(text(N_("… và {count} vấn đề nữa."), lang, count=found.left_out))


def checked(name: str, criteria_set: CriteriaSet | None, examples: Outcome | None, found: Problems, lang: str) -> None:
    """Print how a set stands."""
    out = console()
    if criteria_set is not None:
        mark = "[green]✓[/]" if not found.errors else "[red]✗[/]"
        count = sum(1 for annex in criteria_set.annexes for criterion in annex.walk() if criterion.is_indicator)
        told = text(N_("{annexes} phụ lục, {indicators} chỉ tiêu"), lang, annexes=len(criteria_set.annexes), indicators=count)
        ran = (
            text(N_("ví dụ đúng {passed}/{ran}"), lang, passed=examples.passed, ran=examples.ran)
            if examples and examples.ran
            else ""
        )
        line = f"{mark} [bold]{escape(name)}[/] {escape(criteria_set.version)} · {told}" + (f" · {ran}" if ran else "")
        out.print(line, soft_wrap=True)
    else:
        out.print(f"[red]✗[/] [bold]{escape(name)}[/]", soft_wrap=True)
    problems(found, lang)


def catalogue(sets: Mapping[str, str], evaluations: Mapping[str, str], lang: str) -> None:
    """List what comes with the package, with its names."""
    out = console()
    for title, names in ((N_("Bộ tiêu chí đi kèm"), sets), (N_("Đợt đánh giá đi kèm"), evaluations)):
        out.print(f"[bold]{text(title, lang)}[/]")
        width = max(map(len, names), default=0)
        for name, said in names.items():
            line = Text("  ").append(name.ljust(width + 2), style="cyan").append(said)
            line.truncate(out.width, overflow="ellipsis")
            out.print(line)
        out.print()


def heading(out: Console, result: Json, lang: str) -> None:
    """Print which round this is, whose, and by which decision."""
    round_ = result["round"]
    out.print(f"[bold]{escape(round_['title'])}[/]", soft_wrap=True)
    authority = round_["authority"]["name"] if round_["authority"] else result["set"]["issuer"]
    out.print(f"{escape(authority)} · [{SEAL}]{text(KINDS[round_['kind']], lang)}[/]", soft_wrap=True)
    decision = round_["decision"]
    if decision:
        date = "/".join(reversed(decision["date"].split("-"))) if decision["date"] else ""
        parts = (decision["type"], decision["number"], date)
        out.print("[dim]" + escape(" ".join(part for part in parts if part)) + "[/]", soft_wrap=True)
