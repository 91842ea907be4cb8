"""Signatures are PAdES with a visible box, a timestamp and what validation needs years later; demo mode only."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pytest_django.fixtures import Settings

from portal.documents import codes, forms
from portal.documents.checks import signer_fits_the_place
from portal.documents.rendering import render_stamp
from portal.documents.signing import demo, demo_ca, reading, registry
from portal.documents.signing.base import PageBox
from tests.documents import samples
from tests.documents.reading import text_of
from tests.files import contents

LEADER = "Phạm Thị Hoàng Oanh"


def signed(pdf: bytes, name: str = LEADER, page_box: PageBox | None = None) -> bytes:
    return registry.signer().sign(
        pdf, signer_name=name, signer_unit=samples.WARD, reason="Giấy khai sinh", page_box=page_box
    )


def found(pdf: bytes) -> list[reading.FoundSignature]:
    return reading.signatures(pdf, registry.signer().trust_roots())


def test_signature_tells_signer_unit_and_time_and_is_trusted() -> None:
    before = timezone.now()
    signature = found(signed(contents.pdf()))[0]
    assert (signature.signer, signature.organisation) == (LEADER, samples.WARD)
    assert signature.intact
    assert signature.trusted
    assert signature.signed_at is not None
    assert abs(signature.signed_at - before) < timedelta(minutes=1)


def test_signed_bytes_stay_as_they_were() -> None:
    assert signed(contents.pdf()).startswith(contents.pdf())


def test_signature_is_pades_with_timestamp_and_revocation_lists() -> None:
    reader = PdfFileReader(io.BytesIO(signed(contents.pdf())))
    signature = reader.embedded_regular_signatures[0]
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    unsigned = [attribute["type"].native for attribute in signature.signer_info["unsigned_attrs"]]
    assert "signature_time_stamp_token" in unsigned
    assert len(reader.root["/DSS"]["/CRLs"]) == 2
    assert len(reader.root["/DSS"]["/Certs"]) >= 3


def test_visible_box_says_who_when_and_that_it_is_a_demonstration() -> None:
    facts = {"signer_name": LEADER, "signer_unit": samples.WARD, "signed_at": samples.NOON, "label": demo.LABEL}
    text = text_of(render_stamp(facts))
    for words in (LEADER, f"Cơ quan: {samples.WARD}", "Thời gian ký: 22/11/2026 12:00:00", "Chứng thư số trình diễn"):
        assert words in text, words


def test_visible_box_is_drawn_into_the_signed_page() -> None:
    field = PdfFileReader(io.BytesIO(signed(contents.pdf()))).embedded_regular_signatures[0].sig_field
    assert list(field["/AP"]["/N"]["/Resources"]["/XObject"])


def test_box_lies_where_the_template_left_room() -> None:
    pdf = forms.render_result(samples.birth_certificate(), codes.new_code())
    _, x1, y1, x2, y2 = (float(n) for n in PdfFileReader(io.BytesIO(pdf)).root["/PortalSignatureBox"])
    assert 250 < x1 < x2 < 595
    assert 0 < y1 < y2 < 420
    field = PdfFileReader(io.BytesIO(signed(pdf))).embedded_regular_signatures[0].sig_field
    assert [round(float(n)) for n in field["/Rect"]] == [round(n) for n in (x1, y1, x2, y2)]


def test_second_signature_leaves_the_first_valid() -> None:
    twice = signed(signed(contents.pdf()), name="Trần Văn Đức", page_box=PageBox(0, 50, 50, 200, 120))
    assert [signature.signer for signature in found(twice)] == [LEADER, "Trần Văn Đức"]
    assert all(signature.intact and signature.trusted for signature in found(twice))
    assert [signature.is_last_word for signature in found(twice)] == [False, True]


def test_names_longer_than_a_certificate_allows_are_cut_not_refused() -> None:
    name = "Nguyễn " * 20
    shown = found(signed(contents.pdf(), name=name))[0].signer
    assert shown
    assert name.startswith(shown)
    assert len(shown.encode()) <= demo_ca.NAME_MAX_BYTES


@pytest.mark.parametrize(("pdf", "name"), [(b"not a pdf", LEADER), (contents.pdf(), "  ")])
def test_what_cannot_be_signed_is_a_value_error(pdf: bytes, name: str) -> None:
    with pytest.raises(ValueError, match=r"signature|signed"):
        signed(pdf, name=name)


def test_signer_keeps_one_certificate(authority_folder: Path) -> None:
    registry.signer()
    first = demo_ca.signer(authority_folder, "Lê Thị Hằng", samples.WARD)
    again = demo_ca.signer(authority_folder, "Lê Thị Hằng", samples.WARD)
    elsewhere = demo_ca.signer(authority_folder, "Lê Thị Hằng", "Sở Tư pháp")
    assert first.certificate == again.certificate
    assert first.certificate != elsewhere.certificate


def test_expiring_certificate_is_renewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    demo_ca.make(tmp_path / "ca")
    monkeypatch.setattr(demo_ca, "SIGNER_LIFETIME", timedelta(hours=2))
    first = demo_ca.signer(tmp_path / "ca", LEADER, samples.WARD)
    monkeypatch.undo()
    again = demo_ca.signer(tmp_path / "ca", LEADER, samples.WARD)
    assert again.certificate.not_valid_after_utc > first.certificate.not_valid_after_utc


def test_authority_is_made_once_though_many_start_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(demo_ca.make, [tmp_path / "ca"] * 4))
    assert made.count(True) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["ca"]


def test_keys_are_readable_by_us_alone(authority_folder: Path) -> None:
    registry.signer()
    keys = list(authority_folder.rglob("*.pem"))
    assert len(keys) >= 3
    assert all(path.stat().st_mode & 0o077 == 0 for path in keys)


def test_authority_says_in_its_name_that_it_is_a_demonstration(authority_folder: Path) -> None:
    registry.signer()
    root = demo_ca.holder(authority_folder, demo_ca.ROOT).certificate
    names = root.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    assert "trình diễn" in str(names[0].value)
    assert root.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_command_makes_it_and_a_second_call_changes_nothing(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DOCUMENT_CA_DIR = str(tmp_path / "ca")
    call_command("make_demo_ca")
    before = (tmp_path / "ca" / "root.pem").read_bytes()
    call_command("make_demo_ca")
    assert (tmp_path / "ca" / "root.pem").read_bytes() == before
    assert "was there already" in capsys.readouterr().out


def test_production_refuses_the_demonstration_signer(settings: Settings) -> None:
    settings.PORTAL_DEMO = False
    with pytest.raises(ImproperlyConfigured):
        registry.signer()
    with pytest.raises(CommandError):
        call_command("make_demo_ca")
    assert [error.id for error in signer_fits_the_place(None)] == ["documents.E001"]


def test_unknown_signer_is_named_with_the_known_ones(settings: Settings) -> None:
    settings.DOCUMENT_SIGNER = "vgca"
    with pytest.raises(ImproperlyConfigured, match=r"vgca.*demo"):
        registry.signer()
    assert [error.id for error in signer_fits_the_place(None)] == ["documents.E002"]
