"""The authorities whose signatures count here, read once at the start from the files that an administrator names.

Roots (certificates that sign themselves) are trusted; certificates of authorities between a root and a signer help to
find the way and are trusted for nothing by themselves. Nothing is fetched from anywhere. A file that cannot be meant
stops the start: a list of roots that is quietly empty would call every signature unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.exceptions import ImproperlyConfigured

from portal.settings.environment import text

SUFFIXES = (".pem", ".crt", ".cer", ".der")
BEGINS = b"-----BEGIN CERTIFICATE-----"
#: What the library raises for a file that is no certificate; the last one for a kind of name in the wrong encoding.
_UNREADABLE = (ValueError, x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType, TypeError)


@dataclass(frozen=True)
class Authorities:
    """Certificates as DER: `roots` end a chain, `between` stand on the way."""

    roots: tuple[bytes, ...] = ()
    between: tuple[bytes, ...] = ()


NOBODY = Authorities()


def trusted_authorities(name: str) -> Authorities:
    """The authorities of the file or folder that a variable names; ImproperlyConfigured says what is wrong with it."""
    given = text(name)
    if not given:
        return NOBODY
    try:
        found = [certificate for file in _files(Path(given).expanduser()) for certificate in _certificates(file)]
        return _sorted(found)
    except ValueError as error:
        message = f"{name}: {error}"
        raise ImproperlyConfigured(message) from None


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(file for file in path.iterdir() if file.suffix.lower() in SUFFIXES)
    if not found:
        message = f"no file ending in {', '.join(SUFFIXES)} in the folder {path}."
        raise ValueError(message)
    return found


def _certificates(file: Path) -> list[x509.Certificate]:
    """The certificates of a file, PEM (one or many) or DER (one)."""
    try:
        content = file.read_bytes()
    except OSError as error:
        message = f"{file} cannot be read ({error.strerror})."
        raise ValueError(message) from None
    if b"PRIVATE KEY-----" in content:
        message = f"{file} holds a private key, which is nobody's business here; keep the certificate alone."
        raise ValueError(message)
    try:
        return _parsed(content)
    except _UNREADABLE:
        message = f"{file} holds no certificate that can be read."
        raise ValueError(message) from None


def _parsed(content: bytes) -> list[x509.Certificate]:
    is_pem = BEGINS in content
    found = x509.load_pem_x509_certificates(content) if is_pem else [x509.load_der_x509_certificate(content)]
    for certificate in found:
        # The library reads these only when they are asked for.
        _parts = certificate.subject, certificate.issuer, certificate.extensions
    return found


def _sorted(found: Iterable[x509.Certificate]) -> Authorities:
    roots, between = dict[bytes, None](), dict[bytes, None]()
    for certificate in found:
        _require_authority(certificate)
        (roots if certificate.issuer == certificate.subject else between)[certificate.public_bytes(Encoding.DER)] = None
    if not roots:
        message = "none of the certificates is a root, one that signs itself; a chain must end in one."
        raise ValueError(message)
    return Authorities(tuple(roots), tuple(between))


def _require_authority(certificate: x509.Certificate) -> None:
    try:
        is_authority = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        is_authority = False
    if not is_authority:
        name = certificate.subject.rfc4514_string()
        message = f"“{name}” is not an authority; name the root that it was issued under."
        raise ValueError(message)
