"""Numbered remarks on a group: printed figures that do not follow from the rows, and findings; by body and column."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from khoabang.scoring.result.diff import COLUMNS
from khoabang.web.portal.figures import number
from khoabang.web.portal.words import FINDING, GRADE, word
from khoabang.web.rounds.documents import Difference, Finding, Group
from khoabang.web.rounds.selectors import Current


@dataclass(frozen=True, slots=True)
class Remark:
    number: int
    head: str  # what kind it is, and how sure
    body: str
    column: str
    text: str
    compared: str = ""  # what was printed and what was computed
    is_of_criterion: bool = False  # the column's name is the decision's own


def finding_head(finding: Finding) -> str:
    return f"{word(FINDING, finding['kind'])} ({word(GRADE, finding['grade'])})"


class Remarks:
    """The remarks of one group, in the order of the result."""

    def __init__(self, current: Current, group: Group, labels: Mapping[str, str]) -> None:
        """Collect them; `labels` are the columns shown, and a remark on any other column stands at the body's name."""
        self._names = {row["code"]: row["name"] for row in group["bodies"]}
        self._criteria = {part["code"]: part["name"] for part in current.annex_of(group)["criteria"]}
        self._labels = labels
        self.all: list[Remark] = []
        self._places: dict[tuple[str, str], list[Remark]] = {}
        self._differing: set[tuple[str, str]] = set()
        for difference in current.document["differences"]:
            if difference["body"] in self._names or difference["group"] == group["code"]:
                self._add_difference(difference)
        for finding in current.document["findings"]:
            if finding["body"] in self._names:
                self._add_finding(finding)

    def differs(self, body: str, column: str) -> bool:
        return (body, column) in self._differing

    def at(self, body: str, column: str) -> tuple[int, ...]:
        return tuple(remark.number for remark in self._places.get((body, column), ()))

    def of(self, body: str) -> list[Remark]:
        return [remark for remark in self.all if remark.body == self._names[body]]

    def _add_difference(self, difference: Difference) -> None:
        body, column = difference["body"] or "", difference["column"]
        self._differing.add((body, column))
        stated, computed = number(difference["stated"] or ""), number(difference["computed"] or "")
        compared = gettext("bản công bố in {stated}, tính lại được {computed}").format(stated=stated, computed=computed)
        self._add(body, column, word(FINDING, difference["kind"]), difference["reason"] or "", compared)

    def _add_finding(self, finding: Finding) -> None:
        self._add(finding["body"] or "", finding["criterion"] or "", finding_head(finding), finding["text"])

    def _add(self, body: str, column: str, head: str, text: str, compared: str = "") -> None:
        label = self._labels.get(column) or self._criteria.get(column) or word(COLUMNS, column)
        named = self._names.get(body, "")
        remark = Remark(len(self.all) + 1, head, named, label, text, compared, is_of_criterion=column in self._criteria)
        self.all.append(remark)
        self._places.setdefault((body, column if column in self._labels else ""), []).append(remark)
