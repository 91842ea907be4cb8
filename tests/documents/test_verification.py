"""One answer for each paper: true, changed, recalled, replaced, unknown; judged by its bytes."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pytest_django.fixtures import Settings

from portal.documents import codes, issuing
from portal.documents.models import IssuedDocument
from portal.documents.signing import registry
from portal.documents.verification import Outcome, Reason, verify_code, verify_pdf
from tests.documents import samples
from tests.documents.factories import make_document, signed_birth_certificate
from tests.files import contents

pytestmark = pytest.mark.django_db


def with_an_addition(pdf: bytes) -> bytes:
    """What a PDF editor does: it adds to the file after the signature, here a new title."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer.root["/Added"] = generic.TextStringObject("một dòng nữa")
    writer.update_root()  # type: ignore[no-untyped-call]
    output = io.BytesIO()
    writer.write(output)  # type: ignore[no-untyped-call]
    return output.getvalue()


def with_a_changed_byte(pdf: bytes, near: bytes) -> bytes:
    changed = bytearray(pdf)
    changed[pdf.index(near) + len(near) // 2] ^= 1
    return bytes(changed)


def test_issued_bytes_are_true_with_signer_and_time() -> None:
    document = signed_birth_certificate()
    answer = verify_pdf(issuing.content(document))
    assert (answer.outcome, answer.document) == (Outcome.TRUE, document)
    assert answer.signer == "Phạm Thị Hoàng Oanh"
    assert answer.signed_at == document.signed_at


def test_unsigned_receipt_is_true_too() -> None:
    document = make_document()
    assert verify_pdf(issuing.content(document)).outcome == Outcome.TRUE


@pytest.mark.parametrize("sign", [True, False], ids=["signed", "unsigned"])
def test_one_changed_byte_is_changed_and_names_the_paper(sign: bool) -> None:
    document = make_document(sign=sign)
    tampered = with_a_changed_byte(issuing.content(document), b"endstream")
    answer = verify_pdf(tampered)
    assert (answer.outcome, answer.document) == (Outcome.CHANGED, document)


def test_addition_after_signing_is_changed() -> None:
    document = make_document(sign=True)
    answer = verify_pdf(with_an_addition(issuing.content(document)))
    assert (answer.outcome, answer.document) == (Outcome.CHANGED, document)


def test_second_signature_appended_by_anybody_is_not_the_issued_file() -> None:
    document = make_document(sign=True)
    signer = registry.signer()
    appended = signer.sign(issuing.content(document), signer_name="Kẻ khác", signer_unit="Khác", reason="Thêm")
    answer = verify_pdf(appended)
    assert (answer.outcome, answer.reason) == (Outcome.CHANGED, Reason.ADDED_AFTER_SIGNING)


def test_foreign_signature_is_unknown_not_false(settings: Settings, tmp_path: Path) -> None:
    ours = settings.DOCUMENT_CA_DIR
    settings.DOCUMENT_CA_DIR = str(tmp_path / "another")
    foreign = registry.signer().sign(
        contents.pdf(), signer_name="Công chứng viên", signer_unit="Văn phòng công chứng", reason="Công chứng"
    )
    settings.DOCUMENT_CA_DIR = ours
    answer = verify_pdf(foreign)
    assert (answer.outcome, answer.reason) == (Outcome.UNKNOWN, Reason.FOREIGN_SIGNATURE)
    assert answer.signer == "Công chứng viên"
    assert answer.document is None


def test_our_signature_on_a_paper_outside_the_register_is_unknown() -> None:
    pdf = registry.signer().sign(contents.pdf(), signer_name="An", signer_unit="Phường", reason="Thử")
    assert verify_pdf(pdf).reason == Reason.OURS_NOT_IN_REGISTER
    answer = verify_pdf(with_an_addition(pdf))
    assert answer.outcome == Outcome.CHANGED


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (contents.pdf("Giấy của ai đó"), Reason.NOT_IN_REGISTER),
        (contents.picture(), Reason.NOT_A_PDF),
        (b"", Reason.NOT_A_PDF),
        (contents.pdf()[:100], Reason.NOT_A_PDF),
    ],
    ids=["somebody's", "picture", "nothing", "cut off"],
)
def test_what_is_not_ours_is_unknown(content: bytes, reason: Reason) -> None:
    answer = verify_pdf(content)
    assert (answer.outcome, answer.reason, answer.document) == (Outcome.UNKNOWN, reason, None)


def test_recalled_and_replaced_are_told_by_code_and_by_file() -> None:
    recalled = issuing.recall(make_document(), "Ghi sai")
    old, new = make_document(), make_document()
    replaced = issuing.replace(old, new, "Đính chính")
    for document, outcome in ((recalled, Outcome.RECALLED), (replaced, Outcome.REPLACED), (new, Outcome.TRUE)):
        assert verify_code(document.verification_code).outcome == outcome
        assert verify_pdf(issuing.content(document)).outcome == outcome


def test_code_is_found_however_it_is_typed() -> None:
    document = make_document()
    assert verify_code(document.verification_code.lower().replace("-", " ")).document == document


@pytest.mark.parametrize("code", ["", "nonsense", "7X9A-6A7P-R2F6", "'; DROP TABLE", "0" * 500])
def test_unknown_code_is_unknown(code: str) -> None:
    assert verify_code(code).outcome == Outcome.UNKNOWN


def test_forged_mark_of_another_paper_does_not_become_true() -> None:
    """Whoever prints our code into a file of their own is told that it is not what was issued."""
    document = make_document()
    forged = contents.pdf() + f"\n%{codes.MARK}{document.verification_code}\n".encode()
    assert verify_pdf(forged).outcome == Outcome.CHANGED


def test_answers_cost_one_look_at_the_register(django_assert_num_queries: object) -> None:
    pdf = issuing.content(make_document())
    with django_assert_num_queries(1):  # type: ignore[operator]
        verify_pdf(pdf)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damage_ever_makes_a_true_answer_or_a_crash(data: st.DataObject) -> None:
    document = IssuedDocument.objects.first() or make_document(sign=True)
    whole = issuing.content(document)
    place = data.draw(st.integers(0, len(whole) - 1))
    damaged = bytearray(whole)
    damaged[place] ^= data.draw(st.integers(1, 255))
    assert verify_pdf(bytes(damaged)).outcome in {Outcome.CHANGED, Outcome.UNKNOWN}
    assert verify_pdf(whole[:place]).outcome in {Outcome.CHANGED, Outcome.UNKNOWN}


@pytest.mark.parametrize(
    ("said", "damaged"),
    [(b"/FlateDecode", b"/GlateDecode"), (b"/Size ", b"/Size +-"), (b"/W [", b"/W ]"), (b"endobj", b"endobk")],
    ids=["unknown filter", "number that is none", "broken list", "object without end"],
)
def test_damage_that_confuses_the_parser_is_no_fault_of_the_page(said: bytes, damaged: bytes) -> None:
    """Found by the test above on 22/11/2026: pyHanko raised NotImplementedError and decimal.InvalidOperation."""
    whole = issuing.content(make_document(sign=True))
    assert said in whole
    head, _said, tail = whole.rpartition(said)
    assert verify_pdf(head + damaged + tail).outcome in {Outcome.CHANGED, Outcome.UNKNOWN}
    assert verify_pdf(whole.replace(said, damaged)).outcome in {Outcome.CHANGED, Outcome.UNKNOWN}


def test_sample_ward_is_what_the_register_names() -> None:
    assert make_document().unit_name == samples.WARD
