"""What changed between two sets or two results, for people: grouped by what it happened to."""

from collections import Counter
from typing import Any

from rich.console import Console
from rich.markup import escape

from khoabang.cli.show import console, hanging
from khoabang.language import N_, text
from khoabang.scoring.criteria.diff import SUBJECTS, Change
from khoabang.scoring.criteria.diff import sentence as set_sentence
from khoabang.scoring.result.diff import ResultChange
from khoabang.scoring.result.diff import sentence as result_sentence

Json = dict[str, Any]
_SIGNS = {"added": "[green]+[/]", "removed": "[red]−[/]"}
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
    titled = named = ""
    for change in changes:
        if change.field.endswith(_CITED) and cited[str(change.before), str(change.after)] > 1:
            continue
        title = text(SUBJECTS[change.subject], lang) + (f" · {change.annex}" if change.annex else "")
        if title != titled:
            out.print(f"\n[bold]{escape(title)}[/]" if titled else f"[bold]{escape(title)}[/]")
        name = " ".join(part for part in (change.code, change.name) if part)
        style = {"added": "green", "removed": "red"}.get(change.kind, "bold")
        if name and (title, name) != (titled, named):
            hanging(out, f"[{style}]{escape(name)}[/]", bullet=_SIGNS.get(change.kind, "[dim]·[/]"))
        if change.kind not in {"added", "removed"}:
            hanging(out, escape(set_sentence(change, lang)), 4 if name else 2, bullet="" if name else "[dim]·[/]")
        titled, named = title, name
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
                hanging(out, escape(result_sentence(change, lang)), bullet="[dim]·[/]")


def _bodies(out: Console, changes: list[ResultChange], lang: str) -> None:
    """Print each body that changed: what changed of it, and in how many criteria."""
    rows: dict[str, list[str]] = {}
    criteria: Counter[str] = Counter()
    names = {change.body: change.name for change in changes if change.body}
    for change in changes:
        if change.subject == "criterion":
            criteria[change.body] += 1
            rows.setdefault(change.body, [])
        elif change.subject == "body":
            said = rows.setdefault(change.body, [])
            if change.column in _SHOWN:
                said.append(result_sentence(change, lang))
    for body, said in rows.items():
        if criteria[body]:
            said.append(text(N_("{count} tiêu chí đổi điểm"), lang, count=criteria[body]))
        hanging(out, f"[bold]{escape(names[body])}[/]", bullet="[dim]·[/]")
        hanging(out, escape(" · ".join(said)), 4)
