"""Writes of supplements: a body answers what a verifier asked of it, within the days given."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from khoabang.web import clock
from khoabang.web.accounts.models import OF_A_BODY, Person, Role
from khoabang.web.assessments.current import Given, criteria_set_of
from khoabang.web.assessments.entered import is_blank, same, values_read, words_read
from khoabang.web.assessments.errors import Doubtful
from khoabang.web.assessments.locking import Locked, address, as_seen, as_text, holds_of_the_body, of_the_body, one_locked
from khoabang.web.assessments.models import Supplement
from khoabang.web.assessments.points import tried
from khoabang.web.notices.services import tell
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Stage


@transaction.atomic
def answer_supplement(
    participant: int,
    indicator: str,
    *,
    values: Mapping[str, str],
    note: str,
    evidence: Sequence[Mapping[str, object]] = (),
    seen_number: int,
    by: Person,
    knowingly: bool = False,
) -> Supplement:
    """Answer a request for a supplement on its last day or before; the item is then back in the queue.

    Args:
        participant: the key of the body in the round.
        indicator: its code.
        values: the figures as the body gives them now; the same as before where nothing is to be put right.
        note: what is said to it.
        evidence: the revisions put forward: document, sha256, name.
        seen_number: the number of the request that is answered.
        by: somebody of the body; its approver, where figures are put right that the approver signed.
        knowingly: whether figures that give no points are meant so.

    Raises:
        Doubtful: the rule refuses the figures, or something is lacking, and nobody said that it is meant so.
        Refused: not asked for, not in time, not this person's to send, or nothing is said.
    """
    here = one_locked(participant)
    here.in_stage(Stage.VERIFICATION)
    criterion = here.asked(indicator)
    of_the_body(by, here, OF_A_BODY)
    item = as_seen(here, indicator, seen_number)
    request = item.request
    if request is None:
        raise Refused(_("Yêu cầu bổ sung này không còn hiệu lực: mục đã được kết luận."))
    if item.supplement is not None:
        raise Refused(_("Yêu cầu bổ sung này đã được trả lời."))
    if clock.is_over(request.due, here.now):
        words = _("Hạn bổ sung đã hết vào 24 giờ ngày %(day)s. Nội dung chưa được nhận; hãy liên hệ cơ quan thẩm định.")
        raise Refused(words % {"day": f"{request.due:%d/%m/%Y}"})
    said = words_read(note, "note")
    lang = criteria_set_of(here.round).lang
    given = Given(values_read(criterion, values, lang))
    before = item.asserted
    # Boxes left empty beside "does not apply" say nothing new; figures entered there withdraw it.
    unchanged = same(criterion.all_inputs, given, before, lang) or (
        before.not_applicable and is_blank(criterion.all_inputs, given, lang)
    )
    if unchanged and not said and not evidence:
        raise Refused(_("Hãy sửa số liệu, giải thích hoặc nộp thêm tài liệu."), field="note", status=422)
    if not unchanged:
        _signed_by(by, here)
        if not knowingly and (objections := tried(here.participant, indicator, given).objections):
            raise Doubtful(objections)
    supplement = Supplement.objects.create(
        ruling=request,
        values=as_text({} if unchanged else given.values),
        note=said,
        evidence=as_text(list(evidence)),
        at=here.now,
        by=by,
    )
    figures = {} if unchanged else dict(given.values)
    here.log("supplement.answered", by, indicator, said, rows=[supplement], number=request.number, values=figures)
    tell(
        [request.by],
        _("%(body)s đã bổ sung chỉ tiêu %(code)s") % {"body": here.participant.name, "code": indicator},
        said,
        address=address("verify-item", here.participant, indicator),
        now=here.now,
        round_=here.round,
        key=f"supplement-answered:{request.pk}",
    )
    return supplement


def _signed_by(by: Person, here: Locked) -> None:
    if not holds_of_the_body(by, here, [Role.APPROVER]):
        words = _(
            "Số liệu khác với bản đã được duyệt gửi, nên người duyệt của cơ quan gửi bổ sung này. "
            "Giữ nguyên số liệu thì bạn gửi được giải trình và tài liệu."
        )
        raise Refused(words, field="values", status=403)
