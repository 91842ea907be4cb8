"""Rules proved: the matrix finds each reason why a counter would say "not here", by the rules that route dossiers."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from procedures import coverage
from procedures.choices import Competence, Level, Source
from procedures.coverage import Gap
from procedures.models import Case, ProcedureVersion
from procedures.publishing import publish
from tests.in_turn import in_turn
from tests.procedures.delegations import delegated
from tests.procedures.factories import CaseFactory, ProcedureFactory, VersionFactory, announced, draft
from tests.procedures.review_queue import publisher, signed_in, staff
from tests.units import factories as make
from units import lookup
from units.models import Unit
from units.roles import Role

pytestmark = pytest.mark.django_db
PAGE = "/cong-khai/ra-soat/do-phu/"
CODE, OTHER = "1.000001", "1.000002"


def ward(*parts: str, has_counter: bool = True, has_centre: bool = True) -> Unit:
    """A ward's committee with its divisions, its centre and a counter."""
    committee: Unit = make.CommuneCommitteeFactory()
    for slug in parts:
        make.PartFactory(parent=committee, slug=slug)
    if has_centre:
        centre = make.CentreFactory(parent=committee)
        if has_counter:
            make.CounterFactory(unit=centre)
    return committee


def gaps(**which: Any) -> dict[str, list[list[Gap]]]:
    """The gaps of each procedure at each place."""
    at = coverage.places()
    return {row.code: [row.gaps_at(place) for place in at] for row in coverage.rows(**which)}


def test_a_whole_ward_receives_a_whole_procedure() -> None:
    ward("van-hoa-xa-hoi")
    announced(CODE)

    assert gaps() == {CODE: [[]]}


@pytest.mark.parametrize(
    ("parts", "which", "expected"),
    [
        (["van-hoa-xa-hoi"], {"has_centre": False}, [Gap.NO_CENTRE]),
        (["van-hoa-xa-hoi"], {"has_counter": False}, [Gap.NO_COUNTER]),
        (["kinh-te"], {}, [Gap.NO_DIVISION]),
        (["van-phong"], {}, []),
        (["kinh-te"], {"has_counter": False}, [Gap.NO_COUNTER, Gap.NO_DIVISION]),
    ],
)
def test_what_a_ward_lacks_is_its_gap(parts: list[str], which: dict[str, bool], expected: list[Gap]) -> None:
    ward(*parts, **which)
    announced(CODE)

    assert gaps() == {CODE: [expected]}


def test_what_a_procedure_lacks_is_a_gap_everywhere() -> None:
    ward("van-hoa-xa-hoi"), ward("van-hoa-xa-hoi")
    bare: ProcedureVersion = VersionFactory(procedure=ProcedureFactory(code=CODE))
    publish([bare])

    assert gaps() == {CODE: [[Gap.NO_CASE, Gap.NO_PROCESS]] * 2}


def test_a_matter_of_a_department_needs_the_department_not_the_ward() -> None:
    ward()
    announced(CODE, competence=Competence.DEPARTMENT, competent_department="so-tu-phap")
    assert gaps() == {CODE: [[Gap.NO_DEPARTMENT]]}

    make.DepartmentFactory(slug="so-tu-phap")

    assert gaps() == {CODE: [[]]}


def test_a_version_that_ends_without_another_is_told_in_time() -> None:
    ward("van-hoa-xa-hoi")
    version = announced(CODE)
    until = timezone.localdate() + timedelta(days=20)
    ProcedureVersion.objects.filter(pk=version.pk).update(valid_to=until)
    assert gaps() == {CODE: [[Gap.ENDS]]}

    publish([draft(procedure=version.procedure, number=2, source=Source.LOCAL)], until)

    assert gaps() == {CODE: [[]]}


def test_only_the_commune_level_in_force_counts() -> None:
    ward("van-hoa-xa-hoi")
    announced("1.000007", levels=[Level.PROVINCE])
    draft(procedure=ProcedureFactory(code="1.000008"))
    announced(CODE, levels=[Level.COMMUNE, Level.PROVINCE])

    assert list(gaps()) == [CODE]


def test_units_that_ended_do_not_receive() -> None:
    committee = ward("van-hoa-xa-hoi")
    announced(CODE)
    Unit.objects.filter(parent=committee).update(valid_to=date(2026, 1, 1))

    assert gaps() == {CODE: [[Gap.NO_CENTRE, Gap.NO_DIVISION]]}


@in_turn("parts", [[], ["van-phong"], ["kinh-te"], ["van-hoa-xa-hoi"], ["kinh-te", "van-phong"]], taken_back=True)
@in_turn("division", ["van-hoa-xa-hoi", "kinh-te", "van-phong"], taken_back=True)
@in_turn("has_centre", [True, False], taken_back=True)
def test_the_matrix_agrees_with_the_look_ups_that_route_dossiers(
    parts: list[str], division: str, has_centre: bool
) -> None:
    committee = ward(*parts, has_centre=has_centre)
    announced(CODE, division=division)

    def works(look_up: Any, *told: Any) -> bool:
        try:
            look_up(*told)
        except lookup.UnknownUnit:
            return False
        return True

    found = gaps()[CODE][0]
    assert works(lookup.centre_of, committee) == (Gap.NO_CENTRE not in found)
    assert works(lookup.division_for, committee, division) == (Gap.NO_DIVISION not in found)


def test_places_that_are_alike_share_a_column_the_largest_first() -> None:
    ward("kinh-te")
    for _number in range(3):
        ward("van-hoa-xa-hoi", "kinh-te")

    assert [len(column.places) for column in coverage.columns(coverage.places())] == [3, 1]


def test_the_page_costs_the_same_however_many_wards_and_procedures(django_assert_max_num_queries: Any) -> None:
    client = signed_in(publisher())
    for number in range(12):
        ward("van-hoa-xa-hoi", has_counter=number % 2 == 0)
        announced(f"1.{200000 + number}")

    with django_assert_max_num_queries(16):
        answer = client.get(PAGE)

    assert answer.context["counts"] == {"procedures": 12, "gaps": 12, "centres": 12}
    assert len(answer.context["columns"]) == 2


def test_the_page_filters_and_says_each_gap_in_words() -> None:
    ward("kinh-te")
    announced(CODE, name="Khai sinh")
    announced(OTHER, name="Kinh doanh", division="kinh-te")
    client = signed_in(publisher())

    def codes(query: str) -> list[str]:
        return [line.row.code for line in client.get(PAGE + query).context["lines"]]

    assert codes("") == [CODE, OTHER]
    assert codes("?xem=thieu") == [CODE]
    assert codes("?tim=kinh") == [OTHER]
    assert codes("?tim=%00") == [CODE, OTHER]
    assert codes("?linh-vuc=Không+có") == []
    assert codes("?trang=2") == []
    assert "Chưa có cơ quan chuyên môn xử lý" in client.get(PAGE).content.decode()


def test_the_file_lists_every_gap_and_no_formula() -> None:
    ward("kinh-te"), ward("kinh-te", has_counter=False)
    announced(CODE, name="=cmd|'/c calc'!A1")
    announced(OTHER, division="kinh-te")

    answer = signed_in(publisher()).get(f"{PAGE}?tep=csv")

    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    lines = list(csv.reader(StringIO(text)))
    assert [(line[0], line[5]) for line in lines[1:]] == [
        (CODE, "Chưa có cơ quan chuyên môn xử lý"),
        (CODE, "Trung tâm chưa có quầy đang mở"),
        (CODE, "Chưa có cơ quan chuyên môn xử lý"),
        (OTHER, "Trung tâm chưa có quầy đang mở"),
    ]
    assert all(line[1][:1] != "=" for line in lines)


def test_only_publishers_see_it() -> None:
    assert signed_in(staff(Role.OFFICER)).get(PAGE).status_code == 403
    assert Client().get(PAGE).status_code == 302


def test_an_empty_catalogue_says_what_will_be_here() -> None:
    assert "sẽ hiện ở đây" in signed_in(publisher()).get(PAGE).content.decode()


def test_a_case_without_papers_is_a_case() -> None:
    ward("van-hoa-xa-hoi")
    version = VersionFactory(procedure=ProcedureFactory(code=CODE))
    CaseFactory(version=version)
    publish([version])

    assert Case.objects.count() == 1
    assert gaps() == {CODE: [[Gap.NO_PROCESS]]}


def test_the_file_judges_alike_places_once_and_says_of_each_what_it_lacks() -> None:
    """What stands for a group stands for each place of it: the file and a look at every single place agree."""
    ward("kinh-te"), ward("kinh-te"), ward("van-hoa-xa-hoi"), ward("kinh-te", has_counter=False), ward(has_centre=False)
    announced(CODE), announced(OTHER, division="kinh-te")
    found, at = coverage.rows(), coverage.places()

    listed = [(row.code, place.committee_code, gap) for row, place, gap in coverage.every_gap(found, at)]

    each = [(row.code, place.committee_code, gap) for row in found for place in at for gap in row.gaps_at(place)]
    assert listed == each
    assert len(coverage.columns(at)) == 4


def test_procedures_alike_but_for_a_delegation_are_judged_apart() -> None:
    ward("van-hoa-xa-hoi")
    announced(CODE), announced(OTHER)
    gone = make.DepartmentFactory(code="H29.12", slug="so-y-te", valid_to=timezone.localdate() + timedelta(days=1))
    committee = Unit.objects.get(kind="commune_committee")
    delegated(committee, gone, OTHER, valid_to=timezone.localdate() + timedelta(days=9))
    found, at = {row.code: row for row in coverage.rows()}, coverage.places()

    judge = coverage.Judge(at)

    assert judge.cells(found[CODE]) == [[]]
    assert judge.cells(found[OTHER]) == [found[OTHER].gaps_at(at[0])] != [[]]


def test_a_long_list_prints_its_head_and_keeps_its_rows_whole() -> None:
    """The style sheet's part: the list of centres is named for it."""
    ward("kinh-te")
    announced(CODE)

    assert 'class="govuk-list review-places"' in signed_in(publisher()).get(PAGE).content.decode()
