"""Rules proved: whatever an asked unit types or sends is kept as words or refused beside its field, never lost and
never run; and of two acts at the same moment the first counts while the second is told so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from dossiers import consulting, handing_on, lifecycle
from dossiers.models import Consultation, Dossier, Opinion
from dossiers.problems import Incomplete, NotAllowedNow
from dossiers.statuses import Action
from portal.files.models import Upload
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings
from tests.dossiers.asked import Office, asked, at_consultation, building, to
from tests.dossiers.desk import signed_in, words
from tests.dossiers.world import World, make_staff
from tests.in_turn import in_turn
from tests.ui.forms import Marks
from units.roles import Role

SCRIPT = "<script>alert('ý kiến')</script> & <b>đậm</b>"


@pytest.fixture
def question(world: World, law: Office) -> Consultation:
    return asked(world, law.unit)[0]


def page(row: Consultation) -> str:
    return reverse("dossiers:opinion", args=[row.public_id])


def send(office: Office, row: Consultation, **typed: Any) -> Any:
    return signed_in(office.officer).post(page(row), {f"answer-{name}": value for name, value in typed.items()})


def beside(answer: Any) -> set[str]:
    """The fields that the summary of errors leads to."""
    return {link["href"] for link in Marks(words(answer)).all("a") if link.get("href", "").startswith("#id_")}


def test_markup_in_what_is_asked_and_said_is_read_as_words_on_every_page(
    world: World, law: Office, question: Consultation
) -> None:
    Consultation.objects.filter(pk=question.pk).update(question=f"Hỏi {SCRIPT}")
    send(law, question, opinion="disagree", text=f"Đáp {SCRIPT}")

    pages = {
        "asked": signed_in(law.officer).get(page(question)),
        "asker": signed_in(world.ward.officer).get(reverse("dossiers:work", args=[question.dossier.code])),
    }

    for name, answer in pages.items():
        assert "Đáp &lt;script&gt;" in words(answer), name
        assert "Hỏi &lt;script&gt;" in words(answer), name
        assert "<script>alert" not in words(answer), name
        assert "<b>đậm" not in words(answer), name


def test_markup_in_the_reason_of_not_asking_is_read_as_words(world: World, law: Office, question: Consultation) -> None:
    consulting.cancel(question, world.ward.officer, reason=SCRIPT)

    shown = words(signed_in(law.officer).get(page(question)))

    assert "&lt;script&gt;" in shown
    assert "<script>alert" not in shown


@pytest.mark.parametrize(("text", "is_taken"), [("ý" * 4000, True), ("ý" * 4001, False)])
def test_words_up_to_the_most_are_kept_whole_and_more_is_said_beside_the_field(
    law: Office, question: Consultation, text: str, is_taken: bool
) -> None:
    answer = send(law, question, opinion="remarks", text=text)

    question.refresh_from_db()
    assert answer.status_code == (302 if is_taken else 422)
    assert question.text == (text if is_taken else "")
    assert question.is_open is not is_taken
    if not is_taken:
        assert "#id_answer-text" in beside(answer)
        assert text in words(answer)


@pytest.mark.parametrize(
    ("name", "content", "mime"),
    [
        ("cong-van.exe", b"MZ\x90\x00", "application/x-msdownload"),
        ("cong-van.pdf", b"<html><script>alert(1)</script></html>", "application/pdf"),
        ("cong-van.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        ("rong.pdf", b"", "application/pdf"),
        ("hong.png", b"\x89PNG\r\n\x1a\n", "image/png"),
    ],
)
def test_a_wrong_file_is_refused_beside_its_field_and_the_words_stay(
    law: Office, question: Consultation, name: str, content: bytes, mime: str
) -> None:
    answer = send(law, question, opinion="disagree", text="Không.", file=SimpleUploadedFile(name, content, mime))

    assert answer.status_code == 422
    assert "#id_answer-file" in beside(answer)
    assert "Không." in words(answer)
    question.refresh_from_db()
    assert (question.is_open, question.upload) == (True, None)
    assert not Upload.objects.filter(owner=law.officer).exclude(claimed_at=None).exists()


@pytest.mark.parametrize("named", ["somebody else's", "none", "no id at all"])
@pytest.mark.parametrize("field", ["kept_upload", "file_upload"])
def test_an_opinion_takes_no_file_that_the_person_did_not_send(
    world: World, law: Office, question: Consultation, named: str, field: str
) -> None:
    given: dict[str, UUID | str] = {
        "somebody else's": filings.upload_for(world.mother),
        "none": uuid4(),
        "no id at all": "../etc/passwd",
    }

    answer = send(law, question, opinion="agree", **{field: str(given[named])})

    assert answer.status_code == 422
    assert "#id_answer-file" in beside(answer)
    question.refresh_from_db()
    assert question.is_open
    assert not Upload.objects.filter(owner=world.mother, public_id=given["somebody else's"]).exclude(claimed_at=None)


@in_turn("text", ["\x00", "%", "_", "'; --", "\\", "9" * 400, "\u202e"], taken_back=True)
@in_turn("field", ["tim", "sau", "truoc", "xem"], taken_back=True)
def test_no_query_string_breaks_the_list_of_questions(
    law: Office, question: Consultation, field: str, text: str
) -> None:
    answer = signed_in(law.officer).get(reverse("dossiers:opinions"), {field: text})

    assert answer.status_code == 200
    assert (page(question) in words(answer)) is (field != "tim" or text in {"\x00", "\u202e"})


def first(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Somebody else acts between the moment at which a page was checked and the moment at which it gets the lock."""
    lock = lifecycle.locked

    def act_then_lock(dossier: Dossier) -> Any:
        monkeypatch.setattr(lifecycle, "locked", lock)
        act()
        return lock(dossier)

    monkeypatch.setattr(lifecycle, "locked", act_then_lock)


def test_of_two_answers_at_once_the_first_counts_and_the_second_loses_neither_words_nor_file(
    law: Office, question: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    faster = make_staff("nhanh@example.vn", "Người Nhanh", Role.LEADER, law.unit)
    letters = OutboxMessage.objects.count()
    first(monkeypatch, lambda: consulting.answer(question, faster, opinion=Opinion.AGREE, text="Trước."))
    file = SimpleUploadedFile("cong-van.png", filings.png(), "image/png")

    answer = send(law, question, opinion="disagree", text="Sau.", file=file)

    assert answer.status_code == 409
    assert "Người Nhanh" in words(answer)
    assert "Sau." in words(answer)
    question.refresh_from_db()
    assert (question.opinion, question.text, question.upload) == (Opinion.AGREE, "Trước.", None)
    assert not Upload.objects.filter(owner=law.officer).exclude(claimed_at=None).exists()
    assert question.dossier.events.filter(action=Action.GIVE_OPINION).count() == 1
    assert OutboxMessage.objects.count() == letters + 1


def test_withdrawn_while_the_answer_is_on_its_way_it_stays_withdrawn(
    world: World, law: Office, question: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    first(monkeypatch, lambda: consulting.cancel(question, world.ward.officer, reason="Đã đủ."))

    answer = send(law, question, opinion="disagree", text="Chậm mất rồi.")

    assert answer.status_code == 409
    for told in ("Đã đủ.", "Chậm mất rồi."):
        assert told in words(answer)
    question.refresh_from_db()
    assert (question.state, question.text) == ("withdrawn", "")
    assert not question.dossier.events.filter(action=Action.GIVE_OPINION).exists()


def test_answered_while_it_is_being_withdrawn_the_answer_stays(
    world: World, law: Office, question: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    first(monkeypatch, lambda: consulting.answer(question, law.officer, opinion=Opinion.AGREE, text=""))

    with pytest.raises(NotAllowedNow, match="không còn nợ ý kiến"):
        consulting.cancel(question, world.ward.officer, reason="Không cần nữa.")

    question.refresh_from_db()
    assert (question.state, question.closed_why) == ("answered", "")
    assert not question.dossier.events.filter(action=Action.CANCEL_OPINION).exists()


def test_an_answer_that_comes_in_while_the_officer_goes_on_is_not_thrown_away(
    world: World, law: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    building(world)
    dossier = at_consultation(world, ("so-tu-phap",))
    row, past = to(dossier, law), timezone.now()
    Consultation.objects.filter(pk=row.pk).update(asked_at=past, due_at=past)
    first(monkeypatch, lambda: consulting.answer(row, law.officer, opinion=Opinion.DISAGREE, text="Không được."))

    handing_on.opinions_in(dossier, world.ward.officer, note="Quá hạn, đi tiếp.")

    row.refresh_from_db()
    assert (row.state, row.text, row.closed_why) == ("answered", "Không được.", "")


def test_asked_twice_at_once_a_unit_owes_one_answer(
    world: World, law: Office, question: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    works = building(world)
    first(monkeypatch, lambda: asked(world, works.unit, dossier=question.dossier))

    with pytest.raises(Incomplete, match="đang được hỏi"):
        asked(world, works.unit, dossier=question.dossier)

    assert question.dossier.consultations.filter(unit=works.unit).count() == 1
    twice = {"dossier": question.dossier, "unit": law.unit, "asking_unit": law.unit, "question": "Nữa?"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Consultation.objects.create(**twice, asked_at=timezone.now(), due_at=timezone.now())
