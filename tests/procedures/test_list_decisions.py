"""Rules proved at the first page of those who publish: saved views with what belongs there, an address that can be
sent on, empty lists that say what will appear, a draft begun once, and a cost that does not grow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.ui.paging import PAGE_SIZE
from procedures import deciding, decision_list, publishing
from procedures.decision_list import Question, View
from procedures.decision_publishing import publish_due
from procedures.models import Decision, DecisionAct
from tests.in_turn import in_turn
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import Deciders, good, make_deciders
from tests.procedures.publisher_desk import at, date_boxes, of, page
from tests.units.factories import DepartmentFactory, StaffRoleFactory
from units.access import forget
from units.roles import Role

pytestmark = pytest.mark.django_db
CODE = "1.001193"
LIST = "/cong-khai/"
BEGIN = "/cong-khai/quyet-dinh/moi/"


@pytest.fixture
def people() -> Deciders:
    return make_deciders()


def published(people: Deciders) -> Decision:
    """In force."""
    decision = world.approved(people, CODE)
    publish_due()
    return decision


MAKE: dict[str, Callable[[Deciders], Decision]] = {
    View.DRAFTING: world.begun,
    View.CHECKING: lambda people: world.submitted(people, CODE),
    View.CHECKED: lambda people: world.checked(people, CODE),
    View.APPROVED: lambda people: world.approved(people, CODE, effective_on=timezone.localdate() + timedelta(days=9)),
    View.PUBLISHED: published,
    View.CANCELLED: lambda people: deciding.cancel(world.begun(people), people.drafter, reason="Trùng"),
}


@pytest.mark.parametrize("view", list(MAKE))
def test_a_decision_stands_in_the_one_view_of_its_state(people: Deciders, view: str) -> None:
    good(CODE)
    decision = MAKE[view](people)

    standing = {name for name in MAKE if at(decision) in page(people.checker, f"{LIST}?xem={name}")}

    assert standing == {view}


@pytest.mark.parametrize("view", [*View.values, "khong-co", ""])
def test_an_empty_view_says_what_will_appear(people: Deciders, view: str) -> None:
    html = page(people.checker, f"{LIST}?xem={view}")

    waits = "Không có quyết định nào chờ bạn"
    assert (waits if view in (View.MINE, "khong-co", "") else "Danh sách này đang trống") in html


def test_a_filter_without_match_says_so_and_can_be_taken_off(people: Deciders) -> None:
    html = page(people.checker, f"{LIST}?xem=dang-soan&tim=khong-co-dau")

    assert "Không có quyết định nào khớp với bộ lọc" in html
    assert '<a class="govuk-link staff-filter__clear" href="?xem=dang-soan">' in html


def test_tabs_keep_the_words_of_the_filter(people: Deciders) -> None:
    """A list has an address that can be sent to a colleague."""
    html = page(people.checker, f"{LIST}?xem=dang-soan&tim=hộ tịch")

    assert 'href="?xem=da-cong-khai&amp;tim=h%E1%BB%99+t%E1%BB%8Bch"' in html
    assert 'value="hộ tịch"' in html


@pytest.mark.parametrize(
    "query", ["?xem=%00", "?tim=%00", "?sau=999999999999999999999", "?truoc=-1", "?tim=%25_%27%22"]
)
def test_hostile_addresses_find_nothing_and_break_nothing(people: Deciders, query: str) -> None:
    world.begun(people, title="Chỉ một")

    assert of(people.drafter).get(f"{LIST}{query}").status_code == 200


@pytest.mark.parametrize("text", ["%", "_", "100%", "\\"])
def test_signs_of_patterns_are_letters(people: Deciders, text: str) -> None:
    world.begun(people, title="Về lĩnh vực hộ tịch")

    found = decision_list.page_of(people.drafter, Question.read({"xem": View.DRAFTING, "tim": text}))

    assert list(found.rows) == []


def test_what_the_worker_could_not_do_waits_for_the_office(people: Deciders) -> None:
    version = good(CODE)
    decision = world.approved(people, CODE)
    assert at(decision) not in page(people.checker, LIST)
    publishing.change_catalogue([], {version.procedure_id: None})
    publish_due()

    html = page(people.checker, LIST)

    assert at(decision) in html
    assert "Chưa công khai được" in html


def test_what_waits_is_counted_up_to_a_hundred(people: Deciders, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decision_list, "COUNT_CAP", 2)
    assert decision_list.waiting(people.drafter).count() == 0
    for _ in range(3):
        world.begun(people)

    assert decision_list.waiting(people.drafter).count() == 2


def test_the_list_costs_the_same_for_one_and_for_a_page(people: Deciders, django_assert_num_queries: Any) -> None:
    client = of(people.drafter)
    world.begun(people)
    client.get(f"{LIST}?xem=dang-soan")
    with CaptureQueriesContext(connection) as one:
        client.get(f"{LIST}?xem=dang-soan")
    for number in range(PAGE_SIZE + 2):
        world.begun(people, title=f"Quyết định {number}")

    with django_assert_num_queries(len(one)):
        html = client.get(f"{LIST}?xem=dang-soan").content.decode()

    assert html.count('href="/cong-khai/quyet-dinh/') == PAGE_SIZE + 1


def test_a_draft_sent_twice_begins_once_and_leads_on_to_its_procedures(people: Deciders) -> None:
    """The back button: the key of the page counts."""
    client = of(people.drafter)
    typed = {"title": "Về việc công bố thủ tục", "submission_key": str(uuid4())}

    first, second = client.post(BEGIN, typed), client.post(BEGIN, typed)

    decision = Decision.objects.get()
    assert first["Location"] == second["Location"] == at(decision, "them/")
    assert decision.events.count() == 1


def test_a_draft_without_a_subject_is_told_beside_its_box(people: Deciders) -> None:
    response = of(people.drafter).post(BEGIN, {"title": " ", **date_boxes("effective_on", timezone.localdate())})

    html = response.content.decode()
    assert "Hãy ghi trích yếu của quyết định." in html
    assert f'value="{timezone.localdate().year}"' in html
    assert not Decision.objects.exists()


def test_who_drafts_for_two_departments_says_for_which(people: Deciders) -> None:
    second = DepartmentFactory(code="H29.5", parent=people.committee, slug="so-cong-thuong", name="Sở Công Thương")
    StaffRoleFactory(user=people.drafter, unit=second, role=Role.PUBLISHER)
    forget(people.drafter)
    client = of(people.drafter)
    assert "Sở Công Thương" in client.get(BEGIN).content.decode()

    client.post(BEGIN, {"title": "Về việc công bố"})
    assert not Decision.objects.exists()
    client.post(BEGIN, {"title": "Về việc công bố", "unit": str(second.pk)})

    assert Decision.objects.get().unit == second


@in_turn("tail", ["", "sua/", "them/", "kiem-tra/", "quyet-dinh/", "huy/", "ban-ky/", "thu-tuc/1/"], taken_back=True)
@in_turn("pk", [0, 999_999, 2**70], taken_back=True)
def test_a_decision_that_is_none_is_not_found(people: Deciders, tail: str, pk: int) -> None:
    assert of(people.checker).get(f"/cong-khai/quyet-dinh/{pk}/{tail}").status_code == 404


def test_the_heading_is_changed_with_a_line_in_the_log(people: Deciders) -> None:
    decision = world.begun(people)
    day = timezone.localdate() + timedelta(days=20)

    of(people.drafter).post(at(decision, "sua/"), {"title": "Trích yếu mới", **date_boxes("effective_on", day)})

    decision.refresh_from_db()
    assert (decision.title, decision.effective_on) == ("Trích yếu mới", day)
    assert decision.events.filter(act=DecisionAct.DESCRIBE, person=people.drafter).count() == 1


def test_many_savings_of_one_person_are_one_line_of_the_course(people: Deciders) -> None:
    good(CODE)
    decision = world.drafted(people, CODE)
    for _ in range(5):
        deciding.log(decision, DecisionAct.WRITE, people.drafter, CODE)

    html = page(people.drafter, at(decision))

    assert html.count("Sửa nội dung thủ tục") == 1
