"""Rules proved at the doors of the editor: what no page of ours sends breaks nothing and changes nothing; only who
drafts writes, only while it is a draft; the cost does not grow with the rows."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from procedures import deciding
from procedures.draft_sections.whole import SECTIONS
from procedures.models import DecisionChange, DraftSave, DraftTyping, ProcedureVersion
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import Deciders, good, make_deciders, only_change
from tests.procedures.factories import CaseFactory, ComponentFactory, EFormFactory
from tests.procedures.publisher_desk import at, of, page, section_at, sent, stored, version_of
from tests.units.factories import DepartmentFactory
from units.roles import Role

pytestmark = pytest.mark.django_db
CODE, OTHER = "1.001193", "1.000001"
AUTOSAVE = {"X-Requested-With": "autosave"}


@pytest.fixture
def people() -> Deciders:
    return make_deciders()


@pytest.fixture
def change(people: Deciders) -> DecisionChange:
    """A draft of a good procedure."""
    good(CODE)
    return only_change(world.drafted(people, CODE))


def content(change: DecisionChange) -> dict[str, Any]:
    """Everything that the editor may write."""
    version = version_of(change)
    return {key: section.read(version) for key, section in SECTIONS.items()}


LISTS = [key for key, section in SECTIONS.items() if section.is_list]


@pytest.mark.parametrize(
    ("section", "total"),
    [*[(section, "-1") for section in LISTS], ("papers", None), ("papers", "x"), ("questions", None), ("guide", "301")],
)
def test_rows_that_cannot_be_counted_are_refused_and_nothing_is_lost(
    people: Deciders, change: DecisionChange, section: str, total: str | None
) -> None:
    """A browser that lost half of the form, or a program: an empty list must not be saved in its place."""
    before = content(change)
    management = {"row-TOTAL_FORMS": total, "row-INITIAL_FORMS": "0"} if total is not None else {}

    response = of(people.drafter).post(section_at(change, section), {"based_on": "0", **management})

    assert response.status_code == 422
    assert content(change) == before
    assert not DraftSave.objects.exists()


@pytest.mark.parametrize("based_on", ["", "-1", "x", "99999999999", "1e3", "٣"])
def test_a_number_of_saving_that_is_none_counts_as_the_beginning(
    people: Deciders, change: DecisionChange, based_on: str
) -> None:
    saved = of(people.drafter).post(section_at(change, "requirements"), {"requirements": "A", "based_on": based_on})
    again = of(people.drafter).post(section_at(change, "requirements"), {"requirements": "B", "based_on": based_on})

    assert (saved.status_code, again.status_code) == (302, 409)
    assert version_of(change).requirements == "A"


@pytest.mark.parametrize("section", list(SECTIONS))
def test_a_change_of_another_decision_is_not_reached_through_ones_own(
    people: Deciders, change: DecisionChange, section: str
) -> None:
    """The address names both: a change belongs to the decision in front of it."""
    good(OTHER)
    other = only_change(world.drafted(people, OTHER))
    address = f"/cong-khai/quyet-dinh/{change.decision_id}/thu-tuc/{other.pk}/{section}/"

    assert of(people.drafter).get(address).status_code == 404
    assert of(people.drafter).post(address, {"based_on": "0"}).status_code == 404


@pytest.mark.parametrize("tail", ["", "papers/", "papers/bo-chu-da-go/", "xem-truoc/", "bo/"])
def test_another_department_reaches_nothing_of_it(people: Deciders, change: DecisionChange, tail: str) -> None:
    other = DepartmentFactory(code="H29.5", parent=people.committee, slug="so-cong-thuong", name="Sở Công Thương")
    stranger = of(world.staff("khac@thu.example", Role.PUBLISHER, other))

    assert stranger.get(f"{section_at(change)}{tail}").status_code in (404, 405)
    assert stranger.post(f"{section_at(change)}{tail}").status_code in (404, 405)
    assert Client().get(f"{section_at(change)}{tail}").status_code in (302, 405)


@pytest.mark.parametrize("section", ["papers", "requirements"])
def test_an_autosave_of_who_does_not_write_is_kept_nowhere(
    people: Deciders, change: DecisionChange, section: str
) -> None:
    of(people.checker).post(section_at(change, section), {"requirements": "Lén"}, headers=AUTOSAVE)

    assert not DraftTyping.objects.exists()


def test_what_was_typed_when_the_draft_was_handed_in_meanwhile_is_not_saved(
    people: Deciders, change: DecisionChange
) -> None:
    """Two of one department: one hands in while the other writes."""
    deciding.submit(change.decision, people.drafter)

    response = of(people.drafter).post(
        section_at(change, "requirements"), {"requirements": "Muộn", "based_on": "0"}, follow=True
    )

    assert "Dự thảo đang ở bước khác nên không sửa được." in response.content.decode()
    assert version_of(change).requirements == ""


def test_a_procedure_that_ends_has_nothing_to_edit(people: Deciders) -> None:
    good(CODE)
    ended = only_change(world.drafted(people, CODE, kind="abolish"))

    html = page(people.drafter, section_at(ended))

    assert "Thủ tục này hết hiệu lực khi quyết định có hiệu lực." in html
    assert "Theo quyết định của bộ" in html
    for tail in ("papers/", "xem-truoc/"):
        assert of(people.drafter).get(f"{section_at(ended)}{tail}").status_code == 404


@pytest.mark.parametrize("section", [key for key in LISTS if key not in ("questions", "doubts")])
def test_the_page_of_a_section_costs_the_same_for_one_row_and_for_many(
    people: Deciders, change: DecisionChange, section: str
) -> None:
    client, version = of(people.drafter), version_of(change)
    client.get(section_at(change, section))
    with CaptureQueriesContext(connection) as few:
        client.get(section_at(change, section))
    case = version.case("standard")
    for number in range(12):
        ComponentFactory(case=case, name=f"Giấy {number}", position=number)
        CaseFactory(version=version, key=f"c-{number}", position=number, eform=EFormFactory())
    rows = [{"code": str(n), "name": str(n), "title": str(n), "text": str(n)} for n in range(12)]
    ProcedureVersion.objects.filter(pk=version.pk).update(results=rows, legal_basis=rows, guide=rows)

    with CaptureQueriesContext(connection) as many:
        client.get(section_at(change, section))

    assert len(many) == len(few)


def test_saving_stores_each_row_once_whatever_was_sent_twice(people: Deciders, change: DecisionChange) -> None:
    """One stored row named by two sent rows: the second is a row of its own, none is taken from the first."""
    paper = stored(change, "papers")[0]

    of(people.drafter).post(section_at(change, "papers"), sent(paper, paper | {"name": "Bản thứ hai"}))

    papers = stored(change, "papers")
    assert [row["name"] for row in papers] == ["Giấy chứng sinh", "Bản thứ hai"]
    assert papers[0]["id"] == paper["id"] != papers[1]["id"]


def test_an_empty_section_may_be_left_empty(people: Deciders, change: DecisionChange) -> None:
    """The check tells what is missing; saving does not: work in progress is kept."""
    paper = stored(change, "papers")[0] | {"DELETE": True}

    saved = of(people.drafter).post(section_at(change, "papers"), sent(paper))

    assert saved.status_code == 302
    assert stored(change, "papers") == []
    assert "chưa có giấy tờ nào." in page(people.drafter, at(change.decision, "kiem-tra/"))


def test_discarding_what_nobody_typed_does_no_harm(people: Deciders, change: DecisionChange) -> None:
    before = content(change)

    response = of(people.drafter).post(section_at(change, "papers", "bo-chu-da-go/"))

    assert response["Location"] == section_at(change, "papers")
    assert content(change) == before
