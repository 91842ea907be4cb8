"""Any of the 34 provinces can run the portal, not only the one it was built in."""

from __future__ import annotations

import pytest

from portal.ui.provinces import PROVINCES, province_name, service_name
from tests.in_turn import in_turn
from units import divisions_source, lookup
from units.agency_codes import agency_codes
from units.loading import OtherProvince, load
from units.models import Unit, UnitKind

HUE = "46"


def test_the_header_calls_every_province_as_its_division_is_called() -> None:
    assert {record.code: record.full_name for record in divisions_source.provinces()} == PROVINCES


def test_no_two_provinces_share_an_agency_code() -> None:
    codes = [agency_codes(code).province for code in PROVINCES]
    assert len(set(codes)) == len(PROVINCES)


@in_turn("code", sorted(PROVINCES))
def test_agencies_of_a_province_have_codes_of_their_own_beneath_its_code(code: str) -> None:
    given = agency_codes(code)
    beneath = [*given.departments.values(), given.centre, *given.of_communes(["10001", "10002"], {}).values()]
    assert len(set(beneath)) == len(beneath)
    assert all(each.startswith(f"{given.province}.") for each in beneath)


@in_turn("code", sorted(PROVINCES))
def test_every_province_has_a_name_for_its_portal(code: str) -> None:
    assert service_name(code).startswith("Cổng dịch vụ công ")
    assert service_name(code).endswith(province_name(code).split(" ", 1)[1])


@pytest.mark.parametrize("code", ["", "99", "1", "079"])
def test_a_code_of_no_province_is_refused_in_words(code: str) -> None:
    with pytest.raises(LookupError, match="PORTAL_PROVINCE"):
        province_name(code)


@pytest.mark.django_db
class TestHue:
    @pytest.fixture(autouse=True)
    def _loaded(self) -> None:
        load(HUE)

    def test_every_commune_has_a_committee_where_dossiers_are_handed_in(self) -> None:
        communes = {record.code for record in divisions_source.communes() if record.parent_code == HUE}
        committees = Unit.objects.filter(kind=UnitKind.COMMUNE_COMMITTEE).select_related("division", "parent")
        assert {committee.division.code for committee in committees} == communes
        assert lookup.centre_of(committees[0]).parent == committees[0]

    def test_the_top_bears_the_name_and_code_of_the_province(self) -> None:
        top = lookup.provincial_committee()
        assert top.name == "Ủy ban nhân dân Thành phố Huế"
        assert top.code == agency_codes(HUE).province
        assert lookup.centre_of(top).kind == UnitKind.PROVINCIAL_CENTRE

    def test_nothing_of_ho_chi_minh_city_is_in_it(self) -> None:
        assert not Unit.objects.exclude(division__code=HUE).exclude(division__parent__code=HUE).exists()

    def test_a_second_province_in_the_same_database_is_refused_and_changes_nothing(self) -> None:
        before = Unit.objects.count()
        with pytest.raises(OtherProvince, match=HUE):
            load("79")
        assert Unit.objects.count() == before
