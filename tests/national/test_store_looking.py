"""Who may have the store asked, on which ground, how often; what is written down of each look, and who sees it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from dossiers import drafts, permissions
from dossiers.models import Dossier, Draft, Party
from dossiers.statuses import Action
from portal.accounts.identity import blind_index
from portal.accounts.models import AccessLogEntry, AssuranceLevel, User
from portal.national.models import LookState, ServingResult, StoreLook
from portal.national.results_store import looking, serving, signatures, withdrawing
from portal.national.results_store.grounds import OF_CONSENT, OF_STAFF, Ground, known_grounds
from portal.national.results_store.offers import STORE
from portal.national.results_store.problems import StoreRefused
from tests.dossiers.desk import new_draft, signed_in, words
from tests.dossiers.filings import BIRTH_PAPER, handed_over, submitted
from tests.dossiers.world import World
from tests.national.looked_up import component, look_at
from tests.national.stored import KIND, NUMBER, desk_page, proven, served

SECOND_KIND = "KQ.G00.000007"


@pytest.fixture
def connected_store(settings: LazySettings) -> LazySettings:
    """The settings name a store; nobody asks it here."""
    settings.RESULTS_STORE_URL = "https://kho.example"
    settings.RESULTS_STORE_KEY = signatures.public_key(signatures.seed_of("kho"))
    return settings


@pytest.fixture
def dossier(world: World) -> Dossier:
    """Filed by the mother; stands before other fixtures in a test's list, so that it is copied."""
    return submitted(world)


@pytest.fixture
def draft(world: World) -> Draft:
    return new_draft(world)


@pytest.fixture
def mother(world: World, draft: Draft, connected_store: LazySettings) -> User:
    """Known by her number; the hospital's paper may be served by a result."""
    served()
    return proven(world.mother)


@pytest.fixture
def request_of(rf: RequestFactory) -> HttpRequest:
    return rf.post("/kho-ket-qua/", REMOTE_ADDR="10.0.0.7")


def refusal(act: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(StoreRefused) as caught:
        act(*arguments, **named)
    return str(caught.value)


def test_a_look_keeps_what_was_asked_and_the_log_who_and_why(
    draft: Draft, mother: User, request_of: HttpRequest
) -> None:
    ServingResult.objects.create(component_code=BIRTH_PAPER, result_code=SECOND_KIND)

    look = looking.for_draft(draft, component(draft), mother, request_of, number="15/2026")

    assert (look.state, look.attempts, look.draft, look.dossier) == (LookState.WAITING, 0, draft, None)
    assert sorted(look.result_codes) == [KIND, SECOND_KIND]
    assert look.owner_index == blind_index(NUMBER)
    assert look.asked == {
        "owner_number": NUMBER, "number": "15/2026", "asker_name": mother.full_name, "asker_number": NUMBER,
    }  # fmt: skip
    entry = AccessLogEntry.objects.get(subject="kho kết quả quốc gia")
    assert (entry.actor, entry.owner, entry.ip, entry.path) == (mother, mother, "10.0.0.7", "/kho-ket-qua/")
    assert str(Ground.CONSENT.label) in entry.why


def test_asked_twice_it_is_one_look_and_one_line_in_the_log(
    draft: Draft, mother: User, request_of: HttpRequest
) -> None:
    first, second = (looking.for_draft(draft, component(draft), mother, request_of) for _time in range(2))

    assert first == second == StoreLook.objects.get()
    assert AccessLogEntry.objects.filter(subject="kho kết quả quốc gia").count() == 1


def test_pressed_twice_while_the_worker_answers_it_is_that_answer(
    draft: Draft, mother: User, request_of: HttpRequest
) -> None:
    """The second press finds the first one's row, which may be answered by the time it is read."""
    first = looking.for_draft(draft, component(draft), mother, request_of)
    StoreLook.objects.update(state=LookState.FOUND)

    assert looking._asked_before(StoreLook(draft=draft, component=component(draft))) == first


def test_once_answered_it_may_be_asked_anew_and_the_newest_counts(
    draft: Draft, mother: User, request_of: HttpRequest
) -> None:
    first = looking.for_draft(draft, component(draft), mother, request_of)
    StoreLook.objects.update(state=LookState.NOTHING)
    second = looking.for_draft(draft, component(draft), mother, request_of, number="16/2026")

    assert first != second == looking.newest(component(draft), draft=draft)
    assert looking.newest(component(draft, 1), draft=draft) is None


def test_only_the_own_matter_of_a_known_person_is_asked_for(
    draft: Draft, mother: User, request_of: HttpRequest, connected_store: LazySettings
) -> None:
    paper, own = component(draft), "Chỉ tìm được giấy tờ của chính bạn, khi bạn nộp hồ sơ cho mình."
    connected_store.RESULTS_STORE_KEY = ""
    assert refusal(looking.for_draft, draft, paper, mother, request_of) == own
    connected_store.RESULTS_STORE_KEY = signatures.public_key(signatures.seed_of("kho"))
    other = drafts.save_section(draft, "owner", {"is_other": "yes"})
    assert refusal(looking.for_draft, other, paper, mother, request_of) == own
    draft = drafts.save_section(draft, "owner", {"is_other": "no"})
    unserved = "Kho kết quả không có loại kết quả nào thay được giấy tờ này."
    assert refusal(looking.for_draft, draft, component(draft, 1), mother, request_of) == unserved
    for changes in ({"assurance_level": AssuranceLevel.SELF_DECLARED}, {"id_number": ""}):
        stranger = User(**{"id_number": NUMBER, "assurance_level": AssuranceLevel.LEVEL_2} | changes)
        assert "đăng nhập bằng VNeID" in refusal(looking.for_draft, draft, paper, stranger, request_of)

    assert not StoreLook.objects.exists()
    assert not AccessLogEntry.objects.filter(subject="kho kết quả quốc gia").exists()


def test_so_many_looks_a_day_are_a_persons_own_and_of_the_last_day(
    world: World, draft: Draft, mother: User, request_of: HttpRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "MOST_A_DAY", 2)
    look_at(world, draft, state=LookState.FOUND)
    look_at(world, draft, state=LookState.FOUND, asked_at=timezone.now() - timedelta(hours=25))
    look_at(world, draft, state=LookState.FOUND, owner_index=blind_index("079088000456"))

    assert looking.for_draft(draft, component(draft), mother, request_of).state == LookState.WAITING
    StoreLook.objects.update(state=LookState.FOUND)
    assert "Hãy thử lại vào ngày mai" in refusal(looking.for_draft, draft, component(draft), mother, request_of)


def test_the_words_of_a_consent_are_those_that_were_shown_and_those_of_staff_vietnamese(
    world: World, dossier: Dossier, draft: Draft, mother: User, request_of: HttpRequest
) -> None:
    with override("en"):
        mine = looking.for_draft(draft, component(draft), mother, request_of)
        clerk, paper = world.ward.clerk, component(dossier)
        counter = looking.for_dossier(dossier, paper, clerk, request_of, ground=Ground.AT_COUNTER)
    assert mine.words.startswith("I agree")
    assert counter.words.startswith("Chủ giấy tờ có mặt, được giải thích và đồng ý")
    assert component(dossier).name in counter.words
    assert "cán bộ ghi nhận" in AccessLogEntry.objects.get(actor=clerk).why, "the log is read by whoever checks staff"


def test_staff_ask_for_the_owner_on_each_ground_that_is_theirs(
    world: World, dossier: Dossier, mother: User, request_of: HttpRequest
) -> None:
    clerk = world.ward.clerk
    for ground in OF_STAFF:
        look = looking.for_dossier(dossier, component(dossier), clerk, request_of, ground=ground, number="1")
        assert (look.ground, look.asked_by, look.dossier, look.draft) == (ground, clerk, dossier, None)
        assert look.asked["owner_number"] == dossier.owner.id_number
        assert look.asked["asker_name"] == clerk.full_name
        StoreLook.objects.update(state=LookState.NOTHING)
    for other in (Ground.CONSENT, "", "bịa"):
        words = refusal(looking.for_dossier, dossier, component(dossier), clerk, request_of, ground=other)
        assert words == "Hãy chọn căn cứ để tìm trong kho kết quả."
    assert StoreLook.objects.count() == len(OF_STAFF)


def test_an_owner_without_a_number_is_never_asked_for(
    world: World, dossier: Dossier, mother: User, request_of: HttpRequest
) -> None:
    """A dossier of an older system may name none; the store knows people by their number alone."""
    Party.objects.filter(dossier=dossier).update(id_number="", id_number_index="")
    fresh = Dossier.objects.get(pk=dossier.pk)

    words = refusal(
        looking.for_dossier, fresh, component(fresh), world.ward.clerk, request_of, ground=Ground.NOT_ASKED_AGAIN
    )

    assert "không ghi số định danh" in words
    assert not StoreLook.objects.exists()
    page = signed_in(world.ward.clerk).post(desk_page(fresh.code, component(fresh)), {"ask": "1", "ground": "nd309"})
    assert page.status_code == 409
    assert words in page.content.decode()


def test_whoever_does_not_handle_the_dossier_asks_nothing(world: World, mother: User, request_of: HttpRequest) -> None:
    dossier = handed_over(world)
    people = [world.ward.clerk, world.ward.leader, world.other_ward.officer, world.mother]
    for person in people:
        words = refusal(looking.for_dossier, dossier, component(dossier), person, request_of, ground="nd309")
        assert "không thuộc phần việc của bạn" in words
        assert Action.TAKE_PAPER not in permissions.side_acts_open_to(dossier, person)
    assert not StoreLook.objects.exists()


def test_grounds_of_consent_end_and_those_of_the_law_do_not(world: World, draft: Draft) -> None:
    assert set(OF_CONSENT) | set(OF_STAFF) == set(Ground)
    assert [value for value, _label in known_grounds()] == list(Ground.values)
    for place, ground in enumerate(Ground):
        look = look_at(world, draft, place % 3, ground=ground, state=LookState.FOUND)
        assert withdrawing.may_be_withdrawn(look) is (ground in OF_CONSENT)
        assert withdrawing.withdraw(look) is (ground in OF_CONSENT)
        assert withdrawing.withdraw(look) is False, "once"
        look.refresh_from_db()
        assert (look.state == LookState.STOPPED) is (look.withdrawn_at is not None) is (ground in OF_CONSENT)


def test_everybody_knows_in_their_language_what_each_ground_is() -> None:
    for ground in Ground:
        told = set()
        for language in ("vi", "en"):
            with override(language):
                told.add(str(ground.label))
        assert len(told) == 2, ground


def test_looks_are_shown_to_whom_they_are_about_once_their_number_is_proven(world: World, draft: Draft) -> None:
    mine = look_at(world, draft, state=LookState.FOUND)
    look_at(world, draft, 1, state=LookState.FOUND, owner_index=blind_index("079088000456"))
    about = withdrawing.looks_about

    assert not about(world.mother).exists(), "who asked is not whom it is about"
    person = proven(world.mother)
    assert about(person).get() == mine
    person.assurance_level = AssuranceLevel.SELF_DECLARED
    assert not about(person).exists()
    assert not about(User(id_number="", assurance_level=AssuranceLevel.LEVEL_2)).exists()


def test_which_results_serve_is_one_question_and_none_where_no_paper_has_a_code(world: World, draft: Draft) -> None:
    served()
    served(kind=SECOND_KIND)
    papers = draft.case.papers()
    with CaptureQueriesContext(connection) as asked:
        found = serving.codes_for(papers)
        assert serving.codes_for([]) == serving.codes_for([type(papers[0])(pk=1, code="")]) == {}

    assert len(asked) == 1
    assert {pk: sorted(codes) for pk, codes in found.items()} == {component(draft).pk: [KIND, SECOND_KIND]}


def test_offers_cost_one_question_and_without_a_store_none(
    world: World, dossier: Dossier, draft: Draft, mother: User, connected_store: LazySettings
) -> None:
    papers = draft.case.papers()
    with CaptureQueriesContext(connection) as asked:
        offered = STORE.of_draft(draft, mother, papers)
    assert len(asked) == 1
    assert list(offered) == [component(draft).pk]
    assert str(draft.public_id) in offered[component(draft).pk].url
    assert dossier.code in STORE.of_dossier(dossier, world.ward.clerk, papers)[component(draft).pk].url
    assert STORE.of_dossier(dossier, world.ward.leader, papers) == {}

    connected_store.RESULTS_STORE_URL = ""
    with CaptureQueriesContext(connection) as asked:
        assert STORE.of_draft(draft, mother, papers) == STORE.of_dossier(dossier, world.ward.clerk, papers) == {}
    assert len(asked) == 0


def test_the_workbench_shows_the_link_to_whoever_may_follow_it(world: World, dossier: Dossier, mother: User) -> None:
    address = desk_page(dossier.code, component(dossier))
    for person, sees in ((world.ward.clerk, True), (world.ward.leader, False)):
        assert (address in words(signed_in(person).get(f"/can-bo/ho-so/{dossier.code}/"))) is sees
