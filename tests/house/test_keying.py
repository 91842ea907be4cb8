"""Rule proved: certificates of tests share a few keys, and are still of one signer each."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from portal.documents.signing import demo_ca
from tests.keying import KEYS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "authority"
    demo_ca.make(made)
    return made


def public(holder: demo_ca.Holder) -> bytes:
    return holder.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def test_no_more_keys_are_made_than_these_and_neighbours_differ(folder: Path) -> None:
    people = [demo_ca.signer(folder, "Phạm Quốc Bảo", f"Phường số {number}") for number in range(2 * KEYS)]

    keys = [public(holder) for holder in people]

    assert len(set(keys)) == KEYS
    assert all(len(set(keys[start : start + KEYS])) == KEYS for start in range(KEYS))


def test_each_certificate_has_a_name_and_a_number_of_its_own(folder: Path) -> None:
    people = [demo_ca.signer(folder, "Phạm Quốc Bảo", f"Phường số {number}") for number in range(KEYS + 1)]

    assert len({holder.certificate.serial_number for holder in people}) == KEYS + 1
    assert len({holder.certificate.subject.rfc4514_string() for holder in people}) == KEYS + 1


def test_the_authority_and_its_signer_have_keys_of_their_own(folder: Path) -> None:
    signer = demo_ca.signer(folder, "Phạm Quốc Bảo", "Phường Sài Gòn")
    authorities = [demo_ca.holder(folder, name) for name in (demo_ca.ROOT, demo_ca.ISSUING, demo_ca.TIMESTAMP)]

    assert len({public(holder) for holder in (signer, *authorities)}) == 4


def test_no_authority_shares_its_key_with_whoever_signs_or_with_another(folder: Path, tmp_path: Path) -> None:
    demo_ca.make(tmp_path / "another")
    people = [demo_ca.signer(folder, "Phạm Quốc Bảo", f"Phường số {number}") for number in range(KEYS)]

    authorities = [
        demo_ca.holder(at, name) for at in (folder, tmp_path / "another") for name in (demo_ca.ROOT, demo_ca.ISSUING)
    ]

    keys = {public(holder) for holder in authorities}
    assert len(keys) == 4
    assert not keys & {public(holder) for holder in people}


def test_a_certificate_is_read_back_with_its_key(folder: Path) -> None:
    made = demo_ca.signer(folder, "Phạm Quốc Bảo", "Phường Sài Gòn")

    again = demo_ca.signer(folder, "Phạm Quốc Bảo", "Phường Sài Gòn")

    assert (again.certificate, public(again)) == (made.certificate, public(made))
