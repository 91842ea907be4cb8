"""`load_units`: the whole country's divisions and one province's units, once and again."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from units import addresses, calendars, divisions_source, lookup
from units.departments import DEPARTMENT_SLUGS
from units.models import Division, Unit, UnitKind

pytestmark = pytest.mark.django_db
#: Places that stand for the rest: a ward, a commune, the special zone.
SAI_GON, CU_CHI, CON_DAO = "26740", "27496", "26732"


def load(**options: object) -> str:
    """Run the command and give back what it said."""
    out = io.StringIO()
    call_command("load_units", stdout=out, **options)
    return out.getvalue()


def kinds() -> dict[str, int]:
    """How many units there are of each kind."""
    return dict(Unit.objects.order_by().values_list("kind").annotate(Count("pk")))


def test_the_whole_country_and_the_units_of_ho_chi_minh_city() -> None:
    assert load().startswith("divisions: 3355, units: 898, counters: 1097")
    assert Division.objects.filter(parent=None).count() == 34
    assert Division.objects.exclude(parent=None).count() == 3321
    assert kinds() == {
        UnitKind.PROVINCIAL_COMMITTEE: 1,
        UnitKind.DEPARTMENT: len(DEPARTMENT_SLUGS),
        UnitKind.PROVINCIAL_CENTRE: 1,
        UnitKind.BRANCH: 38,
        UnitKind.COMMUNE_COMMITTEE: 168,
        UnitKind.COMMUNE_DIVISION: 3 * 168,
        UnitKind.COMMUNE_CENTRE: 168,
    }
    few = Unit.objects.filter(kind__in=("commune_centre", "branch")).annotate(n=Count("counters")).exclude(n=5)
    assert not few.exists()


def test_a_second_run_writes_nothing_and_asks_little(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    load()
    before = list(Unit.objects.order_by("pk").values())
    with django_assert_max_num_queries(20):
        assert load() == "divisions: 0, units: 0, counters: 0, addresses: 0 written\n"
    assert list(Unit.objects.order_by("pk").values()) == before


def test_names_are_those_of_a_ward_a_commune_and_a_special_zone() -> None:
    load()
    ward, special = lookup.committee_of(SAI_GON), lookup.committee_of(CON_DAO)
    rural = lookup.committee_of(Division.objects.get(parent__code="79", name="Củ Chi").code)
    assert ward.name == "Ủy ban nhân dân phường Sài Gòn"
    assert ward.parent is not None
    assert ward.parent.name == "Ủy ban nhân dân Thành phố Hồ Chí Minh"
    assert lookup.division_for(ward, "kinh-te").name == "Phòng Kinh tế, Hạ tầng và Đô thị phường Sài Gòn"
    assert lookup.division_for(rural, "kinh-te").name == "Phòng Kinh tế xã Củ Chi"
    assert special.name == "Ủy ban nhân dân đặc khu Côn Đảo"
    centre = lookup.centre_of(ward)
    assert centre.code == f"{ward.code}.9"
    assert centre.address == "45 - 47 Lê Duẩn, phường Sài Gòn, Thành phố Hồ Chí Minh"
    assert calendars.calendar_of(centre).weekly.keys() == {0, 1, 2, 3, 4}


def test_what_an_administrator_changed_stays() -> None:
    load()
    unit = lookup.centre_of(lookup.committee_of(SAI_GON))
    Unit.objects.filter(pk=unit.pk).update(name="Tên đã sửa", address="Địa chỉ đã sửa")
    Division.objects.filter(code=SAI_GON).update(full_name="Phường Sai")
    assert load().startswith("divisions: 1, units: 0")
    unit.refresh_from_db()
    assert (unit.name, unit.address) == ("Tên đã sửa", "Địa chỉ đã sửa")
    assert Division.objects.get(code=SAI_GON).full_name == "Phường Sài Gòn"


def test_another_province_gets_its_own_codes_and_no_branches(settings: Settings) -> None:
    settings.PORTAL_PROVINCE = "01"
    load()
    assert lookup.provincial_committee().code == "H26"
    assert kinds()[UnitKind.COMMUNE_COMMITTEE] == 126
    assert UnitKind.BRANCH not in kinds()
    assert not Unit.objects.exclude(code__startswith="H26").exists()


def test_one_database_serves_one_province(settings: Settings) -> None:
    settings.PORTAL_PROVINCE = "46"
    load()
    settings.PORTAL_PROVINCE = "79"
    with pytest.raises(CommandError, match="province 46"):
        load()
    assert not Unit.objects.filter(code__startswith="H29").exists()


def test_an_unknown_province_loads_nothing(settings: Settings) -> None:
    settings.PORTAL_PROVINCE = "74"
    with pytest.raises(CommandError, match="'74'"):
        load()
    assert not Division.objects.exists()


def test_a_commune_that_is_new_gets_a_fresh_code(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PORTAL_PROVINCE = "46"
    records = divisions_source.divisions()
    newcomer = next(record for record in records if record.parent_code == "46")
    monkeypatch.setattr(divisions_source, "divisions", lambda: [record for record in records if record != newcomer])
    load()
    given = {unit.division.code: unit.code for unit in _communes()}
    monkeypatch.undo()
    assert load().startswith("divisions: 1, units: 5, counters: 5")
    after = {unit.division.code: unit.code for unit in _communes()}
    assert after.pop(newcomer.code) == f"H57.{101 + len(given)}"
    assert after == given


def _communes() -> list[Unit]:
    return list(Unit.objects.filter(kind=UnitKind.COMMUNE_COMMITTEE).select_related("division"))


def test_addresses_of_a_file_fill_what_is_empty_or_replace(tmp_path: Path) -> None:
    path = tmp_path / "addresses.csv"
    rows = f"commune_code,point,address,hotline\n{SAI_GON},main,1 Đường Mới,028 1\n{SAI_GON},point,2 Điểm Khác,\n"
    path.write_text(rows + f"{CON_DAO},main,6 Nguyễn Huệ,\n99999,main,Không có,\n", encoding="utf-8")
    load()
    assert "addresses: 1 written" in load(addresses=str(path))
    place = lookup.centre_of(lookup.committee_of(CON_DAO))
    assert (place.address, "6 nguyen hue" in place.search_text) == ("6 Nguyễn Huệ", True)
    assert "addresses: 1 written" in load(addresses=str(path), replace=True)
    assert lookup.centre_of(lookup.committee_of(SAI_GON)).address == "1 Đường Mới"


@pytest.mark.parametrize(
    ("content", "words"), [("a,b\n1,2\n", "columns are missing"), (None, "cannot read"), (b"\xff\xfe\x00", "cannot")]
)
def test_a_bad_file_of_addresses_is_said_in_words(tmp_path: Path, content: str | bytes | None, words: str) -> None:
    path = tmp_path / "addresses.csv"
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(addresses.BadAddressFile, match=words):
        addresses.read(str(path))
