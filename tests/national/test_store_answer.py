"""Whoever answers a request for papers takes the paper from the national store, as while filing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings, settings
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from dossiers import intake, supplementing
from dossiers.models import Dossier
from dossiers.statuses import Channel, Status
from dossiers.submission import PaperData
from portal.accounts.models import AccessLogEntry, AssuranceLevel, User
from portal.files.models import Upload
from portal.national.models import LookState, StoreFind, StoreLook
from portal.national.results_store import looking
from portal.national.results_store.offers import STORE
from portal.national.results_store.problems import StoreRefused
from tests.dossiers.desk import signed_in, words
from tests.dossiers.filings import (
    BIRTH_PAPER,
    LAN,
    awaiting_supplement,
    birth_submission,
    handed_over,
    submitted,
    upload_for,
)
from tests.dossiers.world import World, given_world
from tests.house.page_words import data_words, vietnamese_on
from tests.national.looked_up import component, look_at
from tests.national.stored import (
    AGENCY,
    Store,
    connect,
    consent,
    desk_page,
    paper_of,
    proven,
    running,
    served,
    taken,
    the_look,
    work,
)

OWNER = LAN.id_number


@pytest.fixture
def store(settings: LazySettings) -> Iterator[Store]:
    with running() as one:
        connect(one, settings)
        one.holds(owner=OWNER)
        yield one


@pytest.fixture
def asked(world: World) -> Dossier:
    """The clerk wants a better scan; a result of the store serves as the paper."""
    dossier = awaiting_supplement(world)
    served()
    proven(world.mother, OWNER)
    return dossier


def answer_page(dossier: Dossier) -> str:
    return reverse("dossiers:supplement", args=[dossier.code])


def look_page(dossier: Dossier) -> str:
    return reverse("store:answer", args=[dossier.code, component(dossier).pk])


def send(client: Client, dossier: Dossier, upload: Upload | None, **more: str) -> Any:
    """The answer as the page sends it: what was fetched goes along in the hidden field."""
    prefix = f"paper-{component(dossier).pk}"
    kept = {f"{prefix}-kept_upload": str(upload.public_id)} if upload else {}
    return client.post(answer_page(dossier), {f"{prefix}-source": "uploaded", **kept, **more})


def filed_by_a_clerk(world: World) -> Dossier:
    """At the counter, for somebody who stood there; the officer wants a better scan since."""
    clerk = world.ward.clerk
    dossier = intake.submit(birth_submission(upload_for(clerk), channel=Channel.DIRECT), by=clerk)
    remarks = {dossier.papers.get().component_id: "Mờ"}
    supplementing.request(dossier, clerk, reason="Bản chụp bị mờ.", remarks=remarks)
    return Dossier.objects.get(pk=dossier.pk)


def test_the_owner_takes_the_paper_by_consent_and_sends_it_as_the_answer(
    world: World, asked: Dossier, store: Store
) -> None:
    mother = signed_in(world.mother)
    assert look_page(asked) in words(mother.get(answer_page(asked)))

    find = taken(mother, look_page(asked))

    assert find.state == "taken"
    [question] = store.services.asked
    assert question["SoDinhDanhChuSoHuu"] == question["SoDinhDanhNguoiYeuCau"] == OWNER
    asked.refresh_from_db()
    assert asked.status == Status.SUPPLEMENT, "nothing is handed in before its owner sends it"
    assert find.upload is not None
    assert find.upload.claimed_at is None
    page = words(mother.get(answer_page(asked)))
    assert AGENCY in page
    assert str(find.upload.public_id) in page
    assert "Giấy tờ đã sẵn sàng ở trang nộp bổ sung" in words(mother.get(look_page(asked)))

    assert send(mother, asked, find.upload)["Location"] == reverse("dossiers:detail", args=[asked.code])
    asked.refresh_from_db()
    assert asked.status == Status.SUBMITTED
    paper = asked.papers.select_related("upload__origin").get(replaced_by=None)
    assert paper.upload == find.upload
    assert paper.upload.origin.agency == AGENCY
    look = the_look()
    assert (look.ground, look.dossier, look.asked_by) == ("consent", asked, world.mother)
    assert AccessLogEntry.objects.filter(actor=world.mother, owner=world.mother, why__contains="Giấy chứng").exists()


def test_without_consent_nothing_is_asked_and_a_consent_taken_back_takes_the_file(
    world: World, asked: Dossier, store: Store
) -> None:
    mother = signed_in(world.mother)
    assert mother.post(look_page(asked), {"ask": "1", "number": "15/2026"}).status_code == 422
    assert not StoreLook.objects.exists()

    upload = taken(mother, look_page(asked)).upload
    assert upload is not None
    mother.post(reverse("store:withdraw", args=[the_look().public_id]))

    assert not Upload.objects.filter(pk=upload.pk).exists()
    assert AGENCY not in words(mother.get(answer_page(asked)))
    assert send(mother, asked, upload).status_code == 422
    asked.refresh_from_db()
    assert asked.status == Status.SUPPLEMENT


def test_a_clerk_who_filed_at_the_counter_looks_for_the_owner_on_a_ground(world: World, store: Store) -> None:
    dossier = filed_by_a_clerk(world)
    served()
    clerk = signed_in(world.ward.clerk)
    page = words(clerk.get(look_page(dossier)))
    assert "Căn cứ để tìm" in page
    assert "Tôi đồng ý" not in page
    assert consent(clerk, look_page(dossier)).status_code == 422, "nobody consents in somebody else's name"

    clerk.post(look_page(dossier), {"ask": "1", "ground": "at_counter"})
    work()
    [question] = store.services.asked
    assert question["SoDinhDanhChuSoHuu"] == dossier.owner.id_number
    assert question["HoTenNguoiYeuCau"] == world.ward.clerk.full_name
    clerk.post(look_page(dossier), {"choose": "1", "find": str(the_look().finds.get().pk)})
    work()
    find = StoreFind.objects.get()
    send(clerk, dossier, find.upload)

    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED
    assert dossier.papers.get(replaced_by=None).upload == find.upload
    assert the_look().ground == "at_counter"


def test_only_whoever_filed_for_themselves_and_is_known_surely_looks(
    world: World, asked: Dossier, store: Store, rf: RequestFactory
) -> None:
    page = look_page(asked)
    assert signed_in(world.ward.clerk).get(page).status_code == 404, "it's not theirs to answer"
    mother, paper, request = signed_in(world.mother), component(asked), rf.post("/")
    User.objects.filter(pk=world.mother.pk).update(assurance_level=AssuranceLevel.SELF_DECLARED)
    assert mother.get(page).status_code == 403
    proven(world.mother, "079088000456")  # another number than the dossier names
    fresh = Dossier.objects.get(pk=asked.pk)
    assert STORE.of_answer(fresh, world.mother, [paper]) == {}
    assert look_page(asked) not in words(mother.get(answer_page(asked)))
    assert consent(mother, page).status_code == 409
    assert "của chính bạn" in refusal(fresh, world.mother, request)
    proven(world.mother, OWNER)
    settings_off(store, lambda: refusal(fresh, world.mother, request))
    assert not StoreLook.objects.exists()


def refusal(dossier: Dossier, user: User, request: HttpRequest, ground: str = "") -> str:
    with pytest.raises(StoreRefused) as caught:
        looking.for_answer(dossier, component(dossier), user, request, ground=ground)
    return str(caught.value)


def settings_off(store: Store, act: Callable[[], str]) -> None:
    """As where no store is set."""
    key, settings.RESULTS_STORE_KEY = settings.RESULTS_STORE_KEY, ""
    try:
        assert act()
    finally:
        settings.RESULTS_STORE_KEY = key


def test_a_paper_that_was_not_asked_for_and_an_answered_request_offer_nothing(
    world: World, asked: Dossier, store: Store, rf: RequestFactory
) -> None:
    mother = signed_in(world.mother)
    other = reverse("store:answer", args=[asked.code, component(asked, 1).pk])
    back = reverse("dossiers:detail", args=[asked.code])
    assert mother.get(other)["Location"] == back
    assert mother.get(reverse("store:answer", args=[asked.code, 2**31])).status_code in (302, 404)

    consent(mother, look_page(asked))
    work()
    find = the_look().finds.get()
    mother.post(look_page(asked), {"choose": "1", "find": str(find.pk)})
    supplementing.answer(asked, world.mother, papers=[PaperData(BIRTH_PAPER, "brought")])
    assert mother.get(look_page(asked))["Location"] == back
    work()
    find.refresh_from_db()
    assert find.state == "failed", "an answer that was sent meanwhile is not changed behind anybody's back"
    assert asked.papers.get(replaced_by=None).source == "brought"
    assert "không thuộc phần việc" in find.problem
    assert refusal(Dossier.objects.get(pk=asked.pk), world.mother, rf.post("/"))


def test_what_an_owner_agreed_to_for_the_answer_is_not_the_clerks_to_take(
    world: World, asked: Dossier, store: Store
) -> None:
    mother, clerk = signed_in(world.mother), signed_in(world.ward.clerk)
    consent(mother, look_page(asked))
    work()
    supplementing.answer(asked, world.mother, papers=[PaperData(BIRTH_PAPER, "brought")])

    page = desk_page(asked.code, paper_of(world))
    assert "Giấy chứng sinh điện tử" not in words(clerk.get(page))
    clerk.post(page, {"choose": "1", "find": str(the_look().finds.get().pk)})
    assert StoreFind.objects.get().state == "offered"


def test_what_is_offered_for_an_answer_costs_two_questions_however_many_papers(
    world: World, asked: Dossier, store: Store
) -> None:
    served(asked.case.papers()[1].code or "tp-2")
    papers, dossier = asked.case.papers(), Dossier.objects.prefetch_related("parties").get(pk=asked.pk)
    counts = []
    for some in (papers[:1], papers):
        with CaptureQueriesContext(connection) as questions:
            STORE.of_answer(dossier, world.mother, some)
        counts.append(len(questions))
    assert counts == [2, 2], "files that were fetched; kinds that serve"


def test_what_staff_look_up_about_a_person_takes_nothing_from_what_the_person_may_ask(
    world: World, asked: Dossier, store: Store, rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "MOST_A_DAY", 1)
    look_at(world, asked, state=LookState.FOUND, asked_by=world.ward.clerk)
    mother = signed_in(world.mother)
    assert consent(mother, look_page(asked)).status_code == 302
    StoreLook.objects.update(state=LookState.NOTHING)
    answer = consent(mother, look_page(asked))
    assert answer.status_code == 409
    assert "Hãy thử lại vào ngày mai" in words(answer)


def test_staff_have_a_measure_of_their_own_over_all_people_in_a_day(
    world: World, store: Store, rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "MOST_A_DAY_OF_STAFF", 2)
    dossier, clerk = submitted(world), world.ward.clerk
    served()
    look_at(world, dossier, state=LookState.FOUND, asked_by=clerk, owner_index="a")
    old = timezone.now() - timedelta(hours=25)
    look_at(world, dossier, state=LookState.FOUND, asked_by=clerk, owner_index="b", asked_at=old)

    def ask() -> StoreLook:
        return looking.for_dossier(dossier, component(dossier), clerk, rf.post("/"), ground="nd309")

    assert ask().state == LookState.WAITING
    StoreLook.objects.update(state=LookState.NOTHING)
    with pytest.raises(StoreRefused, match="ngày mai"):
        ask()
    assert StoreLook.objects.filter(asked_by=clerk).count() == 3


def test_english_pages_mark_what_agencies_wrote_as_vietnamese(world: World, asked: Dossier, store: Store) -> None:
    mother, clerk = signed_in(world.mother), signed_in(world.ward.clerk)
    for client in (mother, clerk):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    pages = [look_page(asked), answer_page(asked), reverse("store:mine")]
    wrong = heard(mother, pages)
    assert '<span lang="vi">Giấy chứng sinh</span>' in words(mother.get(look_page(asked)))
    consent(mother, look_page(asked))
    work()
    wrong += heard(mother, pages)
    find = the_look().finds.get()
    mother.post(look_page(asked), {"choose": "1", "find": str(find.pk)})
    work()
    wrong += heard(mother, pages)
    dossier = handed_over(world)
    wrong += heard(signed_in_english(world.ward.officer), [desk_page(dossier.code, component(dossier))])
    assert wrong == []


def signed_in_english(user: User) -> Client:
    client = signed_in(user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def heard(client: Client, pages: list[str]) -> list[str]:
    """What is said in Vietnamese and not marked so; names of people are read in any language."""
    names = sorted(data_words(), key=len, reverse=True)
    return [f"{page}: {text}" for page in pages for text in vietnamese_on(words(client.get(page)), names)]


@pytest.mark.django_db(transaction=True)
def test_an_answer_is_taken_from_the_store_on_a_phone(
    live_server: LiveServer, page: Page, settings: LazySettings, check_widths: Callable[[Page], None]
) -> None:
    world = given_world()
    served()
    mother = proven(world.mother, OWNER)
    dossier = awaiting_supplement(world)
    client = signed_in(mother)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.set_viewport_size({"width": 360, "height": 800})
    with running() as store:
        connect(store, settings)
        store.holds(owner=OWNER)
        page.goto(live_server.url + answer_page(dossier))
        check_widths(page)
        page.get_by_role("link", name="Tìm trong kho kết quả quốc gia").click()
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name="Tìm trong kho").click()
        expect(page.locator("#store-look")).to_contain_text("Đang hỏi kho kết quả")
        work()
        page.get_by_role("radio", name="Giấy chứng sinh điện tử").check()
        check_widths(page)
        page.get_by_role("button", name="Dùng giấy tờ này").click()
        expect(page.locator("#store-look")).to_contain_text("Đang tải về")
        work()
        expect(page.locator("#store-look")).to_contain_text("hãy quay lại đó và gửi")
        page.get_by_role("link", name="Quay lại trang nộp bổ sung").click()
        expect(page.locator("main")).to_contain_text(AGENCY)
        expect(page.get_by_role("radio", name="Tải tệp lên")).to_be_checked()
        check_widths(page)
        page.get_by_role("button", name="Gửi giấy tờ bổ sung").click()
        expect(page.locator("main")).to_contain_text("Đã gửi giấy tờ bổ sung.")
    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED
    upload = dossier.papers.get(replaced_by=None).upload
    assert upload is not None
    assert upload.origin.agency == AGENCY
