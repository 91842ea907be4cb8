"""A signature covers the whole file, says truthfully who and when, and holds against each way of tampering."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PdfFileWriter
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pytest_django.fixtures import Settings

from portal.documents import codes, issuing
from portal.documents.models import Kind
from portal.documents.signing import demo_ca, placing, reading, registry
from portal.documents.signing.base import PageBox
from portal.documents.verification import Outcome, Reason, verify_pdf
from tests.documents import samples
from tests.documents.factories import make_document
from tests.documents.reading_structure import text_of_pages
from tests.documents.test_verification import with_a_changed_byte, with_an_addition
from tests.files import contents, hostile

LEADER = "Phạm Thị Hoàng Oanh"


def sign(pdf: bytes, name: str = LEADER, unit: str = samples.WARD, box: PageBox | None = None) -> bytes:
    return registry.signer().sign(pdf, signer_name=name, signer_unit=unit, reason="Giấy khai sinh", page_box=box)


def found(pdf: bytes) -> list[reading.FoundSignature]:
    return reading.signatures(pdf, registry.signer().trust_roots())


@pytest.fixture(scope="module")
def _signed(authority_folder: Path) -> dict[str, bytes]:
    """A place for one signed file that several tests read."""
    return {}


@pytest.fixture
def signed(_signed: dict[str, bytes]) -> bytes:
    if not _signed:
        _signed["pdf"] = sign(contents.pdf())
    return _signed["pdf"]


class TestCoverage:
    def test_all_bytes_but_the_signature_itself_are_signed(self, signed: bytes) -> None:
        start, first, second, last = (
            int(n)
            for n in re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\s*\]", signed).groups()  # type: ignore[union-attr]
        )
        assert start == 0
        assert signed[first : first + 1] == b"<"
        assert signed[second - 1 : second] == b">"
        assert second + last <= len(signed)

    def test_what_follows_is_only_what_validation_needs_later(self, signed: bytes) -> None:
        """PAdES-B-LT adds certificates and revocation lists behind the signature; nothing that is shown."""
        signature = PdfFileReader(io.BytesIO(signed)).embedded_regular_signatures[0]
        assert signature.evaluate_signature_coverage() >= SignatureCoverageLevel.ENTIRE_REVISION
        assert found(signed)[0].is_last_word

    @pytest.mark.parametrize("place", [0.02, 0.3, 0.6, 0.9])
    def test_a_byte_changed_anywhere_in_the_signed_part_breaks_it(self, signed: bytes, place: float) -> None:
        original = len(contents.pdf())
        changed = bytearray(signed)
        changed[9 + int((original - 10) * place)] ^= 0x01
        try:
            seen = found(bytes(changed))
        except reading.Unreadable:
            return
        assert not any(signature.intact for signature in seen)

    def test_a_byte_changed_in_the_signature_breaks_it(self, signed: bytes) -> None:
        changed = with_a_changed_byte(signed, signed[signed.index(b"/Contents <") + 800 :][:40])
        try:
            seen = found(changed)
        except reading.Unreadable:  # the byte became no digit of the signature's number
            return
        assert not any(signature.intact and signature.trusted for signature in seen)

    def test_an_addition_leaves_it_intact_but_not_the_last_word(self, signed: bytes) -> None:
        (signature,) = found(with_an_addition(signed))
        assert signature.intact
        assert not signature.is_last_word

    def test_a_signature_cut_off_and_pasted_under_another_page_is_broken(self, signed: bytes) -> None:
        other = contents.pdf("Một nội dung khác hẳn")
        pasted = other + signed[len(contents.pdf()) :]
        try:
            seen = found(pasted)
        except reading.Unreadable:
            return
        assert not any(signature.intact for signature in seen)


class TestWhoAndWhen:
    def test_the_time_is_that_of_the_timestamp_not_what_the_signer_says(self, signed: bytes) -> None:
        signature = PdfFileReader(io.BytesIO(signed)).embedded_regular_signatures[0]
        (seen,) = found(signed)
        assert seen.signed_at is not None
        assert seen.signed_at.tzinfo is not None
        assert abs(seen.signed_at - datetime.now(UTC)) < timedelta(minutes=10)
        tokens = [each for each in signature.signer_info["unsigned_attrs"] if "time_stamp" in each["type"].native]
        assert len(tokens) == 1

    def test_two_people_of_one_unit_have_two_certificates(self, authority_folder: Path) -> None:
        first, second = (demo_ca.signer(authority_folder, name, samples.WARD) for name in (LEADER, "Trần Văn Đức"))
        assert first.certificate.serial_number != second.certificate.serial_number
        assert first.certificate.subject != second.certificate.subject

    def test_one_person_of_two_units_too(self, authority_folder: Path) -> None:
        first, second = (demo_ca.signer(authority_folder, LEADER, unit) for unit in (samples.WARD, "Sở Tư pháp"))
        assert first.certificate.serial_number != second.certificate.serial_number

    def test_a_signers_certificate_signs_documents_and_nothing_else(self, authority_folder: Path) -> None:
        certificate = demo_ca.signer(authority_folder, LEADER, samples.WARD).certificate
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        assert usage.digital_signature
        assert usage.content_commitment
        assert not usage.key_cert_sign
        assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca

    def test_the_chain_leads_to_the_root(self, authority_folder: Path) -> None:
        leaf = demo_ca.signer(authority_folder, LEADER, samples.WARD).certificate
        issuing_authority = demo_ca.holder(authority_folder, demo_ca.ISSUING).certificate
        root = demo_ca.holder(authority_folder, demo_ca.ROOT).certificate
        leaf.verify_directly_issued_by(issuing_authority)
        issuing_authority.verify_directly_issued_by(root)
        root.verify_directly_issued_by(root)
        assert isinstance(leaf.signature_hash_algorithm, hashes.SHA256)


class TestCertificatesThatDoNotHold:
    @staticmethod
    def replace(folder: Path, lifetime: timedelta, issuer: demo_ca.Holder | None = None) -> None:
        """Put a certificate of another lifetime or issuer in the signer's place."""
        import hashlib

        label = hashlib.sha256(f"{LEADER}\n{samples.WARD}".encode()).hexdigest()[:32]
        issuer = issuer or demo_ca.holder(folder, demo_ca.ISSUING)
        made = demo_ca._new_leaf(demo_ca._name(LEADER, samples.WARD), issuer, lifetime, for_timestamps=False)
        demo_ca.write(folder / "signers", label, made)

    @pytest.fixture
    def folder(self, tmp_path: Path, settings: Settings) -> Path:
        settings.DOCUMENT_CA_DIR = str(tmp_path / "ca")
        registry.signer()
        return tmp_path / "ca"

    def test_one_that_expires_within_a_day_is_renewed_before_it_signs(self, folder: Path) -> None:
        self.replace(folder, timedelta(hours=20))
        before = demo_ca.read(folder / "signers", next((folder / "signers").glob("*.pem")).stem)
        renewed = demo_ca.signer(folder, LEADER, samples.WARD)
        assert renewed.certificate.serial_number != before.certificate.serial_number
        assert renewed.certificate.not_valid_after_utc > datetime.now(UTC) + timedelta(days=700)

    def test_one_that_expired_signs_nothing_that_is_trusted(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Somebody keeps an old key: its signature of today is not ours."""
        self.replace(folder, timedelta(minutes=-1))
        label = next((folder / "signers").glob("*.pem")).stem
        expired = demo_ca.read(folder / "signers", label)
        monkeypatch.setattr(demo_ca, "signer", lambda *_: expired)
        monkeypatch.setattr("portal.documents.signing.demo.DemoSigner._validation_context", lambda self: None)
        with pytest.raises(Exception, match=r"."):
            assert found(sign(contents.pdf()))[0].trusted is False
            raise LookupError("signed, and not trusted")

    def test_one_of_another_authority_with_the_same_names_is_not_ours(self, folder: Path, tmp_path: Path) -> None:
        """Anybody can make an authority called like ours; only its key counts."""
        demo_ca.make(tmp_path / "forged")
        forger = demo_ca.holder(tmp_path / "forged", demo_ca.ISSUING)
        ours = demo_ca.holder(folder, demo_ca.ISSUING)
        assert forger.certificate.subject == ours.certificate.subject
        roots = registry.signer().trust_roots()
        from django.test import override_settings

        with override_settings(DOCUMENT_CA_DIR=str(tmp_path / "forged")):
            forged = sign(contents.pdf())
        (signature,) = reading.signatures(forged, roots)
        assert signature.intact
        assert not signature.trusted
        assert signature.signer == LEADER


@pytest.mark.django_db
class TestForgeries:
    """What the public page says of each."""

    def test_our_code_in_a_file_signed_by_a_forger_of_our_name_is_changed(
        self, tmp_path: Path, settings: Settings
    ) -> None:
        document = make_document(sign=True)
        marked = contents.pdf() + f"\n%{codes.MARK}{document.verification_code}\n".encode()
        settings.DOCUMENT_CA_DIR = str(tmp_path / "forged")
        forged = sign(marked)
        settings.DOCUMENT_CA_DIR = str(tmp_path / "back")
        assert verify_pdf(forged).outcome == Outcome.CHANGED

    def test_our_own_signature_under_a_page_of_another_code_names_the_code(self) -> None:
        document = make_document()
        marked = contents.pdf() + f"\n%{codes.MARK}{document.verification_code}\n".encode()
        answer = verify_pdf(sign(marked))
        assert (answer.outcome, answer.document) == (Outcome.CHANGED, document)

    def test_two_documents_glued_together_are_neither(self) -> None:
        first, second = make_document(sign=True), make_document(sign=True)
        glued = issuing.content(first) + issuing.content(second)
        assert verify_pdf(glued).outcome in {Outcome.CHANGED, Outcome.UNKNOWN}

    def test_a_signed_file_saved_anew_by_another_program_is_changed(self) -> None:
        document = make_document(sign=True)
        source = PdfFileReader(io.BytesIO(issuing.content(document)))
        writer = PdfFileWriter()  # type: ignore[no-untyped-call]
        writer.root["/Pages"] = writer.import_object(source.root["/Pages"])
        output = io.BytesIO()
        writer.write(output)  # type: ignore[no-untyped-call]
        assert verify_pdf(output.getvalue()).outcome in {Outcome.CHANGED, Outcome.UNKNOWN}

    def test_the_revision_before_the_signature_is_not_the_signed_paper(self) -> None:
        """Cutting the signature off gives a clean PDF with our code: still not what was issued."""
        document = make_document(sign=True)
        whole = issuing.content(document)
        unsigned = whole[: whole.index(b"%%EOF") + 5]
        answer = verify_pdf(unsigned)
        assert (answer.outcome, answer.document) == (Outcome.CHANGED, document)

    @pytest.mark.parametrize("end", [b" ", b"\n", b"\0", b"%%EOF\n"])
    def test_one_byte_behind_the_end_is_another_file(self, end: bytes) -> None:
        document = make_document(sign=True)
        answer = verify_pdf(issuing.content(document) + end)
        assert (answer.outcome, answer.document) == (Outcome.CHANGED, document)

    @pytest.mark.parametrize("what", sorted(hostile.HOSTILE_PDFS))
    def test_files_made_to_hurt_get_an_answer(self, what: str) -> None:
        answer = verify_pdf(hostile.HOSTILE_PDFS[what]())
        assert answer.outcome == Outcome.UNKNOWN
        assert answer.reason in {Reason.NOT_A_PDF, Reason.NOT_IN_REGISTER}

    def test_a_locked_pdf_is_none_that_we_issue(self) -> None:
        assert verify_pdf(contents.locked_pdf()).outcome == Outcome.UNKNOWN


class TestPlacing:
    @staticmethod
    def landscape(media_box: bytes = b"[0 0 842 595]", inherited: bool = True) -> bytes:
        box = b"/MediaBox " + media_box
        tree = b"<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 %s >>" % (box if inherited else b"")
        page = b"<< /Type /Page /Parent 2 0 R %s >>" % (b"" if inherited else box)
        return hostile.pdf_of(hostile.CATALOG, tree, page, page)

    @pytest.mark.parametrize("inherited", [True, False])
    def test_without_a_reserved_box_it_goes_lower_right_on_the_last_page(self, inherited: bool) -> None:
        box = placing.find(PdfFileReader(io.BytesIO(self.landscape(inherited=inherited))))
        assert box == PageBox(1, 842 - 40 - 210, 40, 842 - 40, 40 + 76)

    def test_a_file_without_a_box_is_signed_there(self) -> None:
        signature = PdfFileReader(io.BytesIO(sign(self.landscape()))).embedded_regular_signatures[0]
        assert [float(edge) for edge in signature.sig_field["/Rect"]] == [592, 40, 802, 116]

    def test_a_box_that_is_named_comes_first(self) -> None:
        pdf = sign(self.landscape(), box=PageBox(0, 10, 20, 200, 100))
        signature = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures[0]
        assert [float(edge) for edge in signature.sig_field["/Rect"]] == [10, 20, 200, 100]

    def test_each_new_signature_has_a_field_of_its_own(self) -> None:
        once = sign(self.landscape())
        twice = sign(once, name="Trần Văn Đức", box=PageBox(0, 10, 20, 200, 100))
        names = [each.field_name for each in PdfFileReader(io.BytesIO(twice)).embedded_regular_signatures]
        assert names == ["ChuKy1", "ChuKy2"]


@pytest.mark.django_db
def test_a_failed_signature_enters_nothing_and_spends_no_code(monkeypatch: pytest.MonkeyPatch) -> None:
    from portal.documents.models import IssuedDocument
    from portal.documents.signing.base import SigningUnavailable
    from portal.files.models import StoredFile

    def away(*_: Any, **__: Any) -> bytes:
        raise SigningUnavailable("the signing service does not answer")

    monkeypatch.setattr("portal.documents.signing.demo.DemoSigner.sign", away)
    code = issuing.reserve_code()
    with pytest.raises(SigningUnavailable):
        issuing.issue(
            Kind.RESULT, "1", "Giấy", samples.CODE, samples.WARD, contents.pdf(), LEADER, True, verification_code=code
        )
    assert not IssuedDocument.objects.exists()
    assert not StoredFile.objects.exists()


def test_the_signed_page_still_says_what_it_said(signed: bytes) -> None:
    assert "Giấy chứng sinh" in text_of_pages(signed)[0]


def test_signing_needs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Certificates, lists and timestamps are at hand: a province cut off from the network goes on signing."""
    import socket

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("asked the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert found(sign(contents.pdf()))[0].trusted


def test_an_incremental_change_of_another_signer_is_told_apart_from_ours() -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(sign(contents.pdf())))
    assert placing.free_field_name(writer.prev) == "ChuKy2"
