"""What a signer's certificate says of its holder, its days and its purpose; and the certificates that are trusted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from typing import Any

from asn1crypto import pem
from asn1crypto.x509 import Certificate
from cryptography.x509 import CertificateRevocationList, load_der_x509_certificate, load_der_x509_crl, load_pem_x509_crl

from khoabang.scoring.problems import Place
from khoabang.signing.refusal import SigningRefused

# Việt Nam has one time without summer time; its base of time zones is not needed for that.
VIETNAM = timezone(timedelta(hours=7), "+07:00")
SIGNING_USAGES = frozenset({"digital_signature", "non_repudiation"})
ENDINGS = (".pem", ".crt", ".cer", ".der")
LIST_ENDING = ".crl"
_MOST_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a certificate names, who issued it, and the days (UTC) between which it is valid."""

    name: str
    organisation: str
    issuer: str
    serial: str
    valid_from: datetime
    valid_until: datetime
    sha256: str

    @property
    def words(self) -> str:
        """The holder in one line."""
        return f"{self.name} ({self.organisation})" if self.organisation else self.name


def holder(certificate: Certificate) -> Holder:
    """Read whom a certificate names."""
    subject, issuer = certificate.subject.native, certificate.issuer.native
    units = [_joined(subject.get(key)) for key in ("organizational_unit_name", "organization_name")]
    return Holder(
        name=_joined(subject.get("common_name")) or certificate.subject.human_friendly,
        organisation=", ".join(unit for unit in units if unit),
        issuer=_joined(issuer.get("common_name")) or certificate.issuer.human_friendly,
        serial=f"{certificate.serial_number:X}",
        valid_from=certificate.not_valid_before.astimezone(UTC),
        valid_until=certificate.not_valid_after.astimezone(UTC),
        sha256=certificate.sha256.hex(),
    )


def _joined(value: object) -> str:
    """Give one text of a name's part, which may be repeated; controls and breaks would spoil a picture or a line."""
    parts = value if isinstance(value, list) else [value]
    return ", ".join(" ".join("".join(c if c.isprintable() else " " for c in str(part)).split()) for part in parts if part)


def day(moment: datetime) -> str:
    """Write a moment as a day of the Vietnamese calendar."""
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y}"


def clock(moment: datetime) -> str:
    """Write a moment with day, time and zone, as the decree on administrative documents has it shown (30/2020/NĐ-CP, annex I)."""
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S} +07:00"


def usages(certificate: Certificate) -> frozenset[str]:
    """Give what a certificate was issued for; nothing where it does not say."""
    value = certificate.key_usage_value
    return frozenset(value.native) if value is not None else frozenset()


def require_usable(certificate: Certificate, now: datetime) -> None:
    """See that a certificate may sign at a moment.

    Raises:
        SigningRefused: it has expired, is not valid yet, or was issued for something else.
    """
    of = holder(certificate)
    if now > of.valid_until:
        raise SigningRefused("SIG008", name=of.words, day=day(of.valid_until))
    if now < of.valid_from:
        raise SigningRefused("SIG009", name=of.words, day=day(of.valid_from))
    if not usages(certificate) & SIGNING_USAGES:
        raise SigningRefused("SIG010", name=of.words, usage=", ".join(sorted(usages(certificate))) or "–")


def read_certificates(path: Path) -> list[Certificate]:
    """Read the certificates of a PEM or DER file.

    Raises:
        SigningRefused: it holds none that can be read.
        OSError: the system refuses to read it.
    """
    with path.open("rb") as file:
        content = file.read(_MOST_BYTES)
    try:
        armoured = pem.unarmor(content, multiple=True) if pem.detect(content) else [("CERTIFICATE", {}, content)]
        found = [Certificate.load(body, strict=True) for kind, _, body in armoured if kind == "CERTIFICATE"]
        for each in found:
            holder(each)
    except (ValueError, TypeError, KeyError):
        found = []
    if not found:
        raise SigningRefused("SIG020", Place(str(path)))
    return found


@dataclass(frozen=True, slots=True)
class Trust:
    """What an installation trusts: root certificates, and lists of revoked certificates that their issuers signed."""

    roots: tuple[Certificate, ...] = ()
    revocations: tuple[CertificateRevocationList, ...] = ()


def revocation(path: Sequence[Certificate], lists: Sequence[CertificateRevocationList]) -> tuple[bool | None, datetime | None]:
    """Look up the certificates of a path, which begins with its root, in the lists of their issuers.

    Gives whether one of them was revoked, None where no list of the holder's issuer is there, and the day (UTC) of that list.
    """
    known: tuple[bool | None, datetime | None] = None, None
    for issuer, certificate in pairwise(path):
        key: Any = load_der_x509_certificate(issuer.dump()).public_key()
        signed_by = issuer.subject.dump()
        for each in lists:
            if each.issuer.public_bytes() == signed_by and each.is_signature_valid(key):
                if each.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None:
                    return True, each.last_update_utc
                if certificate is path[-1] and (known[1] is None or known[1] < each.last_update_utc):
                    known = False, each.last_update_utc
    return known


def read_trusted(paths: Iterable[Path]) -> Trust:
    """Read what is trusted, from files and from the files of folders: certificates, and lists of revoked ones (.crl).

    Raises:
        SigningRefused: a file holds no certificate or list.
        OSError: the system refuses to read one.
    """
    files = [file for path in paths for file in (sorted(path.iterdir()) if path.is_dir() else [path])]
    folders = {path for path in paths if path.is_dir()}
    roots: list[Certificate] = []
    revocations = []
    for file in files:
        if file.suffix.lower() == LIST_ENDING:
            revocations.append(_read_list(file))
        elif file.parent not in folders or file.suffix.lower() in ENDINGS:
            roots += read_certificates(file)
    return Trust(tuple(roots), tuple(revocations))


def _read_list(path: Path) -> CertificateRevocationList:
    with path.open("rb") as file:
        content = file.read(_MOST_BYTES)
    try:
        return load_pem_x509_crl(content) if pem.detect(content) else load_der_x509_crl(content)
    except ValueError:
        raise SigningRefused("SIG020", Place(str(path))) from None
