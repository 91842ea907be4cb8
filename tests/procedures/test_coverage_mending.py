"""Rules proved: the matrix follows delegations, counts each gap, and leads from it to where it is mended."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from portal.accounts.models import User
from procedures import coverage, page_cache
from procedures.choices import Competence, DelegationKind, Level
from procedures.coverage import Gap
from procedures.models import Decision, ProcedureVersion
from procedures.publishing import publish
from procedures.views.review.coverage import tallies
from tests.procedures.deciding_world import make_deciders
from tests.procedures.delegations import days, delegated, office_unit, today
from tests.procedures.factories import CaseFactory, ProcedureFactory, VersionFactory, announced
from tests.procedures.review_queue import publisher, signed_in, staff
from tests.units import factories as make
from units.models import Unit
from units.roles import Role

pytestmark = pytest.mark.django_db
PAGE, AMEND = "/cong-khai/ra-soat/do-phu/", "/cong-khai/bo-sung/"
CODE, OTHER = "1.000001", "1.000002"


@pytest.fixture
def health() -> Unit:
    made: Unit = make.DepartmentFactory(code="H29.12", slug="so-y-te", name="Sở Y tế")
    office_unit()
    return made


def ward(*parts: str, code: str = "26740") -> Unit:
    """A ward with a centre, a counter and these divisions."""
    committee: Unit = make.CommuneCommitteeFactory(division__code=code)
    make.CounterFactory(unit=make.CentreFactory(parent=committee))
    for slug in parts:
        make.PartFactory(parent=committee, slug=slug)
    return committee


def of_department(code: str = CODE, **more: Any) -> ProcedureVersion:
    told = {"levels": [Level.PROVINCE], "competence": Competence.DEPARTMENT, "competent_department": "so-y-te"}
    return announced(code, **(told | {"division": ""} | more))


def gaps() -> dict[str, list[list[Gap]]]:
    at = coverage.places()
    return {row.code: [row.gaps_at(place) for place in at] for row in coverage.rows()}


def test_what_a_department_gives_to_the_communes_joins_the_matrix(health: Unit) -> None:
    ward()
    of_department()
    assert gaps() == {}

    delegated(health, None, CODE, valid_to=days(60))

    assert gaps() == {CODE: [[]]}


def test_a_commune_that_settles_for_a_department_needs_the_division(health: Unit) -> None:
    ward("van-hoa-xa-hoi"), ward(code="26743")
    of_department(division="van-hoa-xa-hoi")
    delegated(health, None, CODE, valid_to=days(60))

    assert sorted(gaps()[CODE]) == [[], [Gap.NO_DIVISION]]


def test_a_ward_that_gave_a_matter_away_needs_no_division_for_it(health: Unit) -> None:
    """And stands in a column of its own, although it is otherwise like the others."""
    first, _second = ward(), ward(code="26743")
    announced(CODE)
    assert gaps() == {CODE: [[Gap.NO_DIVISION]] * 2}
    assert len(coverage.columns(coverage.places())) == 1

    delegated(first, Unit.objects.get(parent=first, slug="trung-tam"), CODE, valid_to=days(60))

    at = coverage.places()
    found = {place.commune_code: coverage.rows()[0].gaps_at(place) for place in at}
    assert found == {"26740": [], "26743": [Gap.NO_DIVISION]}
    assert len(coverage.columns(at)) == 2


def test_a_receiver_that_is_gone_is_a_gap(health: Unit) -> None:
    ward("van-hoa-xa-hoi")
    other = make.DepartmentFactory(code="H29.13", slug="so-an-toan-thuc-pham")
    of_department(levels=[Level.COMMUNE])
    delegated(health, other, CODE, valid_to=days(60))
    assert gaps() == {CODE: [[]]}

    Unit.objects.filter(pk=other.pk).update(valid_to=today())
    page_cache.forget(())

    assert gaps() == {CODE: [[Gap.NO_DELEGATE]]}


@pytest.mark.parametrize(("last", "told"), [(1, True), (30, True), (31, False), (None, False)])
@pytest.mark.parametrize("goes_on", [False, True])
def test_a_delegation_that_ends_soon_is_told_unless_another_follows(
    health: Unit, last: int | None, told: bool, goes_on: bool
) -> None:
    ward()
    of_department()
    kind = DelegationKind.DELEGATED if last else DelegationKind.DECENTRALISED
    until: date | None = days(last) if last else None
    delegated(health, None, CODE, kind=kind, valid_to=until)
    if goes_on and until:
        delegated(health, None, CODE, valid_from=until, valid_to=days(99))

    assert gaps() == {CODE: [[Gap.DELEGATION_ENDS] if told and not goes_on else []]}


def test_a_roadmap_day_ahead_still_binds_to_the_place() -> None:
    ward("van-hoa-xa-hoi")
    announced(CODE, non_territorial_from=days(1))
    announced(OTHER, non_territorial_from=today())

    assert {row.code: row.is_non_territorial for row in coverage.rows()} == {CODE: False, OTHER: True}


def bare(code: str) -> ProcedureVersion:
    """A procedure in force with a case and no process."""
    version: ProcedureVersion = VersionFactory(procedure=ProcedureFactory(code=code))
    CaseFactory(version=version)
    publish([version])
    return version


def test_each_gap_is_counted_with_its_centres_and_leads_to_its_procedures() -> None:
    ward("kinh-te"), ward("van-hoa-xa-hoi", code="26743")
    bare(CODE)
    announced(OTHER)
    client = signed_in(publisher())

    answer = client.get(PAGE)

    told = {tally.gap: (tally.procedures, tally.centres) for tally, _url in answer.context["summary"]}
    assert told == {Gap.NO_DIVISION: (2, 1), Gap.NO_PROCESS: (1, 2)}
    by_gap = {
        tally.gap: [line.row.code for line in client.get(PAGE + url).context["lines"]]
        for tally, url in answer.context["summary"]
    }
    assert by_gap == {Gap.NO_DIVISION: [CODE, OTHER], Gap.NO_PROCESS: [CODE]}


@pytest.mark.parametrize("asked", ["?loi=la", "?loi=%00", "?loi=no_process%27--", "?trang=-1", "?trang=99999999999"])
def test_a_question_that_nobody_offers_is_as_if_it_were_not_there(asked: str) -> None:
    ward("van-hoa-xa-hoi")
    announced(CODE)

    assert [line.row.code for line in signed_in(publisher()).get(PAGE + asked).context["lines"]] == [CODE]


def test_without_a_gap_there_is_nothing_to_count() -> None:
    assert tallies([], []) == []
    ward("van-hoa-xa-hoi")
    announced(CODE)
    answer = signed_in(publisher()).get(PAGE)
    assert answer.context["summary"] == []
    assert "Còn thiếu gì" not in answer.content.decode()


def test_what_the_procedure_lacks_is_mended_with_one_click() -> None:
    people = make_deciders()
    bare(CODE)
    ward("van-hoa-xa-hoi")
    client = signed_in(people.drafter)
    assert "Soạn sửa đổi" in client.get(PAGE).content.decode()

    key = str(uuid4())
    answers = [client.post(AMEND, {"code": CODE, "submission_key": key}) for _time in range(2)]

    decision = Decision.objects.get()
    change = decision.changes.get()
    assert change.procedure.code == CODE
    for answer in answers:
        assert answer["Location"] == f"/cong-khai/quyet-dinh/{decision.pk}/thu-tuc/{change.pk}/"


@pytest.mark.parametrize("code", ["", "9.999999", "x" * 200, "1.000001; DROP"])
def test_what_cannot_be_amended_leaves_no_empty_draft_behind(code: str) -> None:
    people = make_deciders()

    answer = signed_in(people.drafter).post(AMEND, {"code": code})

    assert answer["Location"] == PAGE
    assert not Decision.objects.exists()


def test_a_procedure_in_work_elsewhere_is_told() -> None:
    people = make_deciders()
    bare(CODE)
    client = signed_in(people.drafter)
    client.post(AMEND, {"code": CODE})

    client.post(AMEND, {"code": CODE})

    assert Decision.objects.count() == 1
    assert "đang được xử lý trong quyết định" in client.get(PAGE).content.decode()


def test_only_who_drafts_begins_one() -> None:
    bare(CODE)
    for person in (staff(Role.OFFICER), staff(Role.LEADER)):
        assert signed_in(person).post(AMEND, {"code": CODE}).status_code == 403
    assert Client().post(AMEND, {"code": CODE}).status_code == 302
    assert signed_in(make_deciders().drafter).get(AMEND).status_code == 405
    assert not Decision.objects.exists()


def test_places_lead_to_who_can_mend_them() -> None:
    committee = ward()
    announced(CODE)
    people = signed_in(publisher()).get(PAGE).content.decode()
    assert f'href="/don-vi/{committee.code}/"' in people
    assert "/quan-tri/" not in people

    administrator = publisher()
    User.objects.filter(pk=administrator.pk).update(is_superuser=True, is_staff=True)
    administrator.refresh_from_db()
    page = signed_in(administrator).get(PAGE).content.decode()
    assert f"/quan-tri/units/unit/?q={committee.code}" in page


def test_a_gap_of_a_delegation_leads_to_a_new_one(health: Unit) -> None:
    ward()
    of_department()
    delegated(health, None, CODE, valid_to=days(3))

    page = signed_in(publisher()).get(PAGE).content.decode()

    assert f"/cong-khai/uy-quyen/moi/?ma={CODE}" in page
    form = signed_in(publisher()).get(f"/cong-khai/uy-quyen/moi/?ma={CODE}").content.decode()
    assert CODE in form


def test_pages_of_the_matrix_hold_each_procedure_once_and_keep_the_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """Filters go along to the next page, to the page before and into the file."""
    monkeypatch.setattr("procedures.views.review.coverage.PAGE_SIZE", 2)
    ward()
    codes = [announced(f"1.00020{n}", name=f"Khai sinh {n}").procedure.code for n in range(5)]
    announced(OTHER, name="Kinh doanh")
    client, query, walked = signed_in(publisher()), "?tim=khai&loi=no_division", []

    while query:
        answer = client.get(PAGE + query)
        walked.append([line.row.code for line in answer.context["lines"]])
        before, query = answer.context["page"].previous, answer.context["page"].next

    assert walked == [codes[:2], codes[2:4], codes[4:]]
    assert [line.row.code for line in client.get(PAGE + before).context["lines"]] == codes[2:4]
    file = b"".join(client.get(PAGE + answer.context["csv"]).streaming_content).decode()  # type: ignore[attr-defined]
    assert OTHER not in file
    assert all(file.count(code) == 1 for code in codes)
