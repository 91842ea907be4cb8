"""Rules proved: a signed copy is trusted when its chain ends in a root that the administrators named, and in no other
case; an authority that is not known here is named; a file of roots that cannot be meant stops the start."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from portal.documents.signing import demo_ca
from portal.settings.certificates import NOBODY, Authorities, trusted_authorities
from procedures.models import SignatureOutcome
from procedures.signed_copies import judge_pdf
from tests.files import contents
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import good, make_deciders
from tests.procedures.publisher_desk import approval, at, of, page
from tests.procedures.test_signed_copies import sign, with_a_changed_byte

CHAIR, COMMITTEE = "Lâm Quang Ký", "Ủy ban nhân dân Thành phố Hồ Chí Minh"
NAME = "SIGNATURE_TRUSTED_ROOTS"


@dataclass(frozen=True)
class Abroad:
    """An authority that is not the site's own: its certificates as files, and a copy signed under it."""

    root: Path
    between: Path
    signer: Path
    copy: bytes


@pytest.fixture(scope="module")
def abroad(tmp_path_factory: pytest.TempPathFactory) -> Abroad:
    """A real chain: root, issuing authority, signer; made once, since keys cost time."""
    folder = tmp_path_factory.mktemp("abroad")
    with override_settings(DOCUMENT_CA_DIR=str(folder / "ca"), PORTAL_DEMO=True):
        copy = sign(contents.pdf(), CHAIR, COMMITTEE)
        signer = demo_ca.signer(folder / "ca", CHAIR, COMMITTEE).certificate
    files = {
        name: demo_ca.holder(folder / "ca", name).certificate.public_bytes(Encoding.PEM)
        for name in (demo_ca.ROOT, demo_ca.ISSUING)
    }
    files["signer"] = signer.public_bytes(Encoding.PEM)
    for name, content in files.items():
        (folder / f"{name}.pem").write_bytes(content)
    return Abroad(folder / "root.pem", folder / "issuing.pem", folder / "signer.pem", copy)


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What the settings read when the variable names a path."""

    def read(path: Path | str) -> Authorities:
        monkeypatch.setenv(NAME, str(path))
        return trusted_authorities(NAME)

    return read


def test_a_chain_that_ends_in_a_named_root_is_trusted(abroad: Abroad, named: Any) -> None:
    assert judge_pdf(abroad.copy).outcome == SignatureOutcome.UNKNOWN

    with override_settings(SIGNATURE_TRUSTED_ROOTS=named(abroad.root)):
        judged = judge_pdf(abroad.copy)

    assert judged.outcome == SignatureOutcome.VALID
    assert judged.signers[0].startswith(f"Đáng tin cậy: {CHAIR} ({COMMITTEE}), ký ")


def test_an_authority_that_is_not_known_here_is_named(abroad: Abroad) -> None:
    judged = judge_pdf(abroad.copy)

    assert "Đáng tin cậy" not in judged.signers[0]
    assert "tổ chức chứng thực “Cơ quan chứng thực trình diễn” không được nhận biết ở đây" in judged.signers[0]


def test_trust_in_an_authority_forgives_no_changed_byte(abroad: Abroad, named: Any) -> None:
    with override_settings(SIGNATURE_TRUSTED_ROOTS=named(abroad.root)):
        assert judge_pdf(with_a_changed_byte(abroad.copy)).outcome == SignatureOutcome.CHANGED


def test_another_root_of_the_same_name_is_no_root_of_this_chain(abroad: Abroad, named: Any, tmp_path: Path) -> None:
    demo_ca.make(tmp_path / "ca")
    other = tmp_path / "other.pem"
    other.write_bytes(demo_ca.holder(tmp_path / "ca", demo_ca.ROOT).certificate.public_bytes(Encoding.PEM))

    with override_settings(SIGNATURE_TRUSTED_ROOTS=named(other)):
        assert judge_pdf(abroad.copy).outcome == SignatureOutcome.UNKNOWN


@pytest.mark.django_db
def test_a_copy_signed_under_a_named_root_is_recorded_at_once_and_says_so(abroad: Abroad, named: Any) -> None:
    """No paper to compare with: the chair is asked nothing more."""
    people = make_deciders()
    good("1.001193")
    decision = world.checked(people, "1.001193")

    with override_settings(SIGNATURE_TRUSTED_ROOTS=named(abroad.root)):
        done = of(people.chair).post(at(decision, "quyet-dinh/"), approval(abroad.copy))

    assert done.status_code == 302
    decision.refresh_from_db()
    assert (decision.signature, decision.signatures[0]["is_trusted"]) == (SignatureOutcome.VALID, True)
    assert f"Đáng tin cậy: {CHAIR} ({COMMITTEE}), ký " in page(people.drafter, at(decision))


def test_a_folder_gives_roots_and_what_is_between(abroad: Abroad, named: Any, tmp_path: Path) -> None:
    for file in (abroad.root, abroad.between):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "README.txt").write_text("not a certificate")

    found = named(tmp_path)

    assert (len(found.roots), len(found.between)) == (1, 1)


def test_one_file_may_hold_several_and_each_counts_once(abroad: Abroad, named: Any, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle.pem"
    bundle.write_bytes(abroad.root.read_bytes() * 2 + abroad.between.read_bytes())

    found = named(bundle)

    assert (len(found.roots), len(found.between)) == (1, 1)


def test_der_is_read_like_pem(abroad: Abroad, named: Any, tmp_path: Path) -> None:
    in_pem = named(abroad.root)
    (tmp_path / "root.der").write_bytes(in_pem.roots[0])

    assert named(tmp_path) == in_pem


def test_nobody_is_trusted_where_nobody_is_named(named: Any) -> None:
    assert named("") == NOBODY


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "no file ending in"),
        ({"root.pem": b"nothing"}, "holds no certificate that can be read"),
        ({"root.pem": b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}, "holds no certificate"),
        ({"root.pem": b"-----BEGIN PRIVATE KEY-----\n"}, "holds a private key"),
        ({"root.pem": "signer"}, "is not an authority"),
        ({"root.pem": "between"}, "none of the certificates is a root"),
    ],
    ids=["empty", "nonsense", "broken", "key", "signer", "no-root"],
)
def test_what_cannot_be_meant_stops_the_start_in_one_sentence(
    abroad: Abroad, named: Any, tmp_path: Path, files: dict[str, bytes | str], words: str
) -> None:
    for name, content in files.items():
        told = content if isinstance(content, bytes) else getattr(abroad, content).read_bytes()
        (tmp_path / name).write_bytes(told)

    with pytest.raises(ImproperlyConfigured, match=words) as stopped:
        named(tmp_path)
    assert str(stopped.value).startswith(f"{NAME}: ")


def test_a_path_that_is_not_there_stops_the_start(named: Any, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"missing\.pem cannot be read"):
        named(tmp_path / "missing.pem")
