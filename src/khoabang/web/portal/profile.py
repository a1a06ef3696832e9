"""A body beside its group: its share of each criterion's maximum against the group's mean."""

from dataclasses import dataclass

from khoabang.web.portal.explanation import role_words
from khoabang.web.portal.figures import Reading, bar, read
from khoabang.web.portal.words import APART
from khoabang.web.rounds.documents import BodyRow, Group, Statistics
from khoabang.web.rounds.selectors import Current


@dataclass(frozen=True, slots=True)
class Strand:
    code: str
    name: str
    points: Reading
    maximum: Reading
    role: str
    is_worth: bool
    mean: str
    bar: int | None
    mean_bar: int | None
    rank: int | None


def profile(current: Current, group: Group, row: BodyRow) -> list[Strand]:
    """The criteria of the first level; nothing where no mean is known."""
    criteria = current.annex_of(group)["criteria"]
    means = group["statistics"]["criteria"]
    strands = []
    for part in criteria:
        score = row["criteria"].get(part["code"])
        if part["depth"] > 1 or score is None or part["role"] == "informational":
            continue
        mean = means.get(part["code"])
        strands.append(
            Strand(
                code=part["code"],
                name=part["name"],
                points=read(score["points"], score["status"]),
                maximum=read(part["maximum"] if part["role"] in APART else score["maximum"]),
                role=role_words(part["role"], part["name"]),
                is_worth=score["maximum"]["exact"] != "0/1" or part["role"] in APART,
                mean=mean_words(mean) if mean else "",
                bar=bar(score["index"]),
                mean_bar=bar(mean["mean_index"]) if mean else None,
                rank=score["rank"],
            )
        )
    return strands if any(strand.mean for strand in strands) else []


def mean_words(statistics: Statistics) -> str:
    """The mean of the points, or of the shares where the bodies of the group have different maxima."""
    share = read(statistics["mean_percent"]).text
    return f"{share}%" if share and not is_on_one_scale(statistics) else read(statistics["mean"]).text


def is_on_one_scale(statistics: Statistics) -> bool:
    """Whether the points of the bodies may be set against each other: the result gives no spread over different maxima."""
    return statistics["spread"] is not None and statistics["spread"]["exact"] is not None
