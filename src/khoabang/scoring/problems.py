"""Problems found in files and answers: a code, a place and parameters; the words come from the catalogue here.

Problems are collected, so that the first never hides the second. Every entry says what is wrong, why it matters and what to do.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from khoabang.language import text
from khoabang.scoring.problem_catalogue import CATALOGUE, Severity


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a problem is: a file with a line, a cell, or a field; whatever is known."""

    file: str = ""
    line: int = 0
    cell: str = ""
    field: str = ""

    def __str__(self) -> str:
        """Print as `file:line: field`, the form editors and terminals make clickable."""
        head = self.file + (f":{self.line}" if self.line else "") + (f":{self.cell}" if self.cell else "")
        return ": ".join(part for part in (head, self.field) if part)


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: its code, its place and what fills the sentences."""

    code: str
    place: Place = Place()
    params: dict[str, str] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        """Error (the data cannot be used), warning or notice."""
        return CATALOGUE[self.code].severity

    def what(self, lang: str = "vi") -> str:
        """Say what is wrong."""
        return text(CATALOGUE[self.code].what, lang, **self.params)

    def why(self, lang: str = "vi") -> str:
        """Say why it matters."""
        return text(CATALOGUE[self.code].why, lang, **self.params)

    def remedy(self, lang: str = "vi") -> str:
        """Say what to do."""
        return text(CATALOGUE[self.code].remedy, lang, **self.params)

    def as_json(self) -> dict[str, object]:
        """Give the language-free form that result documents and `--json` carry."""
        return {"code": self.code, "severity": self.severity, "place": str(self.place), "params": self.params}


class Problems:
    """A growing list of problems, kept in the order found."""

    MOST = 500

    def __init__(self) -> None:
        self._found: list[Problem] = []
        self._kept: Counter[Severity] = Counter()
        self.left_out = 0

    def add(self, code: str, place: Place = Place(), /, **params: object) -> None:
        """Add a problem; beyond `MOST` of one severity only the count grows, so that warnings never crowd out an error."""
        if code not in CATALOGUE:
            message = f"no such problem code: {code}"
            raise KeyError(message)
        severity = CATALOGUE[code].severity
        if self._kept[severity] < self.MOST:
            self._kept[severity] += 1
            self._found.append(Problem(code, place, {key: str(value) for key, value in params.items()}))
        else:
            self.left_out += 1

    def extend(self, others: "Problems") -> None:
        """Take over the problems of another list."""
        for problem in others:
            self.add(problem.code, problem.place, **problem.params)
        self.left_out += others.left_out

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found) + self.left_out

    @property
    def errors(self) -> list[Problem]:
        """Those that make the data unusable."""
        return [problem for problem in self._found if problem.severity == "error"]

    @property
    def codes(self) -> list[str]:
        """The codes, in the order found."""
        return [problem.code for problem in self._found]
