"""A procedure of the interface of 2026 in the keys of 2024: each key has its place, no answer breaks it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.national.drivers import formality_2026
from tests.national.test_names_2026 import FORMALITY


def read(**changes: Any) -> dict[str, Any]:
    return formality_2026.procedure({**FORMALITY, **changes})


def test_each_text_and_list_has_its_own_place() -> None:
    told = read(keywords="khai sinh", description="Mô tả")
    assert (told["MATTHC"], told["TENTTHC"], told["ID"]) == ("1.001193", "Thủ tục đăng ký khai sinh", "7c0e")
    assert (told["YEUCAU"], told["TUKHOA"], told["MOTA"]) == ("Không", "khai sinh", "Mô tả")
    assert told["DOITUONGTHUCHIEN"] == ["Công dân Việt Nam"]
    assert told["TRINHTUTHUCHIEN"] == [{"TRUONGHOP": "", "TRINHTU": [{"TENTRINHTU": "Bước 1. Nộp hồ sơ."}]}]
    assert told["KETQUATHUCHIEN"] == [{"MAKETQUA": "KQ.G15.000031", "TENKETQUA": "Giấy khai sinh"}]
    assert told["CANCUPHAPLY"] == [{"SOVANBAN": "60/2014/QH13", "TENVANBAN": "Luật Hộ tịch"}]
    assert told["LINHVUCTHUCHIEN"] == [{"MALINHVUC": "G15-TP07", "TENLINHVUC": "Hộ tịch"}]
    assert told["DIACHITIEPNHAN"] == "Bộ phận một cửa"


def test_what_is_in_force_and_who_carries_it_out() -> None:
    assert [read(state=state)["TRANGTHAI"] for state in ("ACTIVE", "INACTIVE", None, 1)] == ["1", "0", "0", "0"]
    levels = {"isMinistry": True, "isProvince": True, "isWard": True, "isOtherAgency": True}
    assert [row["CAPTHUCHIEN"] for row in read(**levels)["CAPTHUCHIEN"]] == ["1", "2", "3", "4"]
    assert read(isWard=False)["CAPTHUCHIEN"] == []
    row = [{"code": "UB", "name": "Ủy ban"}]
    for key, place in formality_2026.AGENCIES.items():
        assert read(**{key: row})[place] == [{"MADONVI": "UB", "TENDONVI": "Ủy ban"}], key


def test_ways_and_times_are_told_in_the_codes_of_2024() -> None:
    def told(**changes: Any) -> dict[str, Any]:
        way: dict[str, Any] = read(executionMethods=[changes])["CACHTHUCTHUCHIEN"][0]
        return way

    assert [told(submissionMethod=name)["KENH"] for name in ("DIRECT", "ONLINE", "POSTAL", "PIGEON", None)] == [
        "1", "2", "3", None, None,
    ]  # fmt: skip
    limits = [told(processingTime=3, processingTimeUnit=unit)["THOIGIAN"][0]["DONVITINH"] for unit in
              ("WORKING_DAY", "DAY", "HOUR", "MONTH", "FORTNIGHT", None)]  # fmt: skip
    assert limits == ["ngày làm việc", "ngày", "giờ", "tháng", "FORTNIGHT", ""], "what is not known is left to people"


def test_an_amount_is_whole_dong_or_left_as_it_came() -> None:
    def amount(value: Any) -> str:
        fees = [{"name": "Lệ phí", "amount": value}]
        found = read(executionMethods=[{"fees": fees}])["CACHTHUCTHUCHIEN"][0]["THOIGIAN"][0]["PHILEPHI"]
        return str(found[0]["SOTIEN"])

    assert [amount(value) for value in (8000, 8000.0, "8.000", 0, None)] == ["8000", "8000", "8.000", "0", ""]
    odd: list[Any] = [8000.5, True, [], {"a": 1}]
    assert [amount(value) for value in odd] == ["8000.5", "True", "[]", "{'a': 1}"]
    assert amount(10**400) == str(10**400), "more than a float holds"
    for endless in ("Infinity", "-Infinity", "NaN"):
        assert amount(json.loads(endless)).lower().lstrip("-") in ("inf", "nan")


def test_papers_of_a_case_have_numbers_and_the_first_form_that_names_itself() -> None:
    papers = [
        {"name": "Tờ khai", "originalQty": 1, "copyQty": 2, "attachments": [{"fileName": "a.docx"}, {"fileName": "b"}]},
        {"name": "Giấy chứng sinh", "attachments": None},
        "không phải đối tượng",
    ]
    (case,) = read(executionCases=[{"name": "Thông thường", "profileComponents": papers}])["THANHPHANHOSO"]
    assert case["TRUONGHOP"] == "Thông thường"
    assert [(one["TENGIAYTO"], one["SOBANCHINH"], one["SOBANSAO"], one["TENMAUDON"]) for one in case["GIAYTO"]] == [
        ("Tờ khai", 1, 2, "a.docx"),
        ("Giấy chứng sinh", None, None, None),
    ]


@pytest.mark.parametrize("value", [None, 7, 0, True, {}, {"a": 1}, [], [None], [7], [[]]])
def test_an_address_list_that_is_none_says_nothing_and_stops_no_round(value: Any) -> None:
    listed = value if isinstance(value, list) else []
    assert read(dossierReceivingAddresses=value)["DIACHITIEPNHAN"] == "; ".join(map(str, listed))


def test_one_address_as_text_is_one_address() -> None:
    assert read(dossierReceivingAddresses="Bộ phận một cửa")["DIACHITIEPNHAN"] == "Bộ phận một cửa"
    assert read(dossierReceivingAddresses=["Quầy 1", "Quầy 2"])["DIACHITIEPNHAN"] == "Quầy 1; Quầy 2"


_INNER = sorted({"name", "code", "description", "fees", "amount", "attachments", "fileName", "profileComponents"})
_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(_INNER), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted(FORMALITY)), _ANY))
def test_whatever_stands_in_an_answer_reads_into_the_same_keys(changes: dict[str, Any]) -> None:
    assert read(**changes).keys() == read().keys()
    assert formality_2026.procedure(changes).keys() == read().keys()
    assert formality_2026.summary(changes).keys() == {"MATTHC", "TENTTHC"}
