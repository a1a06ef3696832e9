"""The signed decision of an edition: offered as PDF, signed elsewhere, judged when it comes back, kept where every signature is good."""

import hashlib

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from khoabang.signing.apart import checked_apart
from khoabang.signing.certificates import read_trusted
from khoabang.signing.check import Checked
from khoabang.signing.refusal import SigningRefused
from khoabang.web import clock
from khoabang.web.accounts.models import Person, Role
from khoabang.web.accounts.selectors import refuse_without_role
from khoabang.web.activity.services import chain_of, record
from khoabang.web.publishing.papers import PDF
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Edition, EditionFile, Round

TAKES = (Role.LEAD,)
"""Who sends the signed decision in."""
SIGNED = "signed"


def offered_of(edition: Edition) -> EditionFile | None:
    """The file that is to be signed next: the last that came back signed, or the decision as it was drawn; None without one."""
    files = edition.files.filter(media_type=PDF, kind__in=("decision", SIGNED)).order_by("-id")
    return files.first()


def signed_judged(edition: Edition, pdf: bytes) -> Checked:
    """Say what a file that came back is worth: whether it is the offered one, and each of its signatures.

    Raises:
        Refused: there is nothing to be signed, or the file cannot be read.
    """
    offered = offered_of(edition)
    if offered is None:
        raise Refused(_("Bản công bố này không kèm quyết định nên không có gì để ký."))
    try:
        return checked_apart(pdf, bytes(offered.content), read_trusted(settings.SIGNATURE_TRUST), clock.now())
    except SigningRefused as refused:
        words = f"{refused.problem.what()} {refused.problem.remedy()}"
        raise Refused(words, field="file", status=422) from refused


def signed_kept(edition: Edition, pdf: bytes, judged: Checked, *, by: Person) -> EditionFile:
    """Keep a signed decision beside the edition; the next signer is offered this one.

    Raises:
        NotYourRole: it is not this person's to do.
        Refused: it is not acceptable, the edition was recalled, or another file came in meanwhile.
    """
    if not judged.acceptable:
        raise Refused(_("Tệp chưa nhận: xem kết quả kiểm tra chữ ký."), field="file", status=422)
    with transaction.atomic():
        round_ = (
            Round.objects.select_for_update(of=("self",), no_key=True).select_related("authority").get(pk=edition.result.round_id)
        )
        now = clock.now()
        refuse_without_role(by, TAKES, round_.authority, round_, now)
        if Edition.objects.filter(pk=edition.pk, recall__isnull=False).exists():
            raise Refused(_("Bản này đã được thu hồi."))
        offered = offered_of(edition)
        if offered is None or not pdf.startswith(bytes(offered.content)):
            raise Refused(_("Vừa có một tệp đã ký khác được nhận. Hãy tải tệp ấy về để ký tiếp."))
        number = edition.files.filter(kind=SIGNED).count() + 1
        kept = EditionFile.objects.create(
            edition=edition,
            kind=SIGNED,
            name=f"quyet-dinh-da-ky-{number}.pdf",
            media_type=PDF,
            size=len(pdf),
            sha256=hashlib.sha256(pdf).hexdigest(),
            content=pdf,
            at=now,
            by=by,
        )
        record(
            chain=chain_of(round_code=round_.code), action="edition.file_added", by=by, now=now, subject=kept.name,
            detail={"sha256": kept.sha256, "signatures": [each.as_json() for each in judged.verdicts]}, rows=[kept],
        )  # fmt: skip
    return kept
