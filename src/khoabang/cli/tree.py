"""The explanation of one body's score as a tree, in columns, down to each rule, its inputs, the arithmetic and the article."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from khoabang.cli.show import REASONS, console, figure
from khoabang.language import N_, text
from khoabang.scoring.explain import FLAGS, STATUSES, arithmetic, sentence
from khoabang.scoring.numbers import show as number

Json = dict[str, Any]
GAP = 2
_MOST_NAME = 56  # columns a name may take before it is folded
_FULL_OF_REFERENCES = 24  # the narrowest column in which an article is still readable


@dataclass
class _Line:
    """One line of the tree: what it is called, its points, what is to be said of it, and where it is ruled."""

    label: Text
    score: Text
    remark: Text
    note: str
    reference: str
    guide: str  # drawn before the label
    below: str  # drawn before what is folded under it


def explanation(document: Json, lang: str) -> None:
    """Print the tree."""
    out = console()
    root = document["root"]
    head = [document["body"]["name"]]
    if document["rank"]:
        head.append(text(N_("hạng {rank}/{size}"), lang, rank=document["rank"], size=document["group"]["size"]))
    head += [text(REASONS.get(reason, reason), lang) for reason in document["reasons"]]
    if root["index"]["shown"] is not None:
        head.append(text(N_("chỉ số {index}"), lang, index=number(root["index"]["shown"], lang)))
    if document["class"]:
        head.append(document["class"])
    out.print(Text(" · ".join(head), style="bold"), soft_wrap=True)
    _Drawing(out, root, lang).print()


class _Drawing:
    def __init__(self, out: Console, root: Json, lang: str) -> None:
        self.out = out
        self.lang = lang
        self.root = root
        self.document = (root["reference"] or {}).get("document") or {}

    def print(self) -> None:
        lines = list(self.branches(self.root, "  "))
        name = min(
            max((cell_len(line.guide) + line.label.cell_len for line in lines), default=0), _MOST_NAME, self.out.width // 2
        )
        score = max((line.score.cell_len for line in lines), default=0)
        self.top(name + GAP + score)
        for line in lines:
            self.draw(line, name, score)

    def top(self, width: int) -> None:
        """Print the line of the total: its division, its rounding, its article."""
        steps = {step["code"]: step for step in self.root["steps"]}
        if "index" in steps:
            line = arithmetic(steps["index"], self.lang)
            rounded = steps.get("rounded_index")
            if rounded:
                exactly = rounded["result"]["exact"] == steps["index"]["result"]["exact"]
                line += "" if exactly else f" → {number(rounded['result']['shown'], self.lang)}"
                line += f"   ({sentence(rounded, self.lang)})"
        else:
            line = self.score(self.root).plain
        drawn = Text("└ ", style="dim").append(line, style="not dim bold")
        remark = self.remark(self.root)
        if remark.plain:
            drawn.append("   ").append_text(remark)
        self.beside(drawn, self.cited(self.root, whole=True), max(width + 2, drawn.cell_len + GAP), "  ")

    def branches(self, node: Json, indent: str) -> Iterator[_Line]:
        children = node["children"]
        for position, child in enumerate(children):
            last = position == len(children) - 1
            below = indent + ("  " if last else "│ ")
            inner = below + ("│ " if child["children"] else "  ")
            label = Text(f"{child['code']} ", style="dim").append(child["name"], style="not dim")
            yield _Line(
                label,
                self.score(child),
                self.remark(child),
                self.note(child),
                self.cited(child),
                indent + ("└ " if last else "├ "),
                inner,
            )
            yield from self.workings(child, inner)
            yield from self.branches(child, below)

    def workings(self, node: Json, indent: str) -> Iterator[_Line]:
        """Give the lines of an indicator's inputs and steps; a single step that only repeats the points is left out."""
        for item in node["inputs"]:
            if item["status"] and item["name"] == node["name"]:
                continue
            if item["name"] != node["name"] or item["note"]:
                said = Text(f"{item['name']}: ", style="dim").append(self.value(item), style="not dim")
                if item["note"]:
                    said.append(f"  «{item['note']}»", style="italic")
                yield self.under(said, indent)
        steps = node["steps"]
        if len(steps) == 1 and steps[0]["code"] == "given":
            return
        for step in steps:
            worked, words = arithmetic(step, self.lang), sentence(step, self.lang)
            said = Text(worked, style="not dim")
            said.append(f"   ({words})" if worked else words, style="dim")
            yield self.under(said, indent)

    def under(self, said: Text, indent: str) -> _Line:
        return _Line(Text(""), Text(""), said, "", "", indent, indent)

    def value(self, item: Json) -> str:
        """Give what was entered, in words."""
        if item["status"]:
            return text(str(STATUSES.get(item["status"], item["status"])), self.lang)
        if item["label"]:
            return str(item["label"])
        if item["type"] == "yes_no":
            return text(N_("có") if item["value"] == "yes" else N_("không"), self.lang)
        if item["type"] == "date":
            return "/".join(reversed(item["value"].split("-")))
        if item["type"] == "choice":
            return str(item["value"])
        unit = "%" if item["type"] == "percent" and not item["unit"] else item["unit"] or ""
        return f"{number(item['value'], self.lang)} {unit}".rstrip()

    def score(self, node: Json) -> Text:
        """Give points out of the maximum, or the status that there are none."""
        if node.get("role") == "informational":
            return Text("")
        if node["points"]["shown"] is None and node["points"]["stated"] is None:
            return Text(figure(node["points"], self.lang, "note"), style="yellow")
        drawn = Text(figure(node["points"], self.lang), style="bold")
        maximum = figure(node["maximum"], self.lang)
        return drawn.append(f" / {maximum}", style="not bold dim") if maximum not in {"", "–"} else drawn

    def remark(self, node: Json) -> Text:
        """Say what is out of the ordinary: over the maximum, left out, granted."""
        status = STATUSES.get(node["status"])
        told = [text(FLAGS[flag], self.lang) for flag in node["flags"] if flag in FLAGS and FLAGS[flag] != status]
        if not told:
            return Text("")
        warned = "over_maximum" in node["flags"]
        return Text(("⚠ " if warned else "") + "; ".join(told), style="bold yellow" if warned else "yellow")

    def note(self, node: Json) -> str:
        """Give the set's note where something is out of the ordinary."""
        unusual = bool(node["flags"]) or node["status"] not in {"scored", "informational"}
        return str(node["note"]) if node["note"] and unusual and node.get("role") != "informational" else ""

    def cited(self, node: Json, *, whole: bool = False) -> str:
        """Name the article; the document only where it is not the one of the whole tree."""
        reference = node["reference"]
        if not reference:
            return ""
        document = reference["document"] or {}
        if not whole and document.get("id") == self.document.get("id"):
            return str(reference["at"])
        name = " ".join(part for part in (document.get("type"), document.get("number")) if part)
        return ", ".join(part for part in (name, reference["at"]) if part)

    def draw(self, line: _Line, name: int, score: int) -> None:
        """Print a line in columns; what does not fit is folded under it."""
        if not line.label.plain:
            self.folded(Text(line.guide, style="dim"), line.remark, line.below)
            return
        labels = line.label.wrap(self.out, max(12, name - cell_len(line.guide)))
        drawn = Text(line.guide, style="dim").append_text(_unstyled(labels[0]))
        if line.score.plain or line.remark.plain or line.reference:
            drawn.append(" " * (name + GAP - drawn.cell_len))
            drawn.append_text(_unstyled(line.score))
        rest = [Text(line.below, style="dim").append_text(_unstyled(label)) for label in labels[1:]]
        place = name + GAP + score + GAP
        remark = line.remark
        if remark.plain and place + remark.cell_len <= self.out.width:
            drawn.append(" " * (place - drawn.cell_len)).append_text(remark)
            remark = Text("")
            place = max(place, drawn.cell_len + GAP)
        reference = line.reference
        if reference and not remark.plain and place + cell_len(reference) <= self.out.width:
            drawn.append(" " * (place - drawn.cell_len)).append(reference, style="not bold not yellow dim italic")
            reference = ""
        for printed in (drawn, *rest):
            printed.rstrip()
            self.out.print(printed, soft_wrap=True)
        for said in (remark, Text(line.note, style="yellow"), Text(reference, style="dim italic")):
            if said.plain:
                self.folded(Text(line.below, style="dim"), said, line.below)

    def beside(self, drawn: Text, reference: str, place: int, below: str) -> None:
        """Print a line with its article to the right of it, or folded under it where that is too narrow."""
        room = self.out.width - place
        if not reference:
            self.out.print(drawn, soft_wrap=True)
        elif cell_len(reference) <= room or room >= 2 * _FULL_OF_REFERENCES:
            articles = Text(reference, style="dim italic").wrap(self.out, room)
            for position, article in enumerate(articles):
                head = drawn if position == 0 else Text(below, style="dim")
                head.append(" " * (place - head.cell_len)).append_text(_unstyled(article))
                self.out.print(head, soft_wrap=True)
        else:
            self.out.print(drawn, soft_wrap=True)
            self.folded(Text(below, style="dim"), Text(reference, style="dim italic"), below)

    def folded(self, head: Text, said: Text, below: str) -> None:
        """Print text folded behind guides."""
        for position, part in enumerate(said.wrap(self.out, max(20, self.out.width - cell_len(below)))):
            line = (head if position == 0 else Text(below, style="dim")).append_text(_unstyled(part))
            self.out.print(line, soft_wrap=True)


def _unstyled(part: Text) -> Text:
    """Keep a part's own style when it is joined to a dim guide."""
    part.stylize_before("not dim") if "dim" not in str(part.style) else None
    part.rstrip()
    return part
