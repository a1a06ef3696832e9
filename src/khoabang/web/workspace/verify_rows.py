"""The rows of a queue as the page prints them. Written here and not in the template: a template takes four times as long for twenty of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from django.urls import reverse
from django.utils.http import RFC3986_SUBDELIMS
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from khoabang.scoring.criteria.model import CriteriaSet, Criterion
from khoabang.web.assessments.current import Given
from khoabang.web.rounds.models import Round, Stage
from khoabang.web.verification.queue import QueueRow
from khoabang.web.workspace import verify_words as words

MOST_COLUMNS = 3  # inputs that have a column each; more stand in one
_BODY = "-co-quan-nay-"  # stands for a body's code in an address


def columns_of(criterion: Criterion) -> list[str]:
    """The heads of the columns of what is claimed: one for each input, or none where they stand in one column."""
    if len(criterion.all_inputs) > MOST_COLUMNS:
        return []
    return [f"{item.name} ({item.unit})" if item.unit else item.name for item in criterion.all_inputs]


@dataclass(frozen=True, slots=True)
class QueueTable:
    """The rows in HTML, and what the table around them has to know."""

    rows: SafeString
    choosable: int  # how many can be chosen
    whole_page: SafeString  # what choosing all of them sends: each body and the number seen
    any_past: bool


def queue_table(
    round_: Round, criteria_set: CriteriaSet, criterion: Criterion, found: Sequence[QueueRow], query: str, *, second: bool
) -> QueueTable:
    """The rows of a page of a queue.

    Args:
        round_: the round.
        criteria_set: its criteria set.
        criterion: the indicator whose queue it is.
        found: the rows.
        query: how the page was asked for, carried along to each item's page.
        second: whether it is the queue of the second reading, where nothing is accepted at once.
    """
    chosen = [_chosen(round_, row, second=second) for row in found]
    writing = _Writing(
        round_,
        criteria_set,
        criterion,
        f"?{query}" if query else "",
        choosing=any(chosen),
        past=any(row.last_year is not None for row in found),
    )
    rows = "".join(writing.row(row, sent) for row, sent in zip(found, chosen, strict=True))
    choosable = [sent for sent in chosen if sent]
    whole_page = "".join(f'<input type="hidden" name="trang-nay" value="{sent}">' for sent in choosable)
    return QueueTable(SafeString(rows), len(choosable), SafeString(whole_page), writing.past)


def _chosen(round_: Round, row: QueueRow, *, second: bool) -> str:
    """What choosing a row sends; empty where it cannot be accepted at once."""
    accepted = row.state == "verified" and not row.item.is_changed
    choosable = row.mine and not second and not accepted and row.state not in ("asked", "reading")
    return f"{row.participant.pk}:{row.item.number}" if choosable and round_.stage == Stage.VERIFICATION else ""


class _Writing:
    """What all rows of a page share: addresses, words, columns."""

    def __init__(
        self, round_: Round, criteria_set: CriteriaSet, criterion: Criterion, query: str, *, choosing: bool, past: bool
    ) -> None:
        self.criterion, self.query = criterion, query
        self.in_words = words.points_words(criteria_set, criterion)
        self.choosing, self.past = choosing, past
        place = {"round_code": round_.code, "body_code": _BODY}
        self.item = reverse("workspace:verify-item", kwargs={**place, "indicator": criterion.code})
        self.document = reverse("workspace:document", kwargs={**place, "document": 0}).removesuffix("0/")
        self.vi = "" if get_language() == "vi" else ' lang="vi"'
        self.columns = columns_of(criterion)
        own = {item.code: escape(item.name) for item in criterion.all_inputs}
        self.names = list(own.values())
        used = dict.fromkeys(code for code, _ in criterion.rule.inputs()) if criterion.rule is not None else {}
        self.borrowed = {code: escape(criteria_set.inputs[code].name) for code in used if code not in own}
        self.choose, self.nothing, self.claimed = gettext("Chọn"), escape(gettext("chưa có")), escape(gettext("Cơ quan khai"))
        self.points, self.before = escape(gettext("Điểm")), escape(gettext("Năm trước"))
        self.no_papers = escape(gettext("không có tài liệu"))

    def row(self, row: QueueRow, sent: str) -> str:
        """One body's row."""
        name = escape(row.participant.name)
        code = quote(row.participant.body.code, safe=RFC3986_SUBDELIMS + "/~:@")
        address = escape(self.item.replace(_BODY, code) + self.query)
        choice = f'<td class="choose">{self._box(sent, name)}</td>' if self.choosing else ""
        last = row.last_year
        past = (
            f'<td><small class="label">{self.before}</small>{escape(words.ShownGiven(last.values, last.not_applicable).line) if last else ""}</td>'
            if self.past
            else ""
        )
        return (
            f'<tr>{choice}<th scope="row" class="name"><a href="{address}"{self.vi}>{name}</a></th>{self._claim(row)}'
            f'<td class="figure"><small class="label">{self.points}</small>{self._points(row)}</td>'
            f"<td>{self._state(row)}</td>{past}<td>{self._papers(row, code)}</td></tr>\n"
        )

    def _box(self, sent: str, name: str) -> str:
        label = f"{escape(self.choose)} {name}"
        return f'<input type="checkbox" name="chon" value="{sent}" aria-label="{label}">' if sent else ""

    def _line(self, row: QueueRow, given: Given) -> str:
        shown = words.shown_given(self.criterion, given)
        return escape(shown.line) if shown is not None else ""

    def _claim(self, row: QueueRow) -> str:
        given = row.asserted
        if self.columns and not given.not_applicable:
            return "".join(
                f'<td class="figure"><small class="label"{self.vi}>{name}</small>'
                + (f"<span{self.vi}>{escape(value)}</span>" if value else f'<span class="absent">{self.nothing}</span>')
                + "</td>"
                for name, (_, value) in zip(self.names, words.cells(self.criterion, given), strict=True)
            )
        said = f'<small class="label">{self.claimed}</small><span{self.vi}>{self._line(row, given)}</span>'
        return f'<td colspan="{len(self.columns) or 1}">{said}</td>'

    def _points(self, row: QueueRow) -> str:
        points = self.in_words(row.points)
        if points is None or not points.text:
            return f'<span class="absent">{escape(points.words) if points else ""}</span>'
        return f'<span class="points">{escape(points.line)}</span>{self._borrowed(row)}'

    def _borrowed(self, row: QueueRow) -> str:
        """The figures of other indicators that the points rest on."""
        said = [f"{name}: {escape(row.borrowed[code])}" for code, name in self.borrowed.items() if code in row.borrowed]
        return f"<small{self.vi}>{'; '.join(said)}</small>" if said else ""

    def _state(self, row: QueueRow) -> str:
        state = words.shown_state(row.item, row.state)
        said = f'<span class="standing is-{state.mark}">{escape(str(state.words))}</span>'
        if row.found is None or not row.item.is_changed:
            return said
        points = self.in_words(row.found_points)
        with_points = f": {escape(points.text)}" if points is not None and points.text else ""
        return f'{said} <small class="was-changed">{self._line(row, row.found)}{with_points}</small>'

    def _papers(self, row: QueueRow, code: str) -> str:
        claim = row.item.claim
        note = words.excerpt(" ".join(filter(None, (claim.reason, claim.note))) if claim is not None else row.asserted.note)
        where = escape(self.document.replace(_BODY, code))
        papers = "".join(
            f'<a class="proof" href="{where}{int(each["document"])}/"{self.vi}>{escape(str(each.get("title") or each["name"]))}</a>'
            for each in row.item.evidence
        )
        said = papers or f'<span class="absent">{self.no_papers}</span>'
        return f"{said} <small{self.vi}>{escape(note)}</small>" if note else said
