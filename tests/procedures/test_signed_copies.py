"""Rules proved: what the signatures of a signed copy say is read before it counts, kept with it, and shown; a copy
that was changed after its signature is refused at every door."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import override_settings
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from portal.documents.signing import registry
from portal.documents.signing.reading import FoundSignature
from portal.files import uploads
from portal.files.models import Upload
from procedures import deciding, signed_copies
from procedures.deciding import DecisionRefused
from procedures.models import Decision, DecisionState, SignatureOutcome
from procedures.signed_copies import Judgement, judge_pdf
from tests.files import contents
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import PDF, Deciders, good, make_deciders
from tests.procedures.publisher_desk import approval, at, of, page

CODE = "1.001193"
CHAIR, COMMITTEE = "Lâm Quang Ký", "Ủy ban nhân dân Thành phố Hồ Chí Minh"


@dataclass(frozen=True)
class Papers:
    """PDFs as they come from a signing room."""

    signed: bytes
    sealed: bytes
    foreign: bytes
    changed: bytes
    added: bytes
    added_then_sealed: bytes


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Papers]:
    """Made once: each signature costs a key and a page."""
    folder = tmp_path_factory.mktemp("authorities")
    with override_settings(DOCUMENT_CA_DIR=str(folder / "foreign"), PORTAL_DEMO=True):
        foreign = sign(contents.pdf(), "Người lạ", "Tổ chức khác")
    with override_settings(DOCUMENT_CA_DIR=str(folder / "ours"), PORTAL_DEMO=True):
        signed = sign(contents.pdf(), CHAIR, COMMITTEE)
        sealed = sign(signed, COMMITTEE, COMMITTEE)
        added = with_an_addition(signed)
        yield Papers(signed, sealed, foreign, with_a_changed_byte(signed), added, sign(added, COMMITTEE, COMMITTEE))


def sign(pdf: bytes, name: str, unit: str) -> bytes:
    """The PDF with one more signature."""
    return registry.signer().sign(pdf, signer_name=name, signer_unit=unit, reason="Quyết định")


def with_an_addition(pdf: bytes) -> bytes:
    """What a PDF editor does: it appends to the file after the signature."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer.root["/Added"] = generic.TextStringObject("một dòng nữa")
    writer.update_root()  # type: ignore[no-untyped-call]
    output = io.BytesIO()
    writer.write(output)  # type: ignore[no-untyped-call]
    return output.getvalue()


def with_a_changed_byte(pdf: bytes) -> bytes:
    """One signed byte differs."""
    changed = bytearray(pdf)
    changed[pdf.index(b"endstream") - 4] ^= 1
    return bytes(changed)


@pytest.fixture
def people(db: None) -> Deciders:
    return make_deciders()


@pytest.fixture
def decision(people: Deciders) -> Decision:
    """A decision that waits for the Chair."""
    good(CODE)
    return world.checked(people, CODE)


@pytest.mark.parametrize(
    ("paper", "outcome"),
    [
        ("signed", SignatureOutcome.VALID),
        ("sealed", SignatureOutcome.VALID),
        ("foreign", SignatureOutcome.UNKNOWN),
        ("changed", SignatureOutcome.CHANGED),
        ("added", SignatureOutcome.CHANGED),
        ("added_then_sealed", SignatureOutcome.CHANGED),
    ],
)
def test_each_way_a_file_can_come_gets_its_one_answer(papers: Papers, paper: str, outcome: SignatureOutcome) -> None:
    """NĐ 30/2020 Đ12, Đ13: the person signs, then the agency; the second signature changes nothing of the first."""
    assert judge_pdf(getattr(papers, paper)).outcome == outcome


@pytest.mark.parametrize(
    ("pdf", "outcome"),
    [
        (PDF, SignatureOutcome.UNSIGNED),
        (contents.pdf(), SignatureOutcome.UNSIGNED),
        (b"%PDF-1.4 broken", SignatureOutcome.UNREADABLE),
        (b"", SignatureOutcome.UNREADABLE),
    ],
    ids=["bare", "unsigned", "broken", "empty"],
)
def test_a_file_without_a_signature_that_can_be_read_is_warned_of(pdf: bytes, outcome: SignatureOutcome) -> None:
    judged = judge_pdf(pdf)

    assert (judged.outcome, judged.is_warned, judged.is_changed) == (outcome, True, False)


def test_who_signed_and_when_is_told_in_order(papers: Papers) -> None:
    first, second = judge_pdf(papers.sealed).signers

    assert first.startswith(f"Đáng tin cậy: {CHAIR} ({COMMITTEE}), ký ")
    assert second.startswith(f"Đáng tin cậy: {COMMITTEE} ({COMMITTEE[:20]}")
    assert f"{timezone.localdate():%d/%m/%Y}" in first


def found(**facts: Any) -> FoundSignature:
    """A signature that holds, but for these facts."""
    holds: dict[str, Any] = {
        "signer": CHAIR,
        "organisation": COMMITTEE,
        "signed_at": datetime(2026, 11, 2, 3, 0, tzinfo=UTC),
        "intact": True,
        "is_last_word": True,
        "trusted": True,
        "only_signed_since": True,
    }
    return FoundSignature(**(holds | facts))


@given(st.lists(st.tuples(*[st.booleans()] * 4), min_size=1, max_size=4))
def test_no_signature_makes_up_for_another(facts: list[tuple[bool, bool, bool, bool]]) -> None:
    """Valid means all of them; one that does not hold spoils the file, one that is unknown leaves it unknown."""
    names = ("intact", "only_signed_since", "is_last_word", "trusted")
    signatures = tuple(found(**dict(zip(names, each, strict=True))) for each in facts)

    outcome = signed_copies._outcome(signatures)

    holds = all(intact and only_signed for intact, only_signed, _last, _trusted in facts) and facts[-1][2]
    trusted = all(each[3] for each in facts)
    assert outcome == (
        SignatureOutcome.CHANGED if not holds else SignatureOutcome.VALID if trusted else SignatureOutcome.UNKNOWN
    )


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, f"{CHAIR} ({COMMITTEE}), ký 10:00 thứ Hai, 02/11/2026"),
        ({"signer": ""}, f"Không rõ người ký ({COMMITTEE}), ký 10:00 thứ Hai, 02/11/2026"),
        ({"organisation": "", "signed_at": None}, f"{CHAIR} (không rõ cơ quan), ký không rõ lúc nào"),
    ],
)
def test_what_a_signature_does_not_say_is_said_to_be_unknown(facts: dict[str, Any], words: str) -> None:
    assert Judgement(SignatureOutcome.VALID, (found(**facts),)).signers == [f"Đáng tin cậy: {words}"]


def test_a_signature_that_holds_is_recorded_at_once_and_shown_to_all_who_take_part(
    people: Deciders, decision: Decision, papers: Papers
) -> None:
    done = of(people.chair).post(at(decision, "quyet-dinh/"), approval(papers.sealed))

    assert done.status_code == 302
    decision.refresh_from_db()
    assert (decision.state, decision.signature) == (DecisionState.APPROVED, SignatureOutcome.VALID)
    assert [(s["signer"], s["is_trusted"]) for s in decision.signatures] == [(CHAIR, True), (COMMITTEE, True)]
    for person in (people.checker, people.chair, people.drafter):
        text = page(person, at(decision))
        assert "Chữ ký số hợp lệ" in text
        assert f"{CHAIR} ({COMMITTEE}), ký " in text
        assert "đã xác nhận đối chiếu với bản giấy" not in text


@pytest.mark.parametrize("paper", ["changed", "added"])
def test_a_changed_copy_is_refused_beside_its_box_and_not_kept(
    people: Deciders, decision: Decision, papers: Papers, paper: str
) -> None:
    response = of(people.chair).post(at(decision, "quyet-dinh/"), approval(getattr(papers, paper), seen="on"))

    assert response.status_code == 422
    assert "Tệp đã bị sửa sau khi ký số. Hãy đính kèm đúng bản đã ký." in response.content.decode()
    decision.refresh_from_db()
    assert (decision.state, decision.signature) == (DecisionState.CHECKED, "")
    assert not Upload.objects.exists()


def test_a_changed_copy_does_not_pass_the_door_either(people: Deciders, decision: Decision, papers: Papers) -> None:
    copy = uploads.receive(people.chair, SimpleUploadedFile("quyet-dinh.pdf", papers.changed))
    today = timezone.localdate()

    with pytest.raises(DecisionRefused, match="bị sửa sau khi ký số"):
        deciding.approve(decision, people.chair, number="1/QĐ", signed_on=today, effective_on=today, signed_copy=copy)

    decision.refresh_from_db()
    assert (decision.state, decision.signed_copy) == (DecisionState.CHECKED, None)


def test_the_database_itself_never_holds_a_changed_copy(people: Deciders, decision: Decision) -> None:
    with pytest.raises(IntegrityError, match="decision_signed_copy_is_unchanged"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(signature=SignatureOutcome.CHANGED)


def test_a_signature_of_an_authority_unknown_here_is_named_and_asked_about(
    people: Deciders, decision: Decision, papers: Papers
) -> None:
    chair = of(people.chair)
    asked = chair.post(at(decision, "quyet-dinh/"), approval(papers.foreign))
    text = asked.content.decode()
    assert "tổ chức chứng thực mà hệ thống không nhận biết" in text
    assert "Người lạ (Tổ chức khác)" in text

    copy = str(asked.context["copy"].upload.public_id)
    chair.post(at(decision, "quyet-dinh/"), approval(None, copy=copy, seen="on"))

    decision.refresh_from_db()
    assert decision.signature == SignatureOutcome.UNKNOWN
    assert "đã xác nhận đối chiếu với bản giấy" in page(people.checker, at(decision))


def test_a_decision_recorded_before_copies_were_judged_says_so(people: Deciders) -> None:
    good(CODE)
    later = timezone.localdate().replace(year=timezone.localdate().year + 1, day=1)
    old = world.approved(people, CODE, effective_on=later)
    Decision.objects.filter(pk=old.pk).update(signature="", signatures=[])

    assert "Chưa được kiểm tra" in page(people.checker, at(old))
