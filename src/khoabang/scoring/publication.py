"""What a publication says of itself and of its figures: the round's identity, stated figures, known differences and findings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from khoabang.scoring.criteria.fields import Amount, Code, Day, ExactNumber, Part, Text
from khoabang.scoring.numbers import NumberError, parse


class Authority(Part):
    """Who owns the round."""

    code: Code
    name: Text


class Decision(Part):
    """The document that announced the result."""

    type: Text
    number: Text | None = None
    date: Day | None = None
    issuer: Text | None = None
    title: Text | None = None
    url: Text | None = None


class SourceFile(Part):
    """The very file that was read: its name and the hash of its bytes."""

    name: Text | None = None
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Source(Part):
    """Where the publication was read."""

    title: Text
    published: Day | None = None
    url: Text | None = None
    file: SourceFile | None = None

    @model_serializer(mode="wrap")
    def _without_no_file(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave the file out where there is none: results made before it could be named stay the same to the byte."""
        data: dict[str, Any] = handler(self)
        return data if self.file else {key: value for key, value in data.items() if key != "file"}


class StatedExtreme(Part):
    """The highest or lowest body as the text states it."""

    body: Code
    points: ExactNumber | None = None
    index: ExactNumber | None = None
    percent: ExactNumber | None = None


class StatedGroup(Part):
    """Figures that the text states for a ranking group."""

    bodies: int | None = None
    mean: ExactNumber | None = None
    mean_percent: ExactNumber | None = None
    mean_index: ExactNumber | None = None
    mean_change: ExactNumber | None = None
    median: ExactNumber | None = None
    spread: ExactNumber | None = None
    highest: StatedExtreme | None = None
    lowest: StatedExtreme | None = None
    classes: dict[str, int] = {}


class StatedRound(Part):
    """Figures that the text states for the whole round."""

    bodies: int | None = None
    classes: dict[str, int] = {}


class Stated(Part):
    """All figures that the text states."""

    groups: dict[Code, StatedGroup] = {}
    round: StatedRound = StatedRound()


class PreviousGroup(Part):
    """Last year's figures of a ranking group, known without its table."""

    mean: Amount | None = None
    mean_index: Amount | None = None


class Previous(Part):
    """Last year's figures, where its table is not to be had."""

    year: int
    groups: dict[Code, PreviousGroup] = {}


class Stored(Part):
    """Printed figures that were stored as binary floats: a column compares within `tolerance`, and the page says why."""

    column: Text
    as_: Annotated[Literal["binary32", "binary64"], Field(alias="as")]
    tolerance: ExactNumber
    reason: Text


class Difference(Part):
    """A printed figure that does not follow from the rows, with the reason."""

    body: Code | None = None
    group: Code | None = None
    column: Text
    stated: Text
    computed: Text
    kind: Text
    reason: Text


class Finding(Part):
    """A known anomaly of the publication, shown with it."""

    kind: Text
    grade: Literal["proved", "rounding", "suspect"] = "proved"
    body: Code | None = None
    criterion: Code | None = None
    text: Text


class Evaluation(Part):
    """One round as published, or run for demonstration: evaluation.yaml."""

    format: Any
    id: Code
    title: Text
    lang: Literal["vi", "en"] = "vi"
    kind: Literal["published", "demonstration", "computed"]
    completeness: Literal["complete", "partial"]
    year: int
    authority: Authority
    set: Text
    decision: Decision | None = None
    source: Source | None = None
    stated: Stated = Stated()
    previous: Previous | None = None
    previous_evaluation: Code | None = None
    stored: Stored | None = None
    differences: list[Difference] = []
    findings: list[Finding] = []
    notes: list[Text] = []


@dataclass(frozen=True, slots=True)
class Publication:
    """A round's own description with what was printed for each body, by column; `None` for what a plain computation lacks."""

    evaluation: Evaluation | None = None
    printed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lang: str = "vi"

    @property
    def partial(self) -> bool:
        """Whether the publication gives only some of the rows or figures."""
        return self.evaluation is not None and self.evaluation.completeness == "partial"

    def text(self, body: str, column: str) -> str | None:
        """Give what was printed in one cell, or None."""
        return self.printed.get(body, {}).get(column) or None

    def number(self, body: str, column: str) -> Fraction | None:
        """Give what was printed in one cell as a number, or None where nothing or no number was."""
        typed = self.text(body, column)
        if typed is None:
            return None
        try:
            return parse(typed, self.lang)
        except NumberError:
            return None

    def stated(self, group: str) -> StatedGroup:
        """Give the figures stated for a group."""
        found = self.evaluation.stated.groups.get(group) if self.evaluation else None
        return found or StatedGroup()
