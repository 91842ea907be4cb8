"""Rule proved: what a page reads without a form, from an address or a button, never reaches the database as nonsense.

Django's form fields refuse a NUL by themselves; a value that a view takes from the request as it stands does not, and
PostgreSQL answers with an error.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import get_resolver

from dossiers import batch_approval, bulk_acting, numbering
from dossiers.models import Dossier, Result
from dossiers.statuses import Action
from portal.accounts.models import User
from procedures import searches_in_vain
from procedures.models import Decision, Phrase, ReviewItem, UnansweredSearch
from procedures.review.running import import_and_accept
from tests.dossiers import filings
from tests.dossiers.world import SINCE, World, given_world, make_staff
from tests.house.test_access_rules import patterns
from tests.procedures.deciding_world import make_deciders
from tests.procedures.factories import announced
from tests.procedures.national_records import CLEAN, written
from units.models import StaffRole, WorkingCalendar
from units.roles import Role

NUL = "a\x00b"
#: Names under which pages read an address themselves: filters, orders, pages, periods, and what was chosen.
READ = [
    "after", "case", "cap", "chua", "co", "co-quan", "code", "den", "don-vi", "field", "han", "ho-so", "kenh",
    "ky", "lan", "level", "linh-vuc", "loai", "ma", "muc", "nam", "nguoi", "noi", "nhom", "on", "online",
    "page", "phan", "q", "reference", "said", "sau", "tep", "thang", "thieu", "thu-tuc", "tim", "tinh-trang",
    "trang", "truoc", "tu", "unit", "vai", "viec", "xem", "xep",
]  # fmt: skip


@pytest.fixture
def world(db: None) -> World:
    """Two wards, their staff, a mother, and birth registration."""
    return given_world()


def browser(user: User) -> Client:
    """Somebody signed in; a fault is an answer, to be told with its address."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def everybody(world: World) -> User:
    """Somebody who holds every role, so that no page refuses to look."""
    user = make_staff("tat-ca@example.vn", "Người Đủ Vai", Role.SYSTEM_ADMIN, world.ward.committee)
    rest = [role for role in Role if role != Role.SYSTEM_ADMIN]
    StaffRole.objects.bulk_create(
        StaffRole(user=user, unit=world.ward.committee, role=role, valid_from=SINCE) for role in rest
    )
    return user


def lists_of_staff() -> list[str]:
    """Every page of staff that needs no number or code in its address."""
    found = {f"/{where}" for where, _pattern in patterns(get_resolver())}
    return sorted(where for where in found if where.startswith(("/can-bo/", "/cong-khai/")) and "<" not in where)


def test_no_page_of_staff_trips_over_a_nul_in_any_filter(world: World) -> None:
    client, query = browser(everybody(world)), dict.fromkeys(READ, NUL)

    answers = {where: client.get(where, query).status_code for where in lists_of_staff()}

    assert len(answers) > 40, "the walk sees the desks"
    assert {where: status for where, status in answers.items() if status >= 500} == {}


def test_a_search_in_vain_is_taken_off_by_its_words_whatever_else_was_sent(world: World) -> None:
    searches_in_vain.note("rước đuốc lên sao hỏa")
    client = browser(everybody(world))

    for question in (NUL, "\x00", "", "9" * 5_000):
        assert client.post("/cong-khai/tu-ngu/bo-qua/", {"question": question}).status_code == 302
    assert UnansweredSearch.objects.count() == 1
    client.post("/cong-khai/tu-ngu/bo-qua/", {"question": "rước đuốc lên\x00 sao hỏa"})
    assert not UnansweredSearch.objects.exists()


def test_a_phrase_that_begins_with_a_broken_search_is_saved_all_the_same(world: World) -> None:
    told = {"said": "xin lửa thiêng", "meant": "đăng ký khai sinh", "is_active": "on"}

    answer = browser(everybody(world)).post("/cong-khai/tu-ngu/cum-tu/them/?said=l%E1%BB%ADa%00", told)

    assert answer.status_code == 302
    assert Phrase.objects.get().said == "xin lửa thiêng"


def test_an_agency_that_cannot_be_named_gets_no_calendar(world: World) -> None:
    before = WorkingCalendar.objects.count()
    client = browser(everybody(world))

    for code in (NUL, "", "H29.999", "9" * 5_000):
        assert client.post("/can-bo/lich-lam-viec/rieng/", {"unit": code}).status_code == 404, ascii(code)
    assert WorkingCalendar.objects.count() == before


@pytest.mark.django_db
def test_a_code_that_cannot_be_one_begins_no_decision() -> None:
    people = make_deciders()
    announced("1.001193")
    client = browser(people.drafter)

    for code in (NUL, "", "9.999999", "x" * 5_000):
        sent = {"code": code, "submission_key": str(uuid4())}
        assert client.post("/cong-khai/bo-sung/", sent).status_code == 302, ascii(code)
        assert client.post("/cong-khai/bo-sung/", {"code": code, "submission_key": NUL}).status_code == 302
    assert not Decision.objects.exists()


@pytest.mark.django_db
def test_a_record_in_the_queue_stays_as_it_is_whatever_its_buttons_send(tmp_path: Any) -> None:
    people = make_deciders()
    import_and_accept(written(tmp_path, CLEAN), accept_doubtful=False)
    item = ReviewItem.objects.get()
    client, page = browser(people.checker), f"/cong-khai/ra-soat/{item.pk}/"
    names = ("flag", "where", "key", "section", "version", "standing", "place")

    for action in ("doubt", "take_all", "take_back", "accept", "open_again", "\x00", ""):
        answer = client.post(page, {"action": action, **dict.fromkeys(names, NUL)})
        assert answer.status_code < 500, action
    assert client.post(page, {"action": "send_back", "reason": "\x00"}).status_code < 500

    item.refresh_from_db()
    assert (item.state, item.mends, item.decided_by) == ("waiting", [], None)


def test_chosen_codes_are_each_one_once_and_such_as_can_be_looked_for() -> None:
    assert numbering.once_each(["B", NUL, "A", "B", "\x00", ""]) == ["B", "A", ""]


def test_a_batch_approves_what_is_there_and_passes_over_what_cannot_be(world: World) -> None:
    dossier = filings.awaiting_signature(world)
    client = browser(world.ward.leader)
    chosen = {"ho-so": [NUL, "\x00", dossier.code, dossier.code], f"seen-{dossier.code}": str(dossier.last_sequence)}

    shown = client.get("/can-bo/phe-duyet/", {"ho-so": [NUL, dossier.code]})
    assert shown.status_code == 200
    assert dossier.code in shown.content.decode()
    assert client.get("/can-bo/phe-duyet/tien-do/", {"ho-so": [NUL], "lan": NUL}).status_code == 200
    assert client.post("/can-bo/phe-duyet/", {"ho-so": [NUL]}).status_code == 302
    assert Result.objects.get().approved_at is None
    assert client.post("/can-bo/phe-duyet/", chosen).status_code == 302
    assert Result.objects.get().approved_by == world.ward.leader


def test_an_act_on_many_passes_over_what_cannot_be_a_code(world: World) -> None:
    dossier = filings.awaiting_signature(world)
    assert bulk_acting.chosen(world.ward.leader, Action.FORWARD, [NUL, dossier.code]) == [Dossier.objects.get()]
    client = browser(world.ward.leader)
    for action in bulk_acting.ACTS:
        for sent in ({"viec": action, "ho-so": [NUL]}, {"act": action, "ho-so": [NUL, "\x00"]}):
            assert client.get("/can-bo/nhieu-ho-so/", sent).status_code < 500, action
            assert client.post("/can-bo/nhieu-ho-so/", sent).status_code < 500, action


def test_a_batch_names_each_refused_code_once(world: World) -> None:
    outcome = batch_approval.approve_all(world.ward.leader, {"H29.101-990101-0001": "1", NUL: ""})

    assert outcome.approved == []
    assert list(outcome.refused) == ["H29.101-990101-0001"]


def test_codes_beyond_a_page_are_left_for_the_next(world: World) -> None:
    many = [f"H29.101-990101-{number:04d}" for number in range(batch_approval.MOST + 5)]

    assert len(batch_approval.stack_of(world.ward.leader, many)) == batch_approval.MOST
    assert len(batch_approval.approve_all(world.ward.leader, dict.fromkeys(many, "")).refused) == batch_approval.MOST
