"""What a signer's certificate says of its holder, its days and its purpose; and the certificates that are trusted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from asn1crypto import pem
from asn1crypto.x509 import Certificate

from khoabang.scoring.problems import Place
from khoabang.signing.refusal import SigningRefused

# Việt Nam has one time without summer time; its base of time zones is not needed for that.
VIETNAM = timezone(timedelta(hours=7), "+07:00")
SIGNING_USAGES = frozenset({"digital_signature", "non_repudiation"})
ENDINGS = (".pem", ".crt", ".cer", ".der")
_MOST_BYTES = 5_000_000


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


def read_trusted(paths: Iterable[Path]) -> list[Certificate]:
    """Read the certificates whose issue is trusted, from files and from the files of folders.

    Raises:
        SigningRefused: a file holds no certificate.
        OSError: the system refuses to read one.
    """
    found = []
    for path in paths:
        if path.is_dir():
            found += [
                each for file in sorted(path.iterdir()) if file.suffix.lower() in ENDINGS for each in read_certificates(file)
            ]
        else:
            found += read_certificates(path)
    return found
