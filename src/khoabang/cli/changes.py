"""What changed between two sets or two results, for people: grouped by what it happened to."""

from collections import Counter
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from khoabang.cli.show import console
from khoabang.language import N_, text
from khoabang.scoring.criteria.diff import SUBJECTS, Change
from khoabang.scoring.criteria.diff import sentence as set_sentence
from khoabang.scoring.result_diff import ResultChange
from khoabang.scoring.result_diff import sentence as result_sentence

Json = dict[str, Any]
_SIGNS = {"added": "[green]+[/]", "removed": "[red]−[/]", "renamed": "[yellow]~[/]", "moved": "[cyan]↷[/]"}
_CITED = "reference.document"
NOTHING = N_("Không có gì thay đổi.")
_SAME_ARTICLE = N_("{field}: {before} → {after}, ở {count} chỗ")
_SHOWN = ("rank", "points", "index", "class", "status", "group", "name")


def sets(changes: list[Change], lang: str) -> None:
    """Print the changes between two sets; a document that replaces another everywhere is said once."""
    out = console()
    if not changes:
        out.print(text(NOTHING, lang))
        return
    cited = Counter((str(c.before), str(c.after)) for c in changes if c.field.endswith(_CITED))
    shown = ""
    for change in changes:
        if change.field.endswith(_CITED) and cited[str(change.before), str(change.after)] > 1:
            continue
        if change.subject == "input" and change.kind in {"added", "removed"}:
            pass
        title = text(SUBJECTS["criterion" if change.subject == "input" else change.subject], lang)
        title += f" · {change.annex}" if change.annex else ""
        if title != shown:
            out.print(f"\n[bold]{escape(title)}[/]" if shown else f"[bold]{escape(title)}[/]")
            shown = title
        head = " ".join(part for part in (change.code, change.name) if part)
        sign = _SIGNS.get(change.kind, "[dim]·[/]")
        said = "" if change.kind in {"added", "removed"} else escape(set_sentence(change, lang))
        style = {"added": "green", "removed": "red"}.get(change.kind, "bold")
        joined = f"[{style}]{escape(head)}[/]" + (f"  {said}" if head and said else said)
        out.print(Padding(f"{sign} {joined}", (0, 0, 0, 2)))
    for (before, after), count in cited.items():
        if count > 1:
            out.print()
            out.print(escape(text(_SAME_ARTICLE, lang, field=text(N_("Căn cứ"), lang), before=before, after=after, count=count)))
    _tally(out, Counter(change.kind for change in changes), lang)


def _tally(out: Console, kinds: Counter[Any], lang: str) -> None:
    words = {
        "added": N_("thêm {count}"),
        "removed": N_("bỏ {count}"),
        "renamed": N_("đổi tên {count}"),
        "moved": N_("chuyển {count}"),
        "reordered": N_("đổi thứ tự {count}"),
        "changed": N_("sửa {count}"),
    }
    out.print("\n[dim]" + " · ".join(text(words[kind], lang, count=kinds[kind]) for kind in words if kinds[kind]) + "[/]")


def results(changes: list[ResultChange], new: Json, lang: str) -> None:
    """Print the changes between two results: a table of bodies for each group, then its statistics."""
    out = console()
    if not changes:
        out.print(text(NOTHING, lang))
        return
    for change in changes:
        if change.subject in {"round", "set"} and change.column != "sha256":
            out.print(escape(result_sentence(change, lang)), soft_wrap=True)
        if change.subject == "set" and change.column == "sha256":
            out.print(text(N_("Bộ tiêu chí của hai kết quả khác nhau."), lang))
    names = {group["code"]: group["name"] for group in new["groups"]}
    for code in dict.fromkeys(change.group for change in changes if change.group):
        here = [change for change in changes if change.group == code]
        out.print(f"\n[bold]{escape(names.get(code, code))}[/]")
        _bodies(out, here, lang)
        for change in here:
            if change.subject in {"statistics", "class", "group"}:
                out.print(Padding("[dim]·[/] " + escape(result_sentence(change, lang)), (0, 0, 0, 2)))


def _bodies(out: Console, changes: list[ResultChange], lang: str) -> None:
    """Print one row for each body: what changed of it, and in how many criteria."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(overflow="fold", min_width=28)
    table.add_column(overflow="fold")
    rows: dict[str, list[str]] = {}
    criteria: Counter[str] = Counter()
    labels = {change.body: change.name for change in changes if change.body}
    for change in changes:
        if change.subject == "criterion":
            criteria[change.body] += 1
            rows.setdefault(change.body, [])
        elif change.subject == "body" and change.column in _SHOWN:
            rows.setdefault(change.body, []).append(result_sentence(change, lang))
        elif change.subject == "body":
            rows.setdefault(change.body, [])
    for body, said in rows.items():
        if criteria[body]:
            said.append(text(N_("{count} tiêu chí đổi điểm"), lang, count=criteria[body]))
        table.add_row(escape(labels[body]), escape(" · ".join(said)))
    if rows:
        out.print(Padding(table, (0, 0, 0, 2)))
