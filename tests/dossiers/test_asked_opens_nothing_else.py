"""Rules proved: of a dossier, an asked unit reaches the page of its question and no other address, by any method
(docs/decisions/0014); and reaches that only through who speaks for it today."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from dossiers import consulting, permissions, processing
from dossiers.citizen_urls import urlpatterns as citizen_urls
from dossiers.fee_claims import Finding
from dossiers.models import Consultation, Dossier, Opinion
from dossiers.side_rules import RULES
from dossiers.staff_urls import urlpatterns as staff_urls
from dossiers.statuses import Action
from portal.accounts.models import AccessLogEntry, User
from tests.dossiers import filings
from tests.dossiers.api_calls import URL
from tests.dossiers.asked import QUESTION, Office, asked, building
from tests.dossiers.claims import claim_of, claimed, rule
from tests.dossiers.desk import signed_in, words
from tests.dossiers.world import World, make_staff
from units import access
from units.models import StaffRole, Unit, today_in_vietnam
from units.roles import Role

OF_A_DOSSIER = [url for url in [*citizen_urls, *staff_urls] if "code" in url.pattern.converters and url.name != "start"]

ACTS = {"side-act": [str(act) for act in RULES], "work-action": [str(act) for act in Action if act not in RULES]}


@pytest.fixture
def question(world: World, law: Office) -> Consultation:
    """About a dossier on the officer's table, with a paper, a proof of a claim and a receipt."""
    rule()
    dossier = claimed(world, "uploaded")
    found = {claim_of(dossier).pk: Finding(is_confirmed=True)}
    processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier), found)
    upload = dossier.papers.get().upload
    assert upload and upload.stored
    dossier.inherited_files.create(title="Giấy chứng sinh cũ", file_name="giay-chung-sinh.pdf", stored=upload.stored)
    return asked(world, law.unit, dossier=processing.hand_over(dossier, world.ward.clerk))[0]


def addresses(dossier: Dossier) -> list[str]:
    """Every page and file of a dossier, one for each act where the address names an act."""
    known: dict[str, Any] = {
        "code": dossier.code,
        "paper": dossier.papers.get().pk,
        "claim": dossier.fee_claims.get().pk,
        "kind": "bien-nhan",
        "number": 1,
        "file": dossier.inherited_files.get().pk,
    }
    found = []
    for url in OF_A_DOSSIER:
        acts = ACTS.get(url.name or "", [""])
        wanted = [name for name in url.pattern.converters if name != "action"]
        for act in acts:
            given = {name: known[name] for name in wanted} | ({"action": act} if act else {})
            found.append(reverse(f"dossiers:{url.name}", kwargs=given))
    return found


def test_no_address_of_the_dossier_answers_the_asked_whatever_the_method(
    world: World, law: Office, question: Consultation
) -> None:
    client, urls = signed_in(law.officer), addresses(question.dossier)
    events, looks = question.dossier.events.count(), AccessLogEntry.objects.count()

    for url in urls:
        for answer in (client.get(url), client.post(url, {"reason": "Thử"})):
            assert answer.status_code in {403, 404, 405}, (url, answer.status_code)
            assert filings.BIRTH_FORM["father_name"] not in words(answer), url

    assert len(urls) > len(Action)
    assert question.dossier.events.count() == events
    assert AccessLogEntry.objects.count() == looks


def test_the_same_addresses_do_open_for_who_works_on_the_dossier(world: World, question: Consultation) -> None:
    """Else the test above proves nothing: they are addresses of this dossier."""
    dossier, client = question.dossier, signed_in(world.ward.officer)
    known = [
        reverse("dossiers:work", args=[dossier.code]),
        reverse("dossiers:paper-file", args=[dossier.code, dossier.papers.get().pk]),
        reverse("dossiers:proof-file", args=[dossier.code, dossier.fee_claims.get().pk]),
        reverse("dossiers:inherited-file", args=[dossier.code, dossier.inherited_files.get().pk]),
    ]

    assert set(known) <= set(addresses(dossier))
    assert [client.get(url).status_code for url in known] == [200] * len(known)


@pytest.mark.parametrize("part", ["", "events/", "receipt/", "actions/give_opinion/", "actions/request_supplement/"])
def test_the_api_knows_no_such_dossier_for_the_asked(question: Consultation, law: Office, part: str) -> None:
    api, before = APIClient(), question.dossier.events.count()
    api.force_login(law.officer)
    url = f"{URL}{question.dossier.code}/{part}"

    answers = [api.get(url), api.post(url, {"reason": "Thử", "note": "Thử"}, format="json")]

    assert {answer.status_code for answer in answers} <= {404, 405}
    assert question.dossier.events.count() == before


def test_being_asked_offers_no_act_and_no_row_in_any_list(question: Consultation, law: Office) -> None:
    dossier, client = question.dossier, signed_in(law.officer)

    assert permissions.actions_open_to(dossier, law.officer) == []
    assert permissions.side_acts_open_to(dossier, law.officer) == []
    for name in ("desk", "desk-export", "mine"):
        shown = b"".join(client.get(reverse(f"dossiers:{name}"), {"xem": "tat-ca"})).decode()
        assert dossier.code not in shown, name


def test_the_page_of_one_question_opens_no_paper_of_another_dossier(
    world: World, law: Office, question: Consultation
) -> None:
    other = filings.handed_over(world).papers.get()
    client = signed_in(law.officer)

    assert client.get(reverse("dossiers:opinion-paper", args=[question.public_id, other.pk])).status_code == 404


def test_a_page_asked_to_show_a_paper_of_another_dossier_asks_nobody(world: World, client: Client, law: Office) -> None:
    dossier, other = filings.handed_over(world), filings.handed_over(world).papers.get()
    client.force_login(world.ward.officer)
    typed = {"ask-question": QUESTION, "ask-unit_1": law.unit.name, "ask-papers": [str(other.pk)]}

    answer = client.post(reverse("dossiers:side-act", args=[dossier.code, Action.ASK_OPINIONS]), typed)

    assert answer.status_code == 422
    assert QUESTION in words(answer)
    assert not Consultation.objects.exists()


def ended(user: User) -> None:
    StaffRole.objects.filter(user=user).update(valid_to=today_in_vietnam())


def not_begun(user: User) -> None:
    StaffRole.objects.filter(user=user).update(valid_from=today_in_vietnam() + timedelta(days=1))


def moved_away(user: User) -> None:
    StaffRole.objects.filter(user=user).update(unit=Unit.objects.get(code="H29.4"))


@pytest.mark.parametrize("change", [ended, not_begun, moved_away])
def test_who_no_longer_speaks_for_the_unit_reaches_nothing(
    world: World, law: Office, question: Consultation, change: Any
) -> None:
    """The question stays open for whoever takes the seat."""
    building(world)
    paper = question.papers.get().pk
    change(law.officer)
    access.forget(law.officer)
    client = signed_in(User.objects.get(pk=law.officer.pk))

    urls = [reverse("dossiers:opinion", args=[question.public_id])]
    urls.append(reverse("dossiers:opinion-paper", args=[question.public_id, paper]))
    codes = {client.get(url).status_code for url in urls} | {
        client.post(urls[0], {"answer-opinion": "agree"}).status_code
    }

    assert codes <= {403, 404}
    question.refresh_from_db()
    assert question.is_open
    newcomer = make_staff("moi@example.vn", "Người Mới", Role.OFFICER, law.unit)
    assert consulting.answer(question, newcomer, opinion=Opinion.AGREE, text="").closed_by == newcomer


@pytest.mark.parametrize("role", [Role.CLERK, Role.SUPERVISOR, Role.UNIT_ADMIN])
def test_other_roles_of_the_unit_do_not_read_what_it_is_asked(
    world: World, law: Office, question: Consultation, role: str
) -> None:
    colleague = signed_in(make_staff("khac@example.vn", "Người Khác", role, law.unit))

    for name, rest in (("opinion", []), ("opinion-paper", [question.papers.get().pk]), ("opinion-file", [])):
        answer = colleague.get(reverse(f"dossiers:{name}", args=[question.public_id, *rest]))
        assert answer.status_code in {403, 404}, name


def test_no_longer_asked_the_unit_loses_its_papers_and_who_answered_keeps_them(
    world: World, law: Office, question: Consultation
) -> None:
    works = building(world)
    other = asked(world, works.unit, dossier=question.dossier)[0]
    consulting.answer(other, works.officer, opinion=Opinion.AGREE, text="")
    consulting.cancel(question, world.ward.officer, reason="Đã đủ.")
    paper = question.papers.get().pk

    seen = {
        office.unit.code: signed_in(office.officer)
        .get(reverse("dossiers:opinion-paper", args=[row.public_id, paper]))
        .status_code
        for office, row in ((law, question), (works, other))
    }

    assert seen == {law.unit.code: 404, works.unit.code: 200}
    assert question.dossier.code not in words(signed_in(law.officer).get(reverse("dossiers:opinions")))
