"""The rows of a followed round as the page prints them. Written here and not in the template: a template takes four times as long for twenty."""

from collections.abc import Collection, Sequence
from html import escape
from urllib.parse import quote

from django.urls import reverse
from django.utils.formats import localize
from django.utils.http import RFC3986_SUBDELIMS
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from khoabang.web.assessments.following import Row
from khoabang.web.rounds.models import Round, Standing

_BODY = "-co-quan-nay-"  # stands for a body's code in an address


def follow_rows(round_: Round, rows: Sequence[Row], *, choosing: bool, chosen: Collection[str]) -> SafeString:
    """The rows of a page.

    Args:
        round_: the round.
        rows: what they say.
        choosing: whether bodies may be chosen, to be reminded.
        chosen: the keys of those already chosen.
    """
    log = reverse("workspace:activity-body", args=[round_.code, _BODY])
    late, exempt = f", {escape(gettext('quá hạn'))}", escape(gettext("Miễn đánh giá"))
    words = {row.standing: escape(str(row.words)) for row in rows}
    numbers = {n for row in rows for n in (row.entered, row.asked, row.verified, row.requests, row.unanswered)}
    shown = {n: localize(n) for n in numbers}  # the same few, over and over

    def written(row: Row) -> str:
        participant = row.participant
        name, key = escape(participant.name), str(participant.pk)
        address = escape(log.replace(_BODY, quote(participant.body.code, safe=RFC3986_SUBDELIMS + "/~:@")))
        checked = " checked" if key in chosen else ""
        box = f'<td><input type="checkbox" name="body" value="{key}" aria-label="{name}"{checked}></td>' if choosing else ""
        group = f'<small class="block">{escape(participant.group.name)}</small>' if participant.group else ""
        if participant.standing == Standing.EXEMPT:
            standing = exempt
        else:
            mark = " is-done" if row.standing == "da-gui" else " is-begun" if row.entered else ""
            wrong, overdue = (" is-wrong", late) if row.is_late else ("", "")
            standing = f'<span class="standing{mark}{wrong}">{words[row.standing]}{overdue}</span>'
        due = f"{participant.due:%d/%m/%Y}" if participant.due else ""
        figures = "".join(f'<td class="figure">{shown[each]}</td>' for each in (row.verified, row.requests, row.unanswered))
        return (
            f'<tr>{box}<th scope="row"><a href="{address}">{name}</a> {group}</th><td>{standing}</td>'
            f'<td class="figure">{shown[row.entered]}/{shown[row.asked]}</td><td class="day">{due}</td>{figures}</tr>\n'
        )

    return SafeString("".join(map(written, rows)))
