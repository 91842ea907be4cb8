"""The demonstration certificate authority: root, issuing authority, timestamp authority, a certificate a signer.

Made once, at first start, under PORTAL_VAR/ca. Its names say "trình diễn" and nobody outside trusts it: a deployment
that issues for real uses a driver of a licensed authority (Luật Giao dịch điện tử 20/2023).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ROOT, ISSUING, TIMESTAMP = "root", "issuing", "timestamp"
NAMES = {
    ROOT: "Cơ quan chứng thực gốc trình diễn",
    ISSUING: "Cơ quan chứng thực trình diễn",
    TIMESTAMP: "Dấu thời gian trình diễn",
}
CA_LIFETIME, SIGNER_LIFETIME = timedelta(days=3650), timedelta(days=730)
KEY_BITS = 2048  # RSA: the local timestamp authority of pyHanko knows nothing else
NAME_MAX_BYTES = 64  # X.520 bound of common name and organisation, as `cryptography` counts it


@dataclass(frozen=True)
class Holder:
    """A certificate with its private key."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey


def make(folder: Path) -> bool:
    """Make the authority under `folder`, whole or not at all; False when it was there already."""
    if folder.is_dir():
        return False
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".ca-", dir=folder.parent))
    _fill(draft)
    try:
        draft.rename(folder)
    except OSError:  # another process made it a moment ago: that one counts
        shutil.rmtree(draft)
        return False
    return True


def _fill(folder: Path) -> None:
    (folder / "signers").mkdir()
    root = _new_authority(NAMES[ROOT], None, path_length=1)
    issuing = _new_authority(NAMES[ISSUING], root, path_length=0)
    timestamp = _new_leaf(_name(NAMES[TIMESTAMP], ""), issuing, CA_LIFETIME, for_timestamps=True)
    for name, holder in ((ROOT, root), (ISSUING, issuing), (TIMESTAMP, timestamp)):
        write(folder, name, holder)
    for name, holder in ((ROOT, root), (ISSUING, issuing)):
        (folder / f"{name}.crl").write_bytes(_empty_revocation_list(holder))


def holder(folder: Path, name: str) -> Holder:
    """Read one of the authority's own certificates (ROOT, ISSUING, TIMESTAMP); FileNotFoundError when not made."""
    return read(folder, name)


def revocation_lists(folder: Path) -> list[bytes]:
    """Return the authority's revocation lists (DER), embedded into signatures for validation years later."""
    return [(folder / f"{name}.crl").read_bytes() for name in (ROOT, ISSUING)]


def signer(folder: Path, name: str, unit: str) -> Holder:
    """Return the certificate of a signer of a unit, issued at the first signature and renewed before it expires."""
    label = hashlib.sha256(f"{name}\n{unit}".encode()).hexdigest()[:32]
    signers = folder / "signers"
    if (signers / f"{label}.pem").exists():
        known = read(signers, label)
        if known.certificate.not_valid_after_utc > datetime.now(UTC) + timedelta(days=1):
            return known
    made = _new_leaf(_name(name, unit), holder(folder, ISSUING), SIGNER_LIFETIME, for_timestamps=False)
    write(signers, label, made)
    return made


def read(folder: Path, label: str) -> Holder:
    """Read a certificate and its key from one PEM file; TypeError when its key is no RSA key."""
    return _parsed((folder / f"{label}.pem").read_bytes())


@lru_cache(maxsize=64)
def _parsed(pem: bytes) -> Holder:
    # Proving the primes of a key that this module made takes a twentieth of a second each time.
    key = serialization.load_pem_private_key(pem, password=None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("the PEM file holds no RSA key")
    return Holder(x509.load_pem_x509_certificate(pem), key)


def write(folder: Path, label: str, made: Holder) -> None:
    """Write a certificate and its key into one PEM file, readable by us alone, appearing whole."""
    key = made.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    handle, draft = tempfile.mkstemp(prefix=f".{label}.", dir=folder)  # mkstemp: mode 0600
    with os.fdopen(handle, "wb") as file:
        file.write(made.certificate.public_bytes(serialization.Encoding.PEM) + key)
    Path(draft).replace(folder / f"{label}.pem")


def _name(common: str, organisation: str) -> x509.Name:
    parts = [
        (NameOID.COUNTRY_NAME, "VN"),
        (NameOID.ORGANIZATION_NAME, organisation or "Cổng dịch vụ công (trình diễn)"),
        (NameOID.COMMON_NAME, common),
    ]
    return x509.Name([x509.NameAttribute(oid, _cut(value)) for oid, value in parts])


def _cut(value: str) -> str:
    return value.encode()[:NAME_MAX_BYTES].decode(errors="ignore").strip()


def _builder(
    subject: x509.Name, key: rsa.RSAPrivateKey, issuer: Holder | None, lifetime: timedelta
) -> x509.CertificateBuilder:
    issuer_key = issuer.key if issuer else key
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + lifetime)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
    )


def new_key() -> rsa.RSAPrivateKey:
    """Make a key of KEY_BITS; finding its primes takes a tenth of a second."""
    return rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)


def _new_authority(common: str, issuer: Holder | None, path_length: int) -> Holder:
    key = new_key()
    builder = (
        _builder(_name(common, ""), key, issuer, CA_LIFETIME * (2 if issuer is None else 1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .add_extension(_key_usage(authority=True), critical=True)
    )
    return Holder(builder.sign((issuer.key if issuer else key), hashes.SHA256()), key)


def _new_leaf(subject: x509.Name, issuer: Holder, lifetime: timedelta, *, for_timestamps: bool) -> Holder:
    key = new_key()
    builder = (
        _builder(subject, key, issuer, lifetime)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(authority=False), critical=True)
    )
    if for_timestamps:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, critical=True)
    return Holder(builder.sign(issuer.key, hashes.SHA256()), key)


def _key_usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _empty_revocation_list(authority: Holder) -> bytes:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.subject)
        .last_update(now - timedelta(minutes=5))
        .next_update(now + CA_LIFETIME)
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()),
            critical=False,
        )
    )
    return builder.sign(authority.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
