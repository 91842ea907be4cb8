"""One procedure as the national portal tells it, key by key: nothing judged, nothing lost, nothing that breaks."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from portal.national.catalogue import lists
from portal.national.catalogue.records import CHANNELS, LEVELS, UNITS, record_of
from portal.national.models import ListDifference
from portal.national.models.catalogue import ListDifferenceKind as Kind
from procedures.models import Field

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)


def way(*limits: dict[str, Any], kenh: str = "1") -> dict[str, Any]:
    return {"CACHTHUCTHUCHIEN": [{"KENH": kenh, "THOIGIAN": list(limits)}]}


def channels(told: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = record_of(told)["channels"]
    return found


def fee(**told: Any) -> dict[str, Any]:
    limit = {"THOIGIANGIAIQUYET": "3", "DONVITINH": "Ngày", "PHILEPHI": [told]}
    found: dict[str, Any] = channels(way(limit))[0]["fees"][0]
    return found


def paper(**told: Any) -> dict[str, Any]:
    found: dict[str, Any] = record_of({"THANHPHANHOSO": {"TRUONGHOP": "", "GIAYTO": told}})["documents"][0]["items"][0]
    return found


def test_an_empty_answer_is_a_record_with_every_key() -> None:
    whole = record_of({"MATTHC": "1.1"})
    assert record_of({}).keys() == whole.keys()
    assert (whole["code"], whole["name"], whole["field"], whole["scope"], whole["source"]) == (
        "1.1",
        "",
        "",
        "national",
        "LayThuTuc",
    )
    assert [whole[name] for name in ("levels", "targets", "channels", "steps", "documents", "results")] == [[]] * 6


def test_levels_are_those_of_the_list_and_others_are_doubted() -> None:
    rows = [{"CAPTHUCHIEN": code} for code in (*LEVELS, "9", 3, None, "")]
    assert record_of({"CAPTHUCHIEN": rows})["levels"] == [*LEVELS.values(), "", LEVELS["3"], "", ""]
    assert record_of({"CAPTHUCHIEN": {"CAPTHUCHIEN": "2"}})["levels"] == [LEVELS["2"]]


def test_each_time_limit_of_a_way_is_a_channel_and_a_way_without_one_is_one_too() -> None:
    limits = [{"THOIGIANGIAIQUYET": number, "DONVITINH": "Giờ"} for number in ("8", 24)]
    assert [(one["time_qty"], one["time_unit"]) for one in channels(way(*limits))] == [("8", "hour"), (24, "hour")]
    [bare] = channels(way())
    assert (bare["method"], bare["time_qty"], bare["time_unit"], bare["fees"]) == (CHANNELS["1"], None, "", [])


def test_units_of_time_are_read_whatever_their_letters_and_strange_ones_pass_on() -> None:
    for told, unit in [*UNITS.items(), *((name.upper(), unit) for name, unit in UNITS.items()), ("tuần", "tuần")]:
        assert channels(way({"DONVITINH": told}))[0]["time_unit"] == unit, told


def test_ways_in_are_those_of_the_list_and_strange_ones_pass_on() -> None:
    for told, method in [*CHANNELS.items(), ("7", "7"), ("", "")]:
        assert channels(way(kenh=told))[0]["method"] == method


def test_amounts_are_whole_dong_or_unknown() -> None:
    known: dict[Any, int] = {
        "8.000": 8_000,
        "8,000": 8_000,
        "0": 0,
        50_000: 50_000,
        "1.000.000": 1_000_000,
        "9" * 15: 10**15 - 1,
    }
    assert {told: fee(SOTIEN=told)["amount"] for told in known} == known
    unknown: list[Any] = ["", None, "miễn phí", "-1", "8 000", "٣", "9" * 16, "9" * 5_000, True, 1.5, [], {}]
    for told in unknown:
        assert fee(SOTIEN=told)["amount"] is None, told


def test_money_is_dong_unless_another_is_named() -> None:
    for told in ("Đồng", "đồng", "VND", "VNĐ", "đ", "", None):
        assert fee(SOTIEN="1", DONVI=told)["currency"] == "VND", told
    assert fee(SOTIEN="1", DONVI="USD")["currency"] == "USD"
    assert fee(SOTIEN="1", MOTA="Lệ phí")["text"] == "Lệ phí"


def test_numbers_of_papers_are_numbers_where_they_are_and_else_as_they_came() -> None:
    assert [paper(SOBANCHINH=told)["originals"] for told in ("1", "007", 2, "99999")] == [1, 7, 2, 99_999]
    for told in ("999999", "-1", "1.5", "một", None, True, 2.5, [1], "٣"):
        assert paper(SOBANSAO=told)["copies"] == told
    bare = paper(MAGIAYTO="KQ.1")
    assert (bare["originals"], bare["copies"], bare["name"], bare["form"]) == (0, 0, "", "")


def test_who_it_is_for_comes_as_one_text_or_as_a_list() -> None:
    for told in ("Công dân; Tổ chức ;;", ["Công dân", " Tổ chức", "", 7, None]):
        assert record_of({"DOITUONGTHUCHIEN": told})["targets"] == ["Công dân", "Tổ chức"], told
    for strange in (None, "", 7, {"a": 1}, True):
        assert record_of({"DOITUONGTHUCHIEN": strange})["targets"] == [], strange


def test_agencies_of_a_kind_stand_in_one_line() -> None:
    rows = [{"TENDONVI": "Bộ Tư pháp"}, {"TENDONVI": ""}, {}, "lạ", {"TENDONVI": "Bộ Công an"}]
    record = record_of({"COQUANTHUCHIEN": rows, "COQUANPHOIHOP": {"TENDONVI": "Sở Y tế"}, "COQUANCOTHAMQUYEN": None})
    assert record["executing_agency"] == "Bộ Tư pháp, Bộ Công an"
    assert (record["coordinating_agency"], record["competent_agency"]) == ("Sở Y tế", "")


def test_steps_keep_the_case_that_they_are_of() -> None:
    told = [
        {"TRUONGHOP": "Tại quầy", "TRINHTU": [{"TENTRINHTU": "Nộp."}, {"TENTRINHTU": "Nhận."}]},
        {"TRUONGHOP": "", "TRINHTU": {"TENTRINHTU": "Chờ."}},
        {"TRUONGHOP": "Không bước"},
    ]
    steps = record_of({"TRINHTUTHUCHIEN": told})["steps"]
    assert [(step["name"], step["text"]) for step in steps] == [
        ("Tại quầy", "Nộp."),
        ("Tại quầy", "Nhận."),
        ("", "Chờ."),
    ]


def test_of_several_fields_the_first_is_the_procedures() -> None:
    rows = [{"MALINHVUC": "G15-TP07", "TENLINHVUC": "Hộ tịch"}, {"MALINHVUC": "G15-TP01", "TENLINHVUC": "Khác"}]
    record = record_of({"LINHVUCTHUCHIEN": rows})
    assert (record["field_code"], record["field"]) == ("G15-TP07", "Hộ tịch")


@given(value=SCALARS | st.lists(SCALARS, max_size=2))
def test_a_text_is_text_or_nothing(value: Any) -> None:
    name = record_of({"TENTTHC": value})["name"]
    is_told = isinstance(value, (str, int)) and not isinstance(value, bool)
    assert name == (str(value) if is_told else "")


class There:
    """A national portal that has these lists."""

    def __init__(self, agencies: list[Any], fields: list[Any]) -> None:
        self._agencies, self._fields = agencies, fields

    def agencies(self) -> list[Any]:
        return self._agencies

    def fields(self) -> list[Any]:
        return self._fields


def compared(agencies: list[Any], fields: list[Any]) -> dict[str, tuple[str, str, str]]:
    """What differs, by code."""
    number = lists.compare(There(agencies, fields))  # type: ignore[arg-type]
    found = {row.code: (row.kind, row.here, row.there) for row in ListDifference.objects.all()}
    assert number == len(found)
    return found


@pytest.mark.django_db
def test_names_are_compared_without_regard_to_letters_and_writing(settings: LazySettings) -> None:
    settings.NATIONAL_PORTAL_UNIT = "H29"
    Field.objects.all().delete()
    Field.objects.create(code="F1", name="Hộ tịch")
    Field.objects.create(code="F2", name="Đất đai")
    Field.objects.create(code="F3", name="Chỉ ở đây")
    there = [
        {"MALINHVUC": "F1", "TENLINHVUC": "HỘ TỊCH"},
        {"MALINHVUC": "F2", "TENLINHVUC": "Đất đai và nhà ở"},
        {"MALINHVUC": "F4", "TENLINHVUC": "Chỉ ở đó"},
        {"MALINHVUC": "", "TENLINHVUC": "Không mã"},
        {"MALINHVUC": "F5", "TENLINHVUC": None},
    ]
    assert compared([], there) == {
        "F2": (Kind.FIELD_NAME, "Đất đai", "Đất đai và nhà ở"),
        "F3": (Kind.FIELD_MISSING_THERE, "Chỉ ở đây", ""),
        "F4": (Kind.FIELD_MISSING_HERE, "", "Chỉ ở đó"),
    }


@pytest.mark.django_db
def test_of_agencies_those_of_our_own_province_count_and_no_likeness_of_its_code(settings: LazySettings) -> None:
    settings.NATIONAL_PORTAL_UNIT = "H29"
    Field.objects.all().delete()
    there = [{"MADONVI": code, "TENDONVI": code} for code in ("H29", "H29.1", "H290", "H2", "H290.1", "G15", "H29x")]
    assert compared(there, []) == {code: (Kind.AGENCY_MISSING_HERE, "", code) for code in ("H29", "H29.1")}


@pytest.mark.django_db
def test_names_and_codes_without_end_are_cut_and_never_a_fault(settings: LazySettings) -> None:
    settings.NATIONAL_PORTAL_UNIT = "H29"
    there = [{"MADONVI": f"H29.{'9' * 100}", "TENDONVI": "x" * 900}]
    found = compared(there, [])
    assert found[f"H29.{'9' * 56}"] == (Kind.AGENCY_MISSING_HERE, "", "x" * 300)
    # What is written the same in a later round replaces it: no row is left over, none is there twice.
    assert compared(there, []) == found
