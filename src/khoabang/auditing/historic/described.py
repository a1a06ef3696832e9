"""What people say of a table that is kept: whose it is, of which year, which document announced it, where it was read."""

from pathlib import Path
from typing import Literal

from khoabang.scoring.criteria.fields import Part, Text
from khoabang.scoring.files.documents import build, read_yaml
from khoabang.scoring.problems import Problems
from khoabang.scoring.publication import Authority, Decision, Source


class Described(Part):
    """The keys are those of evaluation.yaml; the figures come from the table alone."""

    title: Text
    year: int
    lang: Literal["vi", "en"] = "vi"
    authority: Authority
    decision: Decision | None = None
    source: Source
    groups: list[Text] = []  # what the ranking groups are called, in the order of the tables; left out: as they are headed
    notes: list[Text] = []


def read_description(path: Path, problems: Problems) -> Described | None:
    """Read a description; None where it cannot be read, and the problems say why."""
    located = read_yaml(path, path.name, problems)
    return build(Described, located, problems) if located else None
