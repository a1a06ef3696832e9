"""One body's explanation tree as the page prints it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext

from khoabang.scoring.explain import arithmetic, sentence
from khoabang.web.portal.figures import Reading, bar, day, number, read
from khoabang.web.portal.policy_words import document_name
from khoabang.web.portal.rule_words import formula_words
from khoabang.web.portal.words import APART, FLAGS, ROLE, STATUSES, YES_NO, word
from khoabang.web.rounds.documents import BodyRow, CriterionScore, ExplanationDocument, Given, Group, Node, Reference
from khoabang.web.rounds.selectors import Current

_WORDS_OF_THE_SET = ("option", "name", "reason")


@dataclass(frozen=True, slots=True)
class Citation:
    """Where the law says it, and the place in the set's own page that shows it."""

    document: str
    at: str
    title: str
    url: str  # empty where the set has no public page


@dataclass(frozen=True, slots=True)
class Line:
    """One step: its arithmetic and what it is."""

    arithmetic: str
    words: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One input as given."""

    name: str
    value: str
    unit: str
    status: str
    note: str
    is_label: bool  # the value is the name of an option, in the set's language


@dataclass(frozen=True, slots=True)
class Branch:
    code: str
    name: str
    role: str  # in words; empty for what is simply scored
    points: Reading
    maximum: Reading
    nominal: Reading | None  # the set's maximum, where another one applies to this body
    bar: int | None
    is_worth: bool  # false: no points to show, because it does not apply or is only collected
    status: str
    flags: list[str]
    citation: Citation | None
    text: str
    note: str
    answers: list[Answer]
    lines: list[Line]
    beside: str = ""  # the page that sets all bodies beside each other on it; none where nothing is public
    inferred: str = ""  # what the maximum rests on, where nobody published it
    children: list["Branch"] = field(default_factory=list)

    @property
    def has_more(self) -> bool:
        return bool(self.children or self.has_reasons)

    @property
    def has_reasons(self) -> bool:
        return bool(self.lines or self.answers or self.text or self.citation or self.note or self.nominal or self.inferred)


@dataclass(frozen=True, slots=True)
class Explained:
    root: Branch
    is_computed: bool  # false: nobody recomputed this body, the tree holds printed figures only


def explained(current: Current, group: Group, row: BodyRow, document: ExplanationDocument | None) -> Explained:
    if document is not None and row["status"] != "stated":
        root, info = document["root"], current.document["set"]
        annex = f"{reverse('portal:set', args=[info['id'], info['version']])}#{group['annex']}"
        reader = _Reader(root, row["criteria"], annex, partial(_beside, current, group))
        return Explained(replace(reader.branch(root, is_root=True), points=read(row["points"], root["status"])), is_computed=True)
    return Explained(_printed(current, group, row), is_computed=False)


def branch_of(node: Node, root: Node, *, is_root: bool = False) -> Branch:
    """A node as it is scored now, where nothing has been printed yet and no page of the set is public: `root` has all the inputs."""
    return _Reader(root, {}, "", lambda code: "").branch(node, is_root=is_root)


def _beside(current: Current, group: Group, code: str) -> str:
    return reverse("portal:criterion", args=[current.round.code, group["code"], code])


class _Reader:
    """Reads nodes; `printed` has what was printed for each criterion, `annex` the place of the annex in the set's own page.

    `beside` gives the page of a criterion by its code.
    """

    def __init__(self, root: Node, printed: Mapping[str, CriterionScore], annex: str, beside: Callable[[str], str]) -> None:
        self.printed = printed
        self.inputs = dict(_inputs(root))
        self.annex = annex
        self.beside = beside
        self.lang = get_language() or "vi"

    def branch(self, node: Node, *, is_root: bool = False) -> Branch:
        nominal, maximum, role = node["nominal"], node["maximum"], node.get("role", "scored")
        if role in APART:
            maximum = nominal or maximum
        differs = nominal is not None and nominal["exact"] is not None and nominal["exact"] != maximum["exact"]
        is_worth = role != "informational" and (maximum["exact"] != "0/1" or role in APART)
        score = self.printed.get(node["code"])
        printed = score["points"] if score and not is_root else node["points"]
        return Branch(
            code="" if is_root else node["code"],
            name=gettext("Tổng điểm") if is_root else node["name"],
            role=role_words(role, node["name"]),
            points=read(printed, node["status"]),
            maximum=read(maximum),
            nominal=read(nominal) if differs else None,
            bar=bar(node["index"]),
            is_worth=is_worth,
            status=word(STATUSES, node["status"]) if node["status"] != "scored" and role != "informational" else "",
            flags=[word(FLAGS, flag) for flag in node["flags"]],
            citation=self.citation(node["reference"], "" if is_root else node["code"]),
            text=node["text"] or "",
            note=node["note"] or "",
            answers=[_answer(given) for given in node["inputs"] if not _says_again(given, node)],
            lines=[Line(arithmetic(step, self.lang), sentence(self.named(step), self.lang)) for step in node["steps"]],
            beside="" if is_root else self.beside(node["code"]),
            inferred=(nominal.get("inferred") or "") if nominal is not None else "",
            children=[self.branch(child) for child in node["children"]],
        )

    def named(self, step: dict[str, Any]) -> dict[str, Any]:
        """A step whose words of the set stand in quotes, and whose formula names its inputs."""
        params = {key: f"«{said}»" if key in _WORDS_OF_THE_SET else said for key, said in step["params"].items()}
        if "formula" in params:
            params["formula"] = formula_words(params["formula"], self.inputs)
        return {**step, "params": params}

    def citation(self, reference: Reference | None, code: str) -> Citation | None:
        document = reference.get("document") if reference else None
        if reference is None or document is None or isinstance(document, str):
            return None
        address = f"{self.annex}-{code}" if code and self.annex else self.annex
        return Citation(document_name(document), reference.get("at", ""), document.get("title") or "", address)


def _inputs(node: Node) -> Iterator[tuple[str, str]]:
    """The names of all inputs by code: a rule may use those of another indicator."""
    yield from ((given["code"], given["name"]) for given in node["inputs"])
    for child in node["children"]:
        yield from _inputs(child)


def role_words(role: str, name: str) -> str:
    """The role of what is not simply scored, unless its name says the same."""
    words = word(ROLE, role) if role != "scored" else ""
    return "" if words.casefold() == name.casefold() else words


def _says_again(given: Given, node: Node) -> bool:
    """Whether an input only repeats its indicator: points entered under the same name, without a remark."""
    return len(node["inputs"]) == 1 and given["name"] == node["name"] and given["status"] is None and not given["note"]


def _answer(given: Given) -> Answer:
    value, kind = given["value"], given["type"]
    if value is None:
        said = ""
    elif kind in ("count", "number", "percent", "points"):
        said = number(value) + (" %" if kind == "percent" else "")
    elif kind == "date":
        said = day(value)
    else:
        said = given["label"] or word(YES_NO, value)
    return Answer(
        name=given["name"],
        value=said,
        unit=given["unit"] or "",
        status=word(STATUSES, given["status"] or ""),
        note=given["note"] or "",
        is_label=kind == "choice",
    )


def _printed(current: Current, group: Group, row: BodyRow) -> Branch:
    """What was printed, as a tree, for a body nobody recomputed."""
    parts = current.annex_of(group)["criteria"]

    def branches(parent: str | None) -> list[Branch]:
        found = [part for part in parts if part["parent"] == parent and part["code"] in row["criteria"]]
        return [
            replace(
                _bare(part["code"], part["name"], row["criteria"][part["code"]], branches(part["code"])),
                beside=_beside(current, group, part["code"]),
            )
            for part in found
        ]

    whole = {"points": row["points"], "maximum": group["maximum"], "index": row["index"], "flags": []}
    return _bare("", gettext("Tổng điểm"), whole, branches(None))


def _bare(code: str, name: str, score: Mapping[str, Any], children: list[Branch]) -> Branch:
    return Branch(
        code=code,
        name=name,
        role="",
        points=read(score["points"]),
        maximum=read(score["maximum"]),
        nominal=None,
        bar=bar(score["index"]),
        is_worth=True,
        status="",
        flags=[word(FLAGS, flag) for flag in score["flags"]],
        citation=None,
        text="",
        note="",
        answers=[],
        lines=[],
        children=children,
    )
