"""The rows of a board as HTML: the part of a ranking page that grows with the bodies, so it is joined here and not made by a template.

Texts are escaped; a row says the same as the templates of single figures do.
"""

from collections.abc import Iterable
from urllib.parse import quote

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from khoabang.web.portal.board import Board, Cell, Heading, Row
from khoabang.web.portal.figures import Reading
from khoabang.web.portal.movement import Moved
from khoabang.web.rounds.selectors import Current

_UP = '<span class="up"><svg viewBox="0 0 10 10" aria-hidden="true" focusable="false"><path d="M5 1 9 8H1z" /></svg> '
_DOWN = '<span class="down"><svg viewBox="0 0 10 10" aria-hidden="true" focusable="false"><path d="M5 9 1 2h8z" /></svg> '
_BAR = (
    '<svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
    '<rect class="track" x="0" y="0" width="1000" height="10"/><rect class="fill" x="0" y="0" width="{}" height="10"/></svg>'
)
_PLACEHOLDER = "co-quan"


class BoardRows:
    """What all rows of one board share: its group, its words in the reader's language."""

    def __init__(self, board: Board, current: Current, group_code: str, *, unlinked: bool = False) -> None:
        self.board = board
        self.unlinked = unlinked
        round_code = current.round.code
        self.group = escape(group_code)
        self.base = reverse("portal:body", args=[round_code, group_code, _PLACEHOLDER]).removesuffix(f"{_PLACEHOLDER}/")
        self.vi = "" if get_language() == "vi" else ' lang="vi"'
        hidden = escape(gettext("không công bố"))
        self.untold = f'<span class="absent"><span aria-hidden="true">–</span><span class="unseen">{hidden}</span></span>'
        self.recomputed = gettext("tính lại %(value)s")
        self.tied = f'<span class="tied">{escape(gettext("đồng hạng"))}</span>'
        self.inferred = f'<span class="inferred"><span class="unseen">{escape(gettext("(suy ra)"))}</span></span>'
        self.note = escape(gettext("Ghi chú"))
        self.ranked = gettext("hạng %(rank)s")

    def html(self) -> SafeString:
        """All rows, the row of maxima first."""
        written = self.board.written
        for row in self.board.rows:
            if (row.code, self.unlinked) not in written:
                written[row.code, self.unlinked] = self._row(row)
        rows = [self._maxima(), *(written[row.code, self.unlinked] for row in self.board.rows)]
        return SafeString("\n".join(filter(None, rows)))

    def _maxima(self) -> str:
        if not self.board.has_maxima:
            return ""
        after = "<td></td>" * (self.board.has_classes + self.board.has_movement)
        cells = "".join(self._maximum(heading) + (after if heading.is_last_total else "") for heading in self.board.headings)
        title = escape(gettext("Điểm tối đa"))
        return f'<tr class="maxima"><td class="rank"></td><th scope="row" class="name">{title}</th>{cells}</tr>'

    def _maximum(self, heading: Heading) -> str:
        said = self._figure(heading.maximum, heading.pad) if heading.maximum else ""
        return f'<td class="figure">{said}</td>'

    def _row(self, row: Row) -> str:
        rank = f"<b>{escape(row.rank)}</b>" if row.rank else self.untold if row.is_stated else ""
        rank += self._recomputed(row.rank_computed) + (f" {self.tied}" if row.is_tied else "")
        note = f" <small{self.vi}>{escape(row.note)}</small>" if row.note else ""
        said = escape(row.name)
        linked = f'<a href="{self.base}{quote(row.code, safe="")}/"{self.vi}>{said}</a>'
        name = f"{f'<span{self.vi}>{said}</span>' if self.unlinked else linked}{self._marks(row.notes)}{note}"
        cells = "".join(self._cell(row, cell) for cell in row.cells)
        first = ' class="first"' if row.is_first else ""
        return f'<tr{first}><td class="rank">{rank}</td><th scope="row" class="name">{name}</th>{cells}</tr>'

    def _cell(self, row: Row, cell: Cell) -> str:
        bar = "" if cell.bar is None else _BAR.format(cell.bar)
        said = self._figure(cell.reading, cell.pad, cell.notes)
        written = f'<td class="figure{" main" if cell.is_main else ""}">{said}{bar}</td>'
        if cell.is_last_total and self.board.has_classes:
            is_told = row.class_name or not row.is_stated
            class_ = f"<span{self.vi}>{escape(row.class_name)}</span>" if is_told else self.untold
            written += f'<td class="class">{class_}{self._recomputed(row.class_computed)}</td>'
        if cell.is_last_total and self.board.has_movement:
            moved = self._moved(row.movement) if row.movement else "" if not row.is_stated else self.untold
            written += f'<td class="moved">{moved}</td>'
        return written

    def _figure(self, reading: Reading, pad: str, notes: Iterable[int] = ()) -> str:
        parts = []
        if reading.text:
            padded = f' data-pad="{escape(pad)}"' if pad else ""
            parts.append(f'<span class="n"{padded}>{escape(reading.text)}{self.inferred if reading.inferred else ""}</span>')
            parts.append(self._marks(notes) + self._recomputed(reading.computed))
        if reading.is_untold:
            parts.append(self.untold)
        elif reading.words:
            parts.append(f' <span class="absent">{escape(reading.words)}</span>')
        return "".join(parts)

    def _marks(self, notes: Iterable[int]) -> str:
        return "".join(
            f' <sup class="mark-note"><a href="#{self.group}-{number}" aria-label="{self.note} {number}">{number}</a></sup>'
            for number in notes
        )

    def _recomputed(self, value: str) -> str:
        return f' <span class="recomputed">{escape(self.recomputed % {"value": value})}</span>' if value else ""

    def _moved(self, moved: Moved) -> str:
        words = escape(moved.words)
        match moved.direction:
            case "up":
                said = f"{_UP}{words}</span>"
            case "down":
                said = f"{_DOWN}{words}</span>"
            case _:
                said = f'<span class="same">{words}</span>' if words else ""
        if moved.is_comparable:
            return said
        said += f" <small>{escape('; '.join(moved.reasons))}</small>"
        for origin in moved.origins:
            rank = f" {escape(self.ranked % {'rank': origin['rank']})}" if origin["rank"] else ""
            said += f" <small><span{self.vi}>{escape(origin['name'])}</span>{rank}</small>"
        return said
