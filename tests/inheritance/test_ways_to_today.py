"""Rules proved: an old name leads to one unit of today or to a question; an old day to the version that held then."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers import aliases
from dossiers.models import Dossier
from portal.inheritance import mapping
from portal.inheritance.columns import WrongCell
from portal.inheritance.mapping import Ways
from portal.vietnamese.moments import VIETNAM
from procedures.models import ProcedureVersion
from procedures.publishing import change_catalogue, publish
from tests.dossiers.world import BIRTH, World, given_world, make_unit
from tests.inheritance.packing import dossier, faults, imported, packed
from tests.procedures.factories import draft, usual_steps
from units.models import Unit, UnitKind, UnitSuccession, today_in_vietnam
from units.resolving import Candidate

DAY = date(2026, 3, 15)


@pytest.fixture
def world(db: None) -> World:
    """Two wards, their staff, a mother, and birth registration."""
    return given_world()


def ended(world: World, code: str = "H29.777", name: str = "Ủy ban nhân dân huyện Phú Giáo") -> Unit:
    """An authority that ended with the districts."""
    own = world.ward.committee
    unit = make_unit(code, name, UnitKind.DEPARTMENT, own.division.parent or own.division, own.calendar, own.parent)
    Unit.objects.filter(pk=unit.pk).update(valid_from=date(2010, 1, 1), valid_to=date(2025, 7, 1))
    unit.refresh_from_db()
    return unit


def follows(old: Unit, new: Unit, share: str = "1") -> None:
    UnitSuccession.objects.create(
        predecessor=old, successor=new, share=Decimal(share), effective_from=date(2025, 7, 1), decision="NQ 1685"
    )


def refusal(ways: Ways, agency: str, address: str = "") -> str:
    with pytest.raises(WrongCell) as caught:
        ways.units(agency, address)
    assert caught.value.column == "co_quan"
    return str(caught.value)


def names(monkeypatch: pytest.MonkeyPatch, found: dict[str, list[Unit]]) -> list[str]:
    """Lets names lead to these units; what was asked for is noted."""
    asked: list[str] = []

    def resolve(name: str) -> list[Candidate]:
        asked.append(name)
        return [Candidate(unit.division, unit, "") for unit in found.get(name, [])]

    monkeypatch.setattr(mapping, "resolve", resolve)
    return asked


def test_a_code_of_today_leads_to_its_unit_and_to_the_centre_that_receives_for_it(world: World) -> None:
    ward = world.ward

    assert Ways().units(ward.committee.code, "") == (ward.centre, ward.committee)
    assert Ways().units(ward.office.code, "") == (ward.centre, ward.office)
    assert Ways().units(ward.centre.code, "") == (ward.centre, ward.centre)


def test_a_code_that_ended_leads_to_its_only_heir(world: World) -> None:
    old = ended(world)
    follows(old, world.other_ward.committee)

    assert Ways().units(old.code, "") == (world.other_ward.centre, world.other_ward.committee)


def test_a_code_that_was_split_is_a_question_that_names_its_heirs(world: World) -> None:
    old = ended(world)
    follows(old, world.ward.committee, "0.6")
    follows(old, world.other_ward.committee, "0.4")

    words = refusal(Ways(), old.code)

    assert "2 đơn vị" in words
    assert words.index("H29.101") < words.index("H29.102"), "the larger part first"
    assert "don_vi" in words


def test_a_code_that_ended_without_an_heir_leads_nowhere(world: World) -> None:
    assert refusal(Ways(), ended(world).code) == "Không tìm thấy đơn vị hiện nay của «H29.777»."


def test_a_heir_that_has_not_begun_is_none_yet(world: World) -> None:
    old = ended(world)
    follows(old, world.ward.committee)
    UnitSuccession.objects.update(effective_from=today_in_vietnam() + timedelta(days=30))

    assert "Không tìm thấy" in refusal(Ways(), old.code)


def test_the_table_of_units_goes_before_everything_else(world: World) -> None:
    """Even a name that is a code of today: whoever wrote the package knows better."""
    ways = Ways({world.ward.committee.code: world.other_ward.committee.code})

    assert ways.units(world.ward.committee.code, "Phường Sài Gòn")[1] == world.other_ward.committee


def test_a_decision_for_a_unit_that_is_not_there_is_told_by_the_unit(world: World) -> None:
    assert "«H29.999»" in refusal(Ways({"UBND huyện Phú Giáo": "H29.999"}), "UBND huyện Phú Giáo")


def test_the_address_of_the_owner_tells_which_commune_of_a_district_it_is(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = world.ward.committee, world.other_ward.committee
    names(
        monkeypatch,
        {
            "huyện Phú Giáo": [first, second],
            "Phước Hòa, huyện Phú Giáo": [second],
            "Nơi khác, huyện Phú Giáo": [],
        },
    )
    ways = Ways()

    assert ways.units("huyện Phú Giáo", "Phước Hòa")[1] == second
    assert "2 đơn vị" in refusal(ways, "huyện Phú Giáo", "Nơi khác")
    assert "2 đơn vị" in refusal(ways, "huyện Phú Giáo")


def test_an_address_outside_of_the_district_does_not_lead_out_of_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = world.ward.committee
    elsewhere = make_unit("H29.500", "Sở Tư pháp", UnitKind.DEPARTMENT, own.division, own.calendar, own.parent)
    names(
        monkeypatch,
        {"huyện X": [own, world.other_ward.committee], "Vũng Tàu, huyện X": [elsewhere]},
    )

    assert "2 đơn vị" in refusal(Ways(), "huyện X", "Vũng Tàu")


def test_many_heirs_are_counted_and_three_of_them_named(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    own = world.ward.committee
    units = [
        make_unit(f"H29.60{n}", f"Sở Thứ {n}", UnitKind.DEPARTMENT, own.division, own.calendar, own.parent)
        for n in range(5)
    ]
    names(monkeypatch, {"thành phố Dĩ An": units})

    words = refusal(Ways(), "thành phố Dĩ An")

    assert "5 đơn vị" in words
    assert [f"H29.60{n}" in words for n in range(5)] == [True, True, True, False, False]


def test_a_unit_nobody_receives_for_is_told(world: World) -> None:
    """A department hands in at the provincial centre: this province has none."""
    own = world.ward.committee
    make_unit("H29.500", "Sở Tư pháp", UnitKind.DEPARTMENT, own.division, own.calendar, own.parent)

    assert refusal(Ways(), "H29.500") == "Đơn vị của «H29.500» không có nơi tiếp nhận hồ sơ."


def test_every_name_is_asked_for_once_a_run(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = names(monkeypatch, {"UBND phường Sài Gòn": [world.ward.committee]})
    ways = Ways()
    first = ways.units("UBND phường Sài Gòn", "")

    with CaptureQueriesContext(connection) as queries:
        assert all(ways.units("UBND phường Sài Gòn", "") == first for _time in range(5))

    assert asked == ["UBND phường Sài Gòn"]
    assert not queries.captured_queries


def test_a_decided_name_is_asked_for_once_whatever_the_addresses(world: World) -> None:
    ways = Ways({"huyện X": world.ward.committee.code})
    ways.units("huyện X", "Số 1")

    with CaptureQueriesContext(connection) as queries:
        ways.units("huyện X", "Số 2")

    assert not queries.captured_queries


def another_edition(world: World, *, without_process: bool = False) -> ProcedureVersion:
    """A later edition of birth registration, in force from DAY on; it ends the one before."""
    fresh = draft(procedure=world.birth.procedure, number=world.birth.number + 1, steps=usual_steps)
    if without_process:
        fresh.processes.all().delete()
    publish([fresh], valid_from=DAY)
    return fresh


def test_the_version_of_the_day_of_filing_stands_with_the_dossier(world: World) -> None:
    later = another_edition(world)
    ways = Ways()

    assert ways.matter(BIRTH, DAY - timedelta(days=1))[0] == world.birth
    assert ways.matter(BIRTH, DAY)[0] == ways.matter(BIRTH, DAY + timedelta(days=9))[0] == later


def test_before_the_first_edition_the_oldest_one_counts(world: World) -> None:
    another_edition(world)

    assert Ways().matter(BIRTH, date(1999, 1, 1))[0] == world.birth


def test_old_dossiers_of_a_procedure_that_was_abolished_come_over(world: World) -> None:
    procedure = world.birth.procedure
    change_catalogue([], {procedure.pk: None}, DAY)

    assert Ways().matter(BIRTH, DAY - timedelta(days=9))[0] == world.birth
    assert faults(imported(packed(ho_so=[dossier()]))) == []


def test_case_and_process_are_of_the_version_that_was_chosen(world: World) -> None:
    version, case, process = Ways().matter(BIRTH, DAY)

    assert case.version == process.version == version
    assert process.case_id in (None, case.pk)


def test_a_version_without_a_process_hands_over_to_one_that_has(world: World) -> None:
    another_edition(world, without_process=True)

    assert Ways().matter(BIRTH, DAY)[0] == world.birth


def test_a_procedure_nobody_published_or_without_any_process_is_told(world: World) -> None:
    bare = draft(procedure__code="1.999998")
    bare.processes.all().delete()
    publish([bare])
    draft(procedure__code="1.999997", steps=usual_steps)
    for code, words in (
        ("9.999999", "Không có thủ tục nào mã này"),
        ("1.999997", "Không có thủ tục nào mã này"),
        ("1.999998", "chưa có quy trình nội bộ"),
    ):
        with pytest.raises(WrongCell, match=words) as caught:
            Ways().matter(code, DAY)
        assert caught.value.column == "ma_thu_tuc"


def test_procedures_are_asked_for_once_a_day_of_filing(world: World) -> None:
    ways = Ways()
    ways.matter(BIRTH, DAY)

    with CaptureQueriesContext(connection) as queries:
        ways.matter(BIRTH, DAY)

    assert not queries.captured_queries


def test_a_draft_of_a_procedure_holds_for_no_old_dossier(world: World) -> None:
    draft(procedure=world.birth.procedure, number=world.birth.number + 1, steps=usual_steps)

    assert Ways().matter(BIRTH, today_in_vietnam())[0] == world.birth


def test_a_package_takes_heirs_and_editions_by_the_day_in_vietnam(world: World) -> None:
    """Filed at half past midnight in Vietnam, when it was still the day before in Greenwich."""
    later = another_edition(world)
    old = ended(world)
    follows(old, world.other_ward.committee)
    rows = [
        dossier("A", co_quan=old.code, ngay_nop="2026-03-15 00:30", ngay_tiep_nhan="", ngay_hen_tra="",
                ngay_xong="", ngay_tra="2026-03-16"),
        dossier("B", co_quan=old.code, ngay_nop="2026-03-14 23:59", ngay_tiep_nhan="", ngay_hen_tra="",
                ngay_xong="", ngay_tra="2026-03-16"),
    ]  # fmt: skip

    job = imported(packed(ho_so=rows))

    assert faults(job) == []
    kept = {code: aliases.find(code) for code in ("A", "B")}
    assert [kept[code] and kept[code].procedure_version for code in ("A", "B")] == [later, world.birth]  # type: ignore[union-attr]
    assert {one.competent_unit for one in Dossier.objects.all()} == {world.other_ward.committee}
    assert sorted(one.code.rpartition("-")[0] for one in Dossier.objects.all()) == ["H29.102-260314", "H29.102-260315"]
    assert kept["A"] and kept["A"].submitted_at == datetime(2026, 3, 15, 0, 30, tzinfo=VIETNAM)
