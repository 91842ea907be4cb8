"""A province without a certificate starts, issues unsigned documents, verifies them; nothing pretends to be signed."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

import pytest
from django.core.checks import WARNING, run_checks
from django.test import Client
from pytest_django.fixtures import Settings

from portal.documents import issuing
from portal.documents.checks import UNSIGNED
from portal.documents.models import IssuedDocument, Kind
from portal.documents.signing import registry
from portal.documents.signing.base import SigningUnavailable
from portal.documents.verification import Outcome, Reason, verify_code, verify_pdf
from tests.documents import samples
from tests.documents.factories import make_document, signed_birth_certificate
from tests.files import contents
from tests.files.factories import sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_signer(settings: Settings) -> None:
    settings.PORTAL_DEMO = False
    settings.DOCUMENT_SIGNER = ""


def test_the_checks_warn_and_do_not_stop_the_start() -> None:
    found = [message for message in run_checks() if (message.id or "").startswith("documents.")]
    assert [(message.id, message.level) for message in found] == [(UNSIGNED, WARNING)]


def test_the_demonstration_signer_would_stop_it(settings: Settings) -> None:
    settings.DOCUMENT_SIGNER = "demo"
    found = [message for message in run_checks() if (message.id or "").startswith("documents.")]
    assert [message.id for message in found] == ["documents.E001"]
    assert found[0].is_serious()


def test_a_result_is_issued_unsigned_and_says_nowhere_that_it_is_signed(client: Client) -> None:
    document = signed_birth_certificate()
    assert document.signed_at is None
    assert b"/ByteRange" not in issuing.content(document)
    answer = verify_code(document.verification_code)
    assert (answer.outcome, answer.signer, answer.signed_at) == (Outcome.TRUE, "", None)
    page = client.get(f"/xac-minh/{document.verification_code}/").content.decode()
    assert "Giấy này là thật" in page
    assert "Người ký số" not in page


def test_a_signature_without_a_name_is_refused_here_too() -> None:
    with pytest.raises(ValueError, match="name"):
        issuing.issue(Kind.RESULT, "1", "Giấy", samples.CODE, samples.WARD, contents.pdf(), sign=True)
    assert not IssuedDocument.objects.exists()


def test_asking_for_a_signature_outright_is_refused_in_words() -> None:
    with pytest.raises(SigningUnavailable, match="DOCUMENT_SIGNER"):
        registry.signer().sign(contents.pdf(), signer_name="An", signer_unit="Phường", reason="Thử")


@pytest.mark.parametrize(
    ("pdf", "reason"),
    [(contents.pdf("Giấy của ai đó"), Reason.NOT_IN_REGISTER), (b"no pdf", Reason.NOT_A_PDF)],
    ids=["somebody's", "no pdf"],
)
def test_the_verification_page_answers_for_any_file(client: Client, pdf: bytes, reason: Reason) -> None:
    assert verify_pdf(pdf).reason == reason
    response = client.post("/xac-minh/", {"pdf": sent(pdf)})
    assert response.status_code == HTTPStatus.OK
    assert "Không tìm thấy giấy này" in response.content.decode()


def test_what_was_issued_is_still_recognised_and_a_changed_copy_told() -> None:
    document = make_document()
    pdf = issuing.content(document)
    assert verify_pdf(pdf).outcome == Outcome.TRUE
    assert verify_pdf(pdf + b" ").outcome == Outcome.CHANGED


def test_a_signature_of_elsewhere_is_foreign_since_none_is_ours(settings: Settings, tmp_path: Path) -> None:
    settings.PORTAL_DEMO, settings.DOCUMENT_SIGNER = True, "demo"
    settings.DOCUMENT_CA_DIR = str(tmp_path / "another")
    pdf = registry.signer().sign(contents.pdf(), signer_name="Công chứng viên", signer_unit="VPCC", reason="Thử")
    settings.PORTAL_DEMO, settings.DOCUMENT_SIGNER = False, ""
    answer = verify_pdf(pdf)
    assert (answer.outcome, answer.reason) == (Outcome.UNKNOWN, Reason.FOREIGN_SIGNATURE)
    assert answer.signer == "Công chứng viên"
