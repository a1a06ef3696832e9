"""The key that signs: from a file (PKCS#12) or on a token (PKCS#11). The secret that opens it is given, never kept or logged."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from asn1crypto.pkcs12 import Pfx
from asn1crypto.x509 import Certificate
from pyhanko.sign.signers import Signer, SimpleSigner

from khoabang.scoring.problems import Place
from khoabang.signing.refusal import SigningRefused


@dataclass(frozen=True, slots=True)
class Key:
    """A key that is open, with the certificate of its holder."""

    signer: Signer
    certificate: Certificate


def file_key(path: Path, passphrase: str) -> Key:
    """Open a PKCS#12 file.

    Raises:
        SigningRefused: it is none, the passphrase is wrong, or key or certificate is missing.
        OSError: the system refuses to read it.
    """
    content, place = path.read_bytes(), Place(str(path))
    try:
        Pfx.load(content, strict=True).native  # noqa: B018 - parsing is what finds that it is none
    except (ValueError, TypeError, KeyError):
        raise SigningRefused("SIG005", place) from None
    from cryptography.hazmat.primitives.serialization import pkcs12

    try:
        private, certificate, _ = pkcs12.load_key_and_certificates(content, passphrase.encode())
    except ValueError:
        raise SigningRefused("SIG006", place) from None
    if private is None or certificate is None:
        raise SigningRefused("SIG007", place)
    signer = SimpleSigner.load_pkcs12_data(content, other_certs=[], passphrase=passphrase.encode())
    return Key(signer, signer.signing_cert)


@contextmanager
def token_key(module: Path, label: str, pin: str, name: str | None = None) -> Iterator[Key]:
    """Open a key on a token: `label` is the token's, `name` the key's, needed where there are several.

    The PIN is tried once: a token locks itself after a few mistakes.

    Raises:
        SigningRefused: the module, token, PIN or key cannot be used.
    """
    import pkcs11
    from pyhanko.sign.pkcs11 import PKCS11Signer

    token = _token(module, label)
    try:
        session = token.open(user_pin=pin)
    except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange):
        raise SigningRefused("SIG013") from None
    except pkcs11.PinLocked:
        raise SigningRefused("SIG014") from None
    except pkcs11.PKCS11Error as error:
        raise SigningRefused("SIG016", detail=type(error).__name__) from None
    with session:
        try:
            identifier, certificate, others = _chosen(session, name)
            signer = PKCS11Signer(session, signing_cert=certificate, key_id=identifier, ca_chain=others)
            yield Key(signer, certificate)
        except pkcs11.PKCS11Error as error:
            raise SigningRefused("SIG016", detail=type(error).__name__) from None


def _token(module: Path, label: str) -> Any:
    import pkcs11

    try:
        library = pkcs11.lib(str(module))
        slots = library.get_slots(token_present=True)
    except (RuntimeError, OSError, pkcs11.PKCS11Error):
        raise SigningRefused("SIG011", Place(str(module))) from None
    known = []
    for slot in slots:
        try:
            token = slot.get_token()
        except pkcs11.PKCS11Error:
            continue
        if token.label == label:
            return token
        known.append(token.label or "–")
    raise SigningRefused("SIG012", label=label, known=", ".join(known) or "–")


def _chosen(session: Any, name: str | None) -> tuple[bytes, Certificate, list[Certificate]]:
    """Find the one private key that may sign and has a certificate; the other certificates are its chain, perhaps."""
    from pkcs11 import Attribute, ObjectClass

    keys = {
        bytes(each[Attribute.ID])
        for each in session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.SIGN: True})
    }
    found, others = [], []
    for each in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}):
        certificate, identifier = Certificate.load(each[Attribute.VALUE]), bytes(each[Attribute.ID])
        if identifier in keys:
            found.append((str(each[Attribute.LABEL]), identifier, certificate))
        else:
            others.append(certificate)
    fitting = [each for each in found if name in {None, each[0]}]
    if len(fitting) != 1:
        raise SigningRefused("SIG015", known=", ".join(label for label, *_ in found) or "–")
    return fitting[0][1], fitting[0][2], others
