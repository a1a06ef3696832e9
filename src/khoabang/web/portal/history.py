"""One body over the years: its result in each round, what it came from and went into, its names, and documents that anybody may read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from khoabang.web import clock
from khoabang.web.evidence import selectors as evidence
from khoabang.web.evidence.models import Revision
from khoabang.web.organisations.lineage import predecessors_of, renamings_of, successors_of
from khoabang.web.organisations.models import Body, BodyName, Event, EventLine, NameKind
from khoabang.web.portal.movement import Compared, compared
from khoabang.web.portal.standing import Standing, standing
from khoabang.web.rounds import selectors
from khoabang.web.rounds.documents import Group, Origin
from khoabang.web.rounds.selectors import Current


@dataclass(frozen=True, slots=True)
class Year:
    """The body in one round."""

    current: Current
    group: Group
    name: str
    standing: Standing
    compared: Compared


@dataclass(frozen=True, slots=True)
class Step:
    """One event of its lineage: what happened, when and by which decision, and the body on the other side."""

    event: Event
    name: str  # of the other body; its own former name where it was renamed
    share: str
    url_codes: tuple[str, str] | None  # of the other body's page, where it has public results


@dataclass(frozen=True, slots=True)
class Named:
    name: str
    since: date | None
    until: date | None
    is_official: bool


@dataclass(frozen=True, slots=True)
class History:
    body: Body
    name: str
    years: list[Year]
    came_from: list[Step]
    went_to: list[Step]
    renamed: list[Step]
    names: list[Named]
    origins: list[Origin]  # named by results alone, where the register has no event
    documents: list[Revision]

    @property
    def has_lineage(self) -> bool:
        return bool(self.came_from or self.went_to or self.renamed or self.origins)


def history(body: Body, results: list[Current]) -> History:
    """Put together what is public of a body; `results` are its own, newest year first."""
    years = [_year(current, body.code) for current in results]
    names = list(body.names.filter(withdrawn=False))
    today = clock.today()
    came = [(line, line.before) for line in predecessors_of(body, on=today) if line.before is not None]
    went = [(line, line.after) for line in successors_of(body, on=today) if line.after is not None]
    linked = selectors.with_results(other.pk for _, other in came + went)
    came_from = [_step(line, other, linked) for line, other in came]
    return History(
        body=body,
        name=years[0].name,
        years=years,
        came_from=came_from,
        went_to=[_step(line, other, linked) for line, other in went],
        renamed=[Step(line.event, _former(names, line.event.day), "", None) for line in renamings_of(body, on=today)],
        names=_named(names, years[0].name),
        origins=[] if came_from else _origins(years),
        documents=list(evidence.published_of(body, [year.current.round for year in years])),
    )


def _year(current: Current, code: str) -> Year:
    group, row = next((group, row) for group in current.document["groups"] for row in group["bodies"] if row["code"] == code)
    return Year(current, group, row["name"], standing(current, group, row), compared(current, row["movement"]))


def _step(line: EventLine, other: Body, linked: set[int]) -> Step:
    names = list(other.names.filter(withdrawn=False, kind=NameKind.OFFICIAL).order_by("valid_from"))
    name = names[-1].name if names else other.code
    codes = (other.authority.code, other.code) if other.pk in linked else None
    return Step(line.event, name, line.get_share_display() if line.share else "", codes)


def _former(names: Iterable[BodyName], day: date) -> str:
    """The official name that ended last before a day."""
    ended = [
        (each.valid_to, each.name) for each in names if each.kind == NameKind.OFFICIAL and each.valid_to and each.valid_to < day
    ]
    return max(ended)[1] if ended else ""


def _named(names: Iterable[BodyName], shown: str) -> list[Named]:
    """Its other names: former official ones with their days, and other ways of writing."""
    found = [Named(each.name, each.valid_from, each.valid_to, each.kind == NameKind.OFFICIAL) for each in names]
    return [each for each in found if each.name != shown or each.until is not None]


def _origins(years: Iterable[Year]) -> list[Origin]:
    found: dict[str, Origin] = {}
    for year in years:
        for origin in year.compared.origins:
            found.setdefault(origin["code"], origin)
    return list(found.values())
