"""An authority of our own that issues certificates for tests: any name, any days, any purpose."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

VIETNAM = timezone(timedelta(hours=7))
SIGNED = datetime(2026, 3, 5, 9, 30, tzinfo=VIETNAM)
YEAR = timedelta(days=365)
SECRET = "mật khẩu 123"


class Clock(datetime):
    """In place of `datetime` where a command asks what time it is: the day after."""

    @classmethod
    def now(cls, tz=None) -> datetime:
        return (SIGNED + timedelta(days=1)).astimezone(tz)


@cache
def private_key(number: int) -> rsa.RSAPrivateKey:
    """Give a key of its own to each number: making one takes a while."""
    del number
    return rsa.generate_private_key(65537, 2048)


def named(name: str, organisation: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"), x509.NameAttribute(NameOID.COMMON_NAME, name)]
    return x509.Name([*parts, *([x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation)] if organisation else [])])


@dataclass(frozen=True)
class Issued:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def p12(self, secret: str = SECRET) -> bytes:
        protection = serialization.BestAvailableEncryption(secret.encode())
        return pkcs12.serialize_key_and_certificates(b"nguoi-ky", self.key, self.certificate, None, protection)


def usage(*, signs: bool, issues: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs, content_commitment=signs, key_encipherment=not signs and not issues, data_encipherment=False,
        key_agreement=False, key_cert_sign=issues, crl_sign=issues, encipher_only=False, decipher_only=False,
    )  # fmt: skip


class Authority:
    """A root of its own name; numbers choose its keys, so that two authorities do not share one."""

    def __init__(self, name: str = "Cơ quan chứng thực thử nghiệm", number: int = 0) -> None:
        self.name, self.number = named(name), number
        self.root = self._issue(self.name, number, SIGNED - 5 * YEAR, SIGNED + 20 * YEAR, signs=False, issues=True)

    def issue(
        self, name: str, organisation: str = "", number: int = 1, *, begins: datetime = SIGNED - YEAR, ends: datetime = SIGNED + YEAR,
        signs: bool = True,
    ) -> Issued:  # fmt: skip
        """Issue a certificate."""
        return self._issue(named(name, organisation), self.number + number, begins, ends, signs=signs, issues=False)

    def revokes(self, *issued: Issued, at: datetime) -> bytes:
        """Give a list of revoked certificates, of a moment."""
        builder = x509.CertificateRevocationListBuilder(self.name, at, at + YEAR)
        for each in issued:
            entry = x509.RevokedCertificateBuilder(each.certificate.serial_number, at).build()
            builder = builder.add_revoked_certificate(entry)
        return builder.sign(private_key(self.number), hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def _issue(self, subject: x509.Name, number: int, begins: datetime, ends: datetime, *, signs: bool, issues: bool) -> Issued:
        key, own = private_key(number), private_key(self.number)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(ends)
            .add_extension(x509.BasicConstraints(ca=issues, path_length=None), critical=True)
            .add_extension(usage(signs=signs, issues=issues), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(own.public_key()), critical=False)
        )
        return Issued(builder.sign(own, hashes.SHA256()), key)
