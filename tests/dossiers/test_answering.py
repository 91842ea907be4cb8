"""Rules proved: a unit that is asked sees that dossier's papers while asked, answers once, and nothing else opens."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from dossiers import consulting, returning, supplementing
from dossiers.models import Consultation, Dossier, Opinion
from dossiers.problems import Incomplete, NotAllowedNow, NotYours
from dossiers.statuses import Action, Status
from portal.accounts.models import AccessLogEntry
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings
from tests.dossiers.asked import QUESTION, Office, asked
from tests.dossiers.desk import words
from tests.dossiers.world import World, make_staff
from tests.ui.forms import Marks
from units.roles import Role

NO = "Thửa đất nằm trong quy hoạch mở đường."


@pytest.fixture
def question(world: World, law: Office) -> Consultation:
    return asked(world, law.unit)[0]


def page(row: Consultation) -> str:
    return reverse("dossiers:opinion", args=[row.public_id])


def send(client: Client, office: Office, row: Consultation, **typed: Any) -> Any:
    client.force_login(office.officer)
    return client.post(page(row), {f"answer-{name}": value for name, value in typed.items()})


def test_the_unit_answers_with_words_and_a_file(client: Client, law: Office, question: Consultation) -> None:
    file = SimpleUploadedFile("cong-van.png", filings.png(), "image/png")

    answer = send(client, law, question, opinion="disagree", text=NO, file=file)

    assert answer.url == reverse("dossiers:opinions")
    question.refresh_from_db()
    assert (question.state, question.opinion, question.text) == ("answered", Opinion.DISAGREE, NO)
    assert (question.closed_by, question.upload and question.upload.name) == (law.officer, "cong-van.png")
    assert question.upload is not None
    assert question.upload.claimed_at is not None
    last = question.dossier.events.latest("sequence")
    assert (last.action, last.unit, last.note) == (Action.GIVE_OPINION, law.unit, NO)
    assert last.status_to == Status.PROCESSING


def test_the_officer_sees_all_answers_side_by_side(world: World, client: Client, law: Office, works: Office) -> None:
    dossier = filings.handed_over(world)
    first, second = asked(world, law.unit, works.unit, dossier=dossier)
    file = SimpleUploadedFile("cong-van.png", filings.png(), "image/png")
    send(client, law, first, opinion="disagree", text=NO, file=file)
    client.force_login(world.ward.officer)

    shown = words(client.get(reverse("dossiers:work", args=[dossier.code])))

    for told in (QUESTION, law.unit.name, works.unit.name, NO, "Không đồng ý", law.officer.full_name, "Chờ trả lời"):
        assert told in shown
    url = reverse("dossiers:opinion-file", args=[first.public_id])
    assert url in shown
    assert client.get(url).status_code == 200
    assert not second.is_overdue()


def test_whoever_asked_gets_a_letter_when_the_last_answer_is_in(world: World, law: Office, works: Office) -> None:
    first, second = asked(world, law.unit, works.unit)
    before = OutboxMessage.objects.count()

    consulting.answer(first, law.officer, opinion=Opinion.AGREE, text="")
    assert OutboxMessage.objects.count() == before
    consulting.answer(second, works.officer, opinion=Opinion.AGREE, text="")

    letter = OutboxMessage.objects.latest("pk").payload
    assert letter["to"] == world.ward.officer.email
    assert "Đã đủ ý kiến" in letter["subject"]
    assert first.dossier.code in letter["text"]


def test_the_asked_see_the_papers_and_each_look_is_logged(
    world: World, client: Client, law: Office, question: Consultation
) -> None:
    client.force_login(law.officer)
    paper = question.papers.get()

    shown = words(client.get(page(question)))
    url = reverse("dossiers:opinion-paper", args=[question.public_id, paper.pk])
    assert url in shown
    assert QUESTION in shown
    assert filings.BIRTH_FORM["father_name"] in shown
    assert client.get(url).status_code == 200

    looks = list(AccessLogEntry.objects.filter(actor=law.officer).order_by("pk").values_list("why", flat=True))
    assert looks[0] == "Mở hồ sơ để cho ý kiến"
    assert paper.component.name in looks[1]


def test_identity_numbers_stay_masked(client: Client, law: Office, question: Consultation) -> None:
    client.force_login(law.officer)

    assert question.dossier.owner.id_number not in words(client.get(page(question)))


def test_a_paper_that_the_question_does_not_show_is_not_opened(
    world: World, client: Client, law: Office, question: Consultation
) -> None:
    paper = question.papers.get()
    question.papers.clear()
    client.force_login(law.officer)

    assert client.get(reverse("dossiers:opinion-paper", args=[question.public_id, paper.pk])).status_code == 404


def test_being_asked_opens_that_page_and_no_other(client: Client, law: Office, question: Consultation) -> None:
    """Neither the workbench nor its files, nor the list, nor the API."""
    dossier, paper = question.dossier, question.papers.get()
    client.force_login(law.officer)
    api = APIClient()
    api.force_login(law.officer)

    assert client.get(reverse("dossiers:work", args=[dossier.code])).status_code == 404
    assert client.get(reverse("dossiers:paper-file", args=[dossier.code, paper.pk])).status_code == 404
    assert dossier.code not in words(client.get(reverse("dossiers:desk"), {"xem": "tat-ca"}))
    assert api.get(f"/api/v1/dossiers/{dossier.code}/").status_code == 404
    assert not Dossier.objects.visible_to(law.officer).exists()


def test_other_units_find_nothing_at_the_address(
    world: World, client: Client, works: Office, question: Consultation
) -> None:
    for user in (works.officer, world.other_ward.officer, world.ward.officer):
        client.force_login(user)
        assert client.get(page(question)).status_code == 404
    for user in (world.mother, world.ward.clerk):
        client.force_login(user)
        assert client.get(page(question)).status_code == 403


def test_who_does_not_speak_for_the_unit_does_not_answer(world: World, question: Consultation, law: Office) -> None:
    clerk = make_staff("mc@example.vn", "Một Cửa", Role.CLERK, law.unit)

    for user in (clerk, world.ward.officer, world.mother):
        with pytest.raises(NotYours):
            consulting.answer(question, user, opinion=Opinion.AGREE, text="")
    question.refresh_from_db()
    assert question.is_open


def test_a_leader_of_the_unit_answers_too(question: Consultation, law: Office) -> None:
    leader = make_staff("gd@example.vn", "Giám đốc Sở", Role.LEADER, law.unit)

    assert consulting.answer(question, leader, opinion=Opinion.AGREE, text="").closed_by == leader


@pytest.mark.parametrize("opinion", ["remarks", "disagree"])
def test_without_simple_agreement_words_are_asked_for_and_the_file_is_kept(
    client: Client, law: Office, question: Consultation, opinion: str
) -> None:
    file = SimpleUploadedFile("cong-van.png", filings.png(), "image/png")

    answer = send(client, law, question, opinion=opinion, text=" ", file=file)

    assert answer.status_code == 422
    assert "#id_answer-text" in [link.get("href") for link in Marks(words(answer)).all("a")]
    kept = Marks(words(answer)).named("answer-kept_upload")["value"]
    send(client, law, question, opinion=opinion, text=NO, kept_upload=kept)
    question.refresh_from_db()
    assert question.upload is not None
    assert str(question.upload.public_id) == kept


@pytest.mark.parametrize(("opinion", "text"), [("", "Vì sao"), ("disagree", ""), ("done", "Xong"), ("maybe", "Có lẽ")])
def test_the_rule_holds_whoever_calls(law: Office, question: Consultation, opinion: str, text: str) -> None:
    with pytest.raises(Incomplete):
        consulting.answer(question, law.officer, opinion=opinion, text=text)
    question.refresh_from_db()
    assert question.is_open


def test_the_second_of_two_reads_who_was_faster_and_keeps_the_words(
    client: Client, law: Office, question: Consultation
) -> None:
    faster = make_staff("nhanh@example.vn", "Người Nhanh", Role.OFFICER, law.unit)
    consulting.answer(question, faster, opinion=Opinion.AGREE, text="")

    answer = send(client, law, question, opinion="disagree", text=NO)

    assert answer.status_code == 409
    assert "Người Nhanh đã trả lời thay đơn vị" in words(answer)
    assert NO in words(answer)
    question.refresh_from_db()
    assert (question.opinion, question.closed_by) == (Opinion.AGREE, faster)


def test_sent_twice_it_counts_once(client: Client, law: Office, question: Consultation) -> None:
    send(client, law, question, opinion="agree")

    again = send(client, law, question, opinion="agree")

    assert again.url == reverse("dossiers:opinions")
    assert question.dossier.events.filter(action=Action.GIVE_OPINION).count() == 1


def test_what_is_no_longer_asked_is_told_with_its_reason_and_closes_the_papers(
    world: World, client: Client, law: Office, question: Consultation
) -> None:
    paper = question.papers.get()
    consulting.cancel(question, world.ward.officer, reason="Đã có văn bản trả lời.")

    answer = send(client, law, question, opinion="disagree", text=NO)

    assert answer.status_code == 409
    assert "Đã có văn bản trả lời." in words(answer)
    assert NO in words(answer)
    assert filings.BIRTH_FORM["father_name"] not in words(answer)
    assert client.get(reverse("dossiers:opinion-paper", args=[question.public_id, paper.pk])).status_code == 404
    question.refresh_from_db()
    assert question.opinion == ""


def test_the_asked_answer_while_the_owner_adds_papers(world: World, law: Office, question: Consultation) -> None:
    component = question.dossier.papers.get().component_id
    supplementing.request(question.dossier, world.ward.officer, reason="Mờ.", remarks={component: ""})

    assert consulting.answer(question, law.officer, opinion=Opinion.AGREE, text="").state == "answered"


def test_nobody_is_asked_any_more_about_a_dossier_that_is_over(
    world: World, client: Client, law: Office, question: Consultation
) -> None:
    returning.withdraw(question.dossier, world.mother, reason="Nộp nhầm.")

    question.refresh_from_db()
    assert (question.state, question.closed_why) == ("withdrawn", "Hồ sơ đã kết thúc.")
    with pytest.raises(NotAllowedNow):
        consulting.answer(question, law.officer, opinion=Opinion.AGREE, text="")


def test_the_file_of_an_answer_opens_for_who_works_on_the_dossier_and_who_gave_it(
    world: World, client: Client, law: Office, works: Office, question: Consultation
) -> None:
    send(client, law, question, opinion="agree", file=SimpleUploadedFile("cv.png", filings.png(), "image/png"))
    url = reverse("dossiers:opinion-file", args=[question.public_id])

    answers = {}
    for name, user in {"asker": world.ward.clerk, "asked": law.officer, "other": works.officer}.items():
        client.force_login(user)
        answers[name] = client.get(url).status_code

    assert answers == {"asker": 200, "asked": 200, "other": 404}
