"""Telling what the signatures of a PDF file are worth. Nothing is fetched: what only a network knows is said to be unknown."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DocInfoRule,
    DSSCompareRule,
    FormUpdatingRule,
    MetadataUpdateRule,
    ModificationLevel,
    ObjectStreamRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    XrefStreamRule,
)
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from khoabang.signing.certificates import SIGNING_USAGES, Holder, Trust, holder, revocation
from khoabang.signing.offered import only_signatures_added
from khoabang.signing.refusal import SigningRefused
from khoabang.signing.verdict import Code, Verdict

MOST_BYTES = 100_000_000
_CLOCKS_DIFFER = timedelta(minutes=5)
# What may be added after a signature: signatures and what serves them. Filling in other fields of a form changes what was signed.
_LATER = ModificationLevel.LTA_UPDATES
_POLICY = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(),
        *(
            rule().as_qualified(_LATER)
            for rule in (DocInfoRule, XrefStreamRule, ObjectStreamRule, DSSCompareRule, MetadataUpdateRule)
        ),
    ],
    form_rule=FormUpdatingRule(field_rules=[SigFieldCreationRule(), SigFieldModificationRule()]),
)
_USAGE = KeyUsageConstraints(key_usage=SIGNING_USAGES)
_TRUST: dict[Any, Code] = {
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: "foreign",
    AdESIndeterminate.EXPIRED: "expired",
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: "expired",
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: "expired",
    AdESIndeterminate.NOT_YET_VALID: "not_yet_valid",
    AdESFailure.NOT_YET_VALID: "not_yet_valid",
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE: "usage",
    AdESIndeterminate.SIG_CONSTRAINTS_FAILURE: "usage",
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE: "weak",
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: "weak",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """What came back for a file that was offered to be signed.

    `content` is "offered" where the file begins with every byte of the offered one and only signatures were added to it, "unsigned" where
    it is the offered one and nothing else, "other" where anything else was added or it is another file.
    """

    verdicts: tuple[Verdict, ...]
    content: Literal["offered", "unsigned", "other"]

    @property
    def acceptable(self) -> bool:
        """Say whether it is the offered file, signed, with every signature good."""
        return self.content == "offered" and all(each.code == "good" for each in self.verdicts)


def opened(pdf: bytes) -> PdfFileReader:
    """Open a file to read its signatures.

    Raises:
        SigningRefused: it is no PDF, damaged, encrypted or too large.
    """
    if len(pdf) > MOST_BYTES:
        raise SigningRefused("SIG022", size=len(pdf) // 1_000_000, limit=MOST_BYTES // 1_000_000)
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        encrypted = reader.encrypted
        if not encrypted:
            reader.root["/Pages"]["/Count"]
    except (PdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OSError):
        raise SigningRefused("SIG001") from None
    if encrypted:
        raise SigningRefused("SIG002")
    return reader


def check(pdf: bytes, trust: Trust, now: datetime) -> tuple[Verdict, ...]:
    """Judge every signature of a file, in the order of signing; nothing where there is none.

    `now` has its zone.

    Raises:
        SigningRefused: the file is no PDF, damaged, encrypted or too large.
    """
    reader = opened(pdf)
    try:
        embedded = reader.embedded_regular_signatures
    except Exception as error:  # noqa: BLE001 - a library that chokes on a file somebody made has not found it good
        return (Verdict("unreadable", "–", 1, detail=type(error).__name__),)
    names = [each.fq_name for each in embedded]
    verdicts = tuple(_judged(each, order, tuple(names[order:]), reader, trust, now) for order, each in enumerate(embedded, 1))
    if not verdicts and b"/ByteRange" in pdf:
        return (Verdict("unreadable", "–", 1),)
    return verdicts


def checked(pdf: bytes, offered: bytes, trust: Trust, now: datetime) -> Checked:
    """Judge what came back for an offered file: its signatures, and whether it is that file.

    Raises:
        SigningRefused: it is no PDF, damaged, encrypted or too large.
    """
    verdicts = check(pdf, trust, now)
    if pdf == offered:
        return Checked(verdicts, "unsigned")
    before = opened(offered)
    added = [each for each in verdicts if each.revision > before.xrefs.total_revisions]
    sound = pdf.startswith(offered) and bool(added) and not any(each.broken for each in verdicts) and added[-1].covers == "file"
    try:
        whole = sound and only_signatures_added(before, opened(pdf))
    except Exception:  # noqa: BLE001 - what the library chokes on is not what was offered
        whole = False
    return Checked(verdicts, "offered" if whole else "other")


def _judged(
    embedded: EmbeddedPdfSignature,
    order: int,
    later: tuple[str, ...],
    reader: PdfFileReader,
    trust: Trust,
    now: datetime,
) -> Verdict:
    facts: dict[str, Any] = {"field": embedded.fq_name, "order": order, "later": later}
    try:
        facts |= {
            "holder": holder(embedded.signer_cert),
            "signed_at": _signed_at(embedded),
            "revision": embedded.signed_revision + 1,
            "revisions": reader.xrefs.total_revisions,
            "final": embedded.docmdp_level == MDPPerm.NO_CHANGES,
        }
        moment = facts["signed_at"] or now
        context = ValidationContext(
            trust_roots=list(trust.roots), allow_fetching=False, moment=moment, best_signature_time=moment
        )
        status = validate_pdf_signature(embedded, context, diff_policy=_POLICY, key_usage_settings=_USAGE)
        facts["covers"] = _covers(status)
        if status.validation_path is not None:
            path = [*status.validation_path.iter_certs(include_root=True)]
            facts["revoked"], facts["revocations_of"] = revocation(path, trust.revocations)
        return Verdict(_code(status, facts, now), **facts)
    except SignatureValidationError as error:
        return Verdict("unreadable", **facts, detail=str(error))
    except Exception as error:  # noqa: BLE001 - a library that chokes on a signature somebody made has not found it good
        return Verdict("unreadable", **facts, detail=type(error).__name__)


def _signed_at(embedded: EmbeddedPdfSignature) -> datetime | None:
    moment = embedded.self_reported_timestamp
    return moment.astimezone(UTC) if moment is not None and moment.tzinfo is not None else None


def _covers(status: PdfSignatureStatus) -> Literal["file", "revision", "part"]:
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return "file"
    return "revision" if status.coverage == SignatureCoverageLevel.ENTIRE_REVISION else "part"


def _code(status: PdfSignatureStatus, facts: dict[str, Any], now: datetime) -> Code:
    """Find the gravest thing that is to be said; a signature is good only where the library's verdict as a whole is."""
    of: Holder = facts["holder"]
    code = _integrity(status, facts)
    if code is not None:
        return code
    if facts["signed_at"] is not None and facts["signed_at"] > now + _CLOCKS_DIFFER:
        return "future"
    moment = facts["signed_at"] or now
    if moment > of.valid_until:
        return "expired"
    if moment < of.valid_from:
        return "not_yet_valid"
    if status.trust_problem_indic is not None:
        return _TRUST.get(status.trust_problem_indic, "untrusted")
    if not status.bottom_line:
        return "untrusted"
    if facts["revoked"]:
        return "revoked"
    path = status.validation_path
    if path is None or any(now > each.not_valid_after for each in [*path.iter_certs(include_root=True)]):
        return "expired_since"
    return "good"


def _integrity(status: PdfSignatureStatus, facts: dict[str, Any]) -> Code | None:
    if not (status.intact and status.valid):
        return "altered"
    if facts["covers"] == "part":
        return "partial"
    if status.docmdp_ok and status.seed_value_ok:
        appended = facts["covers"] == "revision" and facts["revision"] == facts["revisions"]
        return "changed_after" if appended else None  # bytes after the last revision belong to nobody
    return "after_final" if facts["final"] else "changed_after"
