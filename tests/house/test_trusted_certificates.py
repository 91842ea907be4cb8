"""Rules proved: whatever stands in a file of trusted authorities, the start has roots or stops in a sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.settings import certificates
from portal.settings.certificates import Authorities, trusted_authorities

NAME = "SIGNATURE_TRUSTED_ROOTS"
BEGIN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
KEY = ec.generate_private_key(ec.SECP256R1())


def certificate(subject: str, issuer: str = "", *, is_authority: bool | None = True) -> x509.Certificate:
    """A certificate of a name under another; without an issuer it signs itself."""
    names = [x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]) for name in (subject, issuer or subject)]
    made = x509.CertificateBuilder().subject_name(names[0]).issuer_name(names[1]).public_key(KEY.public_key())
    made = made.serial_number(7).not_valid_before(BEGIN).not_valid_after(BEGIN + dt.timedelta(days=3650))
    if is_authority is not None:
        made = made.add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    return made.sign(KEY, hashes.SHA256())


ROOT = certificate("Gốc")
DER = ROOT.public_bytes(Encoding.DER)
PEM = ROOT.public_bytes(Encoding.PEM)
BETWEEN = certificate("Trung gian", "Gốc").public_bytes(Encoding.PEM)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("roots")


@pytest.fixture(scope="module")
def read(folder: Path) -> Callable[[bytes], Authorities | str]:
    """What the start makes of one file: authorities, or the sentence with which it stops."""

    def start(content: bytes) -> Authorities | str:
        file = folder / "root.pem"
        file.write_bytes(content)
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv(NAME, str(file))
            try:
                return trusted_authorities(NAME)
            except ImproperlyConfigured as stopped:
                return str(stopped)

    return start


def is_meant(found: Authorities | str) -> bool:
    """Roots, or a sentence that names the variable: never a list that is quietly empty."""
    return found.startswith(f"{NAME}: ") and found.endswith(".") if isinstance(found, str) else bool(found.roots)


@given(position=st.integers(0, len(DER) - 1), byte=st.integers(0, 255))
def test_a_certificate_with_any_byte_changed_is_read_or_refused_in_words(
    read: Callable[[bytes], Authorities | str], position: int, byte: int
) -> None:
    assert is_meant(read(DER[:position] + bytes([byte]) + DER[position + 1 :]))


@pytest.mark.parametrize(("position", "byte"), [(91, 0), (12, 1)])
def test_faults_that_the_library_tells_late_are_refused_in_words(
    read: Callable[[bytes], Authorities | str], position: int, byte: int
) -> None:
    """A name that is no text, a version that is none: found when the part is read, not when the file is."""
    assert is_meant(read(DER[:position] + bytes([byte]) + DER[position + 1 :]))


@given(content=st.binary(max_size=300), before=st.booleans(), keeps=st.integers(0, len(PEM)))
def test_bytes_around_and_a_copy_broken_off_are_read_or_refused_in_words(
    read: Callable[[bytes], Authorities | str], content: bytes, before: bool, keeps: int
) -> None:
    part = PEM[:keeps]

    assert is_meant(read(content + part if before else part + content))


def test_a_certificate_of_a_version_that_is_none_is_refused_in_words(
    read: Callable[[bytes], Authorities | str],
) -> None:
    version = b"\xa0\x03\x02\x01"
    assert version in DER

    found = read(DER.replace(version + b"\x02", version + b"\x09", 1))

    assert isinstance(found, str)
    assert "holds no certificate that can be read" in found


@pytest.mark.parametrize("is_authority", [False, None])
def test_who_signs_himself_is_no_authority_by_that(
    read: Callable[[bytes], Authorities | str], is_authority: bool | None
) -> None:
    found = read(certificate("Tôi", is_authority=is_authority).public_bytes(Encoding.PEM))

    assert found == f"{NAME}: “CN=Tôi” is not an authority; name the root that it was issued under."


@given(order=st.permutations([PEM, BETWEEN, PEM, certificate("Gốc hai").public_bytes(Encoding.PEM)]))
@settings(max_examples=8, deadline=None)
def test_the_order_of_a_bundle_decides_nothing(read: Callable[[bytes], Authorities | str], order: list[bytes]) -> None:
    found = read(b"# a comment\n".join(order))

    assert isinstance(found, Authorities)
    assert DER in found.roots
    assert (len(found.roots), len(found.between)) == (2, 1)


def test_a_folder_is_read_by_the_ends_of_its_names_in_any_case(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.PEM", "b.Crt", "c.cer", "d.der"):
        (tmp_path / name).write_bytes(certificate(name).public_bytes(Encoding.DER))
    for name in ("e.txt", "pem", ".pem.swp", "key.bak"):
        (tmp_path / name).write_bytes(b"-----BEGIN PRIVATE KEY-----")
    monkeypatch.setenv(NAME, f"{tmp_path}/")

    assert len(trusted_authorities(NAME).roots) == 4


@pytest.mark.parametrize("header", ["PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "EC PRIVATE KEY"])
def test_a_key_beside_the_root_stops_the_start_and_is_told_to_nobody(
    read: Callable[[bytes], Authorities | str], header: str
) -> None:
    secret = "TUlJRXZRSUJBREFOQmdrcWhraUc5"

    found = read(PEM + f"-----BEGIN {header}-----\n{secret}\n-----END {header}-----\n".encode())

    assert isinstance(found, str)
    assert "holds a private key" in found
    assert secret not in found


def test_every_suffix_is_told_where_a_folder_holds_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, str(tmp_path))

    with pytest.raises(ImproperlyConfigured) as stopped:
        trusted_authorities(NAME)

    assert all(suffix in str(stopped.value) for suffix in certificates.SUFFIXES)
