"""Every field of every message that comes in: needed ones are missed by name, wrong ones are found at their place."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portal.national.inbound import words
from portal.national.inbound.shapes import DATA, faults_of
from portal.national.models.inbox import Service
from tests.national.handing_in import CODE, LAN, NUMBER, filing, later, paper

OWNER = {name: value for name, value in LAN.items() if name != "MucDinhDanh"} | {"NgaySinh": "19900305"}
PAPER = paper("https://dichvucong.gov.vn/tep?ma=1")
#: One whole message of each service, with every field that it may have.
WHOLE: dict[str, dict[str, Any]] = {
    Service.FILE: filing(MaTruongHop="standard", MaDonVi="H29.101", ChuHoSo=OWNER, TaiLieuNop=[PAPER])["data"],
    Service.SUPPLEMENT: later("NopHoSoBoSung", HoSoBoSungId=f"{CODE}/1", TaiLieuNop=[PAPER], NoiDung="Rõ hơn.")["data"],
    Service.WITHDRAW: later("RutHoSo", LyDo="Nộp nhầm.")["data"],
    Service.PAYMENT: {
        "MaHoSo": CODE,
        "MaGiaoDich": "GD-1",
        "SoTien": "16000",
        "ThoiDiem": "20261123080500",
        "MaKhoanThu": "H29.101-261123-0001-1",
    },
    Service.FEEDBACK: {
        "MaPhanAnh": "PA-1",
        "LoaiPhanAnh": "2",
        "HoTen": "Trần Thị Mai",
        "NoiDung": "Chậm ba ngày.",
        "SoDienThoai": "+84909999888",
        "Email": "mai@example.vn",
        "DiaChi": "12 Lê Lợi",
        "MaHoSo": CODE,
        "MaDonVi": "H29.101",
    },
    Service.RATE: later("DanhGiaHoSo", DiemDanhGia="1", NoiDung="Chờ lâu.")["data"],
}
#: What no field of that kind may be, by pointer within `data`; each is refused at its own place.
WRONG: dict[str, list[Any]] = {
    "MaHoSo": [7, None, "a", "g22-0001", "x" * 61, ["G22-0001"]],
    "SoDinhDanh": ["07919000011", "079190000111x", 79190000111, "12345", "0312345678-1"],
    "NguoiNop": ["Lan", [], None],
    "NguoiNop/HoTen": ["", "L", "x" * 201, 5],
    "NguoiNop/SoDinhDanh": ["", "abc", "1234567890123456"],
    "NguoiNop/MucDinhDanh": ["0", "3", 2],
    "NguoiNop/LoaiDoiTuong": ["3", "", 1],
    "NguoiNop/MaXa": ["2674", "267400", "abcde"],
    "NguoiNop/SoDienThoai": ["12", "+1 555 0100", "09x1234567"],
    "NguoiNop/Email": ["lan", "@example.vn", "a b@example.vn", "a@b"],
    "NguoiNop/NgaySinh": ["1990", "1990-03-05"],
    "ChuHoSo/SoDinhDanh": ["1"],
    "MaTTHC": ["", "x" * 31, 1],
    "HinhThuc": ["3", "", 0],
    "NgayNopHoSo": ["", "2026", "20261301000000", "20260230000000", "2026112308050٠"],
    "ToKhai": ["{}", [], None],
    "TaiLieuNop": ["", {}, [1], [[]]],
    "TaiLieuNop/0/MaThanhPhanHoSo": ["", "x" * 65, None],
    "TaiLieuNop/0/DuocTaiSuDung": ["2", True],
    "TaiLieuNop/0/DuongDanTaiTepTin": [3, "x" * 2001],
    "HoSoBoSungId": ["", "1", "G22-0001/", "G22-0001/x", "/1"],
    "SoTien": ["0", "-1", "1.000", "1e9", "9" * 16, 16000],
    "MaGiaoDich": ["", "x" * 101, "a b", "có dấu"],
    "ThoiDiem": ["hôm nay", "20261123250000"],
    "DiemDanhGia": ["0", "4", 3],
    "LoaiPhanAnh": ["5", ""],
    "NoiDung": ["x" * 5001],
}


def put(data: dict[str, Any], pointer: str, value: Any) -> dict[str, Any]:
    """The message with another value at a place."""
    changed = copy.deepcopy(data)
    *way, last = pointer.split("/")
    at: Any = changed
    for name in way:
        at = at[int(name)] if isinstance(at, list) else at[name]
    at[last] = value
    return changed


def has(data: dict[str, Any], pointer: str) -> bool:
    """Whether the message has this place."""
    at: Any = data
    for name in pointer.split("/"):
        if isinstance(at, list):
            at = at[int(name)]
        elif name in at:
            at = at[name]
        else:
            return False
    return True


def told(service: str, data: dict[str, Any]) -> list[tuple[str, str]]:
    """The faults of a message."""
    return [(fault.pointer, fault.detail) for fault in faults_of({"service": service, "data": data})]


def wrong_messages() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each service with one place wrong."""
    for pointer, values in WRONG.items():
        for service, data in WHOLE.items():
            if has(data, pointer) and not (pointer == "NoiDung" and service != Service.FEEDBACK):
                yield from ((service, pointer, put(data, pointer, value)) for value in values)


def test_whole_messages_and_those_with_what_is_needed_alone_are_readable() -> None:
    assert set(WHOLE) == set(DATA) == set(Service.values)
    for service, data in WHOLE.items():
        assert told(service, data) == [], service
        needed = {name: data[name] for name in DATA[service]["required"]}
        assert told(service, needed) == [], service


def test_each_needed_field_is_missed_by_its_name() -> None:
    for service, data in WHOLE.items():
        for name in DATA[service]["required"]:
            without = {other: value for other, value in data.items() if other != name}
            assert told(service, without) == [("/data", f"lacks {name}")], (service, name)
    for name in ("HoTen", "SoDinhDanh", "MaXa", "LoaiDoiTuong", "MucDinhDanh"):
        filer = {other: value for other, value in LAN.items() if other != name}
        assert told(Service.FILE, put(WHOLE[Service.FILE], "NguoiNop", filer)) == [("/data/NguoiNop", f"lacks {name}")]


def test_each_wrong_value_is_found_at_its_place_and_not_repeated() -> None:
    checked = 0
    for service, pointer, data in wrong_messages():
        faults = told(service, data)
        assert faults, (service, pointer, data)
        assert all(found.startswith(f"/data/{pointer}") for found, _words in faults), (pointer, faults)
        assert all(NUMBER not in words_told and "x" * 30 not in words_told for _found, words_told in faults)
        checked += 1
    assert checked > 100


def test_a_field_that_nobody_knows_is_refused_wherever_it_stands() -> None:
    for service, data in WHOLE.items():
        assert told(service, data | {"La": "1"}) == [("/data", "has fields that this service does not know")]
    for place in ("NguoiNop", "ChuHoSo", "TaiLieuNop/0"):
        strange = put(WHOLE[Service.FILE], f"{place}/La", "1")
        assert [found for found, _words in told(Service.FILE, strange)] == [f"/data/{place}"]


def test_the_envelope_is_judged_before_what_is_in_it() -> None:
    assert faults_of({"service": "XoaHoSo", "data": {}})[0].pointer == "/service"
    assert faults_of({"data": {}})[0].detail == "lacks service"
    assert faults_of({"service": "RutHoSo", "data": {}, "them": 1})[0].pointer == ""
    assert faults_of({"service": "RutHoSo", "data": None})[0].pointer == "/data"


def test_so_many_faults_are_told_and_no_more() -> None:
    many = [{"MaThanhPhanHoSo": "", "DuocTaiSuDung": "9"} for _ in range(50)]
    assert len(told(Service.FILE, put(WHOLE[Service.FILE], "TaiLieuNop", many))) == 20


def test_every_code_of_the_lists_has_its_meaning() -> None:
    party = DATA[Service.FILE]["properties"]["NguoiNop"]["properties"]
    lists: dict[str, tuple[dict[str, Any], Any]] = {
        "LoaiDoiTuong": (party["LoaiDoiTuong"], words.PARTY_KINDS),
        "MucDinhDanh": (party["MucDinhDanh"], words.LEVELS),
        "HinhThuc": (DATA[Service.FILE]["properties"]["HinhThuc"], words.DELIVERIES),
        "LoaiPhanAnh": (DATA[Service.FEEDBACK]["properties"]["LoaiPhanAnh"], words.FEEDBACK),
        "DiemDanhGia": (DATA[Service.RATE]["properties"]["DiemDanhGia"], words.SCORES),
    }
    for name, (shape, table) in lists.items():
        assert sorted(shape["enum"]) == sorted(table), name


def test_the_page_of_the_messages_names_every_field() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "national-inbound.md").read_text(encoding="utf-8")
    for service, shape in DATA.items():
        assert f"`{service}`" in page
        for name in shape["properties"]:
            assert f"`{name}`" in page, (service, name)


@given(amount=st.text(alphabet="0123456789-+.eE ", min_size=1, max_size=20))
def test_money_is_a_whole_number_of_dong_or_refused(amount: str) -> None:
    faults = told(Service.PAYMENT, put(WHOLE[Service.PAYMENT], "SoTien", amount))
    is_whole = amount.isdecimal() and amount[0] != "0" and len(amount) <= 15
    assert (faults == []) == is_whole


@given(data=st.sampled_from(sorted(WHOLE)), cut=st.text(max_size=5))
def test_what_stands_after_a_code_is_never_overlooked(data: str, cut: str) -> None:
    if "MaHoSo" not in WHOLE[data] or not cut:
        return
    faults = told(data, put(WHOLE[data], "MaHoSo", CODE + cut))
    assert (faults == []) == all(sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./_-" for sign in cut)
