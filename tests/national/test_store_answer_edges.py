"""Answering a request for papers from the store: others who look at the same time, who may not, what was typed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.conf import LazySettings
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from dossiers import papers_elsewhere, returning
from dossiers.models import Dossier
from dossiers.papers_elsewhere import Offer
from portal.accounts.models import AccessLogEntry, AssuranceLevel
from portal.national.models import FindState, LookState, StoreFind, StoreLook
from portal.national.results_store import looking, signatures
from portal.national.results_store.offers import STORE
from portal.national.results_store.problems import StoreRefused
from tests.dossiers.desk import signed_in, words
from tests.dossiers.filings import LAN, awaiting_supplement, birth_submission, submitted
from tests.dossiers.world import World, make_staff, make_user
from tests.national.looked_up import component, look_at
from tests.national.stored import AGENCY, KIND, SEED, TOKEN, consent, desk_page, proven, served
from tests.national.test_store_answer import answer_page, filed_by_a_clerk, look_page
from units.models import StaffRole
from units.roles import Role

OWNER = LAN.id_number
BUSY = "Người khác đang tìm giấy tờ này"


@pytest.fixture(autouse=True)
def _connected(settings: LazySettings) -> None:
    """A store is set; nothing here asks it."""
    settings.RESULTS_STORE_URL, settings.RESULTS_STORE_TOKEN = "http://127.0.0.1:9/", TOKEN
    settings.RESULTS_STORE_KEY = signatures.public_key(SEED)


@pytest.fixture
def asked(world: World) -> Dossier:
    """The clerk wants a better scan; a result of the store serves as the paper."""
    dossier = awaiting_supplement(world)
    served()
    proven(world.mother, OWNER)
    return dossier


@pytest.fixture
def mother(world: World, asked: Dossier) -> Client:
    return signed_in(world.mother)


def find_of(look: StoreLook, **changes: Any) -> StoreFind:
    """A result that was found."""
    plain = {"position": 1, "result_code": KIND, "title": "Giấy chứng sinh", "agency": AGENCY, "path": "x/1"}
    return StoreFind.objects.create(look=look, **(plain | changes))


def at_the_desk(world: World) -> Dossier:
    """Filed by the mother, who left the hospital's paper to a database."""
    served()
    return submitted(world, papers=birth_submission(None).papers)


# -- two at once


def test_while_a_clerk_waits_for_the_answer_the_owner_is_told_so_and_nothing_is_agreed_to(
    world: World, asked: Dossier, mother: Client
) -> None:
    """Else the owner would agree, see nothing, and find no consent of theirs."""
    look_at(world, asked, asked_by=world.ward.clerk, ground="nd309")
    for _time in range(2):
        answer = consent(mother, look_page(asked))
        assert answer.status_code == 409 and BUSY in words(answer)
    assert StoreLook.objects.count() == 1 and not AccessLogEntry.objects.filter(actor=world.mother).exists()
    StoreLook.objects.update(state=LookState.NOTHING)
    assert consent(mother, look_page(asked)).status_code == 302
    assert StoreLook.objects.latest("pk").asked_by == world.mother


def test_while_the_owner_waits_a_clerk_at_the_desk_is_told_so(world: World) -> None:
    dossier = at_the_desk(world)
    look_at(world, dossier, ground="consent")
    page = desk_page(dossier.code, component(dossier))
    answer = signed_in(world.ward.clerk).post(page, {"ask": "1", "ground": "nd309"})
    assert answer.status_code == 409 and BUSY in words(answer)
    assert StoreLook.objects.count() == 1


def test_two_of_staff_share_the_look_that_waits(world: World) -> None:
    dossier = at_the_desk(world)
    look_at(world, dossier, asked_by=world.ward.officer, ground="nd310")
    page = desk_page(dossier.code, component(dossier))
    assert signed_in(world.ward.clerk).post(page, {"ask": "1", "ground": "nd309"}).status_code == 302
    assert StoreLook.objects.count() == 1


def test_pressed_twice_it_is_one_look_and_one_line_in_the_log(world: World, asked: Dossier, mother: Client) -> None:
    for _time in range(2):
        assert consent(mother, look_page(asked))["Location"] == look_page(asked)
    assert StoreLook.objects.count() == 1
    assert AccessLogEntry.objects.filter(actor=world.mother, why__startswith="Tìm").count() == 1


# -- who may


def test_the_page_is_for_who_filed_and_for_no_role_beside(world: World, asked: Dossier) -> None:
    others = [make_staff(f"{role}@vai.example", f"Người {role}", role, world.ward.committee) for role in Role]
    others += [world.ward.clerk, world.ward.officer, world.ward.leader, world.other_ward.clerk]
    others.append(proven(make_user("khac@example.vn", "Lý Thị Khác"), "079190000222"))
    said = {"ask": "1", "agree": "on", "ground": "nd309"}
    for person in others:
        browser = signed_in(person)
        for answer in (browser.get(look_page(asked)), browser.post(look_page(asked), said)):
            assert answer.status_code in (403, 404), person.email
            assert "Giấy chứng sinh" not in words(answer)
    for answer in (Client().get(look_page(asked)), Client().post(look_page(asked), said)):
        assert answer.status_code == 302 and "next=" in answer.headers["Location"]
    assert not StoreLook.objects.exists()


def test_a_clerk_who_left_office_looks_for_nobody_else(world: World, rf: RequestFactory) -> None:
    """What they filed at the counter stays theirs to answer; the grounds of staff went with the office."""
    dossier, clerk = filed_by_a_clerk(world), world.ward.clerk
    served()
    assert looking.answers_as_staff(clerk)
    assert "Căn cứ để tìm" in words(signed_in(clerk).get(look_page(dossier)))
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    StaffRole.objects.filter(user=clerk).update(valid_to=yesterday)
    former = type(clerk).objects.get(pk=clerk.pk)
    assert not looking.answers_as_staff(former)
    browser = signed_in(former)
    for said in ({"ask": "1", "ground": "nd309"}, {"ask": "1", "agree": "on"}):
        assert browser.post(look_page(dossier), said).status_code in (403, 409)
    assert look_page(dossier) not in words(browser.get(answer_page(dossier)))
    fresh = Dossier.objects.get(pk=dossier.pk)
    assert STORE.of_answer(fresh, former, [component(fresh)]) == {}
    request: HttpRequest = rf.post("/")
    with pytest.raises(StoreRefused):
        looking.for_answer(fresh, component(fresh), former, request, ground="nd309")
    assert not StoreLook.objects.exists()


def test_no_ground_of_staff_is_the_owners_and_no_consent_the_clerks(
    world: World, asked: Dossier, rf: RequestFactory
) -> None:
    looking.for_answer(asked, component(asked), world.mother, rf.post("/"), ground="nd309")
    look = StoreLook.objects.get()
    assert (look.ground, look.asked["asker_number"]) == ("consent", OWNER), "whatever a hand-made form says"
    dossier = filed_by_a_clerk(world)
    for wrong in ("consent", "", "nd999"):
        with pytest.raises(StoreRefused) as refused:
            looking.for_answer(dossier, component(dossier), world.ward.clerk, rf.post("/"), ground=wrong)
        assert refused.value.field == "ground"
    assert StoreLook.objects.count() == 1


def test_a_session_by_password_signs_on_first_and_is_led_back(world: World, asked: Dossier) -> None:
    world.mother.is_demo = False
    world.mother.save()
    browser = signed_in(world.mother)
    for answer in (browser.get(look_page(asked)), consent(browser, look_page(asked))):
        assert answer.status_code == 403 and "Cần tài khoản định danh" in words(answer)
    assert not StoreLook.objects.exists()


def test_a_number_that_is_proven_no_more_asks_nothing(world: World, asked: Dossier, rf: RequestFactory) -> None:
    world.mother.assurance_level = AssuranceLevel.SELF_DECLARED
    with pytest.raises(StoreRefused, match="VNeID"):
        looking.for_answer(asked, component(asked), world.mother, rf.post("/"), ground="")
    assert not StoreLook.objects.exists()


# -- what is over, what was typed


def test_a_dossier_that_was_withdrawn_leads_back_and_asks_nothing(world: World, asked: Dossier, mother: Client) -> None:
    look = look_at(world, asked, state=LookState.FOUND)
    find = find_of(look)
    returning.withdraw(asked, world.mother, reason="Nộp nhầm.")
    back = reverse("dossiers:detail", args=[asked.code])
    for said in ({"ask": "1", "agree": "on"}, {"choose": "1", "find": str(find.pk)}):
        assert mother.post(look_page(asked), said)["Location"] == back
    assert mother.get(look_page(asked))["Location"] == back
    find.refresh_from_db()
    assert (StoreLook.objects.count(), find.state) == (1, FindState.OFFERED)


def test_addresses_that_name_no_paper_lead_nowhere(asked: Dossier, mother: Client) -> None:
    for code, paper in ((asked.code, 0), (asked.code, 10**30), ("H29.0-000000-0000", 1), (f"{asked.code}\x00", 1)):
        answer = mother.get(reverse("store:answer", args=[code, paper]))
        assert answer.status_code in (302, 404), (code, paper)
    assert mother.put(look_page(asked)).status_code == 405


def test_only_what_was_found_for_oneself_can_be_chosen(world: World, asked: Dossier, mother: Client) -> None:
    assert mother.post(look_page(asked), {"choose": "1", "find": "1"})["Location"] == look_page(asked), "no look yet"
    own = find_of(look_at(world, asked, state=LookState.FOUND))
    of_the_clerk = find_of(look_at(world, asked, state=LookState.FOUND, asked_by=world.ward.clerk, ground="nd309"))
    for wrong in ("", "abc", "-1", "0", "9" * 30, f"{own.pk}\x00", f"{own.pk} ", "٣", str(of_the_clerk.pk)):
        answer = mother.post(look_page(asked), {"choose": "1", "find": wrong})
        assert answer.status_code == 422 and "Hãy chọn một giấy tờ trong danh sách." in words(answer), wrong
    assert set(StoreFind.objects.values_list("state", flat=True)) == {FindState.OFFERED}
    for _time in range(2):
        assert mother.post(look_page(asked), {"choose": "1", "find": str(own.pk)}).status_code == 302
    own.refresh_from_db()
    of_the_clerk.refresh_from_db()
    assert (own.state, own.wanted_by, of_the_clerk.state) == (FindState.WANTED, world.mother, FindState.OFFERED)


def test_while_one_paper_is_fetched_no_other_is_chosen(world: World, asked: Dossier, mother: Client) -> None:
    look = look_at(world, asked, state=LookState.FOUND)
    first, second = find_of(look), find_of(look, position=2, title="Giấy khác")
    mother.post(look_page(asked), {"choose": "1", "find": str(first.pk)})
    answer = mother.post(look_page(asked), {"choose": "1", "find": str(second.pk)})
    assert answer.status_code == 409 and "đang được tải về" in words(answer)


def test_the_number_of_the_paper_is_kept_as_text_is_kept(world: World, asked: Dossier, mother: Client) -> None:
    answer = consent(mother, look_page(asked), number="x" * 101)
    assert answer.status_code == 422 and "Số, ký hiệu dài tối đa 100 ký tự." in words(answer)
    assert "x" * 101 in words(answer), "typed words are kept"
    consent(mother, look_page(asked), number="  15/2026\x00 \u200bQÐ ")
    assert StoreLook.objects.get().asked["number"] == "15/2026 QĐ"


def test_what_the_store_wrote_is_shown_as_text(world: World, asked: Dossier, mother: Client) -> None:
    bad = "<script>alert(1)</script>"
    look = look_at(world, asked, state=LookState.FOUND)
    find_of(look, title=bad, agency=bad, number=bad)
    find_of(look, position=2, title=bad, state=FindState.FAILED, problem=bad)
    page = words(mother.get(look_page(asked)))
    assert "<script>alert" not in page and page.count("&lt;script&gt;alert") >= 4


def test_a_page_of_papers_is_kept_by_no_browser_and_refreshes_its_part_alone(
    world: World, asked: Dossier, mother: Client
) -> None:
    look_at(world, asked)
    assert mother.get(look_page(asked))["Cache-Control"] == "private, no-store"
    part = words(mother.get(look_page(asked), headers={"HX-Request": "true", "HX-Target": "store-look"}))
    assert "<html" not in part and "Đang hỏi kho kết quả" in part


# -- several stores


def test_of_two_stores_the_last_by_name_offers_and_both_are_asked_once(
    world: World, monkeypatch: pytest.MonkeyPatch, asked: Dossier
) -> None:
    calls: list[str] = []

    class Other:
        def __init__(self, name: str, papers: tuple[int, ...]) -> None:
            self.name, self.papers = name, papers

        def of_draft(self, *_asked: object) -> dict[int, Offer]:
            calls.append(self.name)
            return {pk: Offer(f"/{self.name}/", self.name) for pk in self.papers}

        of_dossier = of_answer = of_draft

    monkeypatch.setattr(papers_elsewhere, "_stores", {"b": Other("b", (1, 2)), "a": Other("a", (1, 3))})
    for ask in (papers_elsewhere.of_draft, papers_elsewhere.of_dossier, papers_elsewhere.of_answer):
        calls.clear()
        offered = ask(asked, world.mother, [])  # type: ignore[arg-type]  # a filing or a dossier, to them alike
        assert {pk: offer.words for pk, offer in offered.items()} == {1: "b", 2: "b", 3: "a"}
        assert calls == ["a", "b"]
    papers_elsewhere.register("a", papers_elsewhere._stores["a"])
    with pytest.raises(ValueError, match="is a store already"):
        papers_elsewhere.register("a", Other("c", ()))
