"""DongBoHoSoMC: every field says what our dossier says, in the codes and forms of the national portal."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from dossiers.statuses import Channel, PartyKind, ResultDelivery, Status
from portal.commands.bootstrap import ROOT
from portal.national.messages import DOSSIER_FIELDS, STEP_FIELDS, dossier_message, problems_of
from portal.national.messages.facts import DossierFacts, PartyFacts
from portal.national.messages.fields import Field, moment_of
from portal.national.messages.of_question import ANSWER_FIELDS, ASKED, PUBLIC_FIELDS
from tests.national.facts import MORNING, WHOLE, any_dossier

#: The whole example as the national portal must read it; a field that is left out here fails the test.
EXPECTED: dict[str, Any] = {
    "MaHoSo": "H29.101-261123-0001",
    "MaTTHC": "1.001193",
    "TenTTHC": "Thủ tục đăng ký khai sinh",
    "MaLinhVuc": "G15-TP07",
    "TenLinhVuc": "Hộ tịch",
    "KenhThucHien": "2",
    "SoGiayToChuHoSo": "079190001234",
    "ChuHoSo": "Nguyễn Thị Lan",
    "LoaiDoiTuong": "1",
    "MaDoiTuong": "T-7a1",
    "ThongTinKhac": "",
    "Email": "lan@example.vn",
    "Fax": "",
    "SoDienThoai": "+84901234567",
    "TrichYeuHoSo": "Đăng ký khai sinh cho trẻ",
    "NgayTiepNhan": "20261123093000",
    "NgayHenTra": "20261124083000",
    "TrangThaiHoSo": "10",
    "NgayTra": "20261123113000",
    "ThongTinTra": "Nguyễn Thị Lan",
    "HinhThuc": "1",
    "NgayKetThucXuLy": "20261123103000",
    "DonViXuLy": "Ủy ban nhân dân phường Sài Gòn",
    "GhiChu": "",
    "TaiLieuNop": [
        {
            "TepDinhKemId": "f1",
            "TenTepDinhKem": "giay-chung-sinh.png",
            "IsDeleted": "False",
            "MaThanhPhanHoSo": "000.00.00.G15-KQ004467",
            "DuongDanTaiTepTin": "",
            "DuocSoHoa": "1",
            "DuocTaiSuDung": "0",
            "DuocLayTuKhoDMQG": "0",
            "MaKetQuaThayThe": "",
        },
        {
            "TepDinhKemId": "",
            "TenTepDinhKem": "Giấy chứng nhận kết hôn",
            "IsDeleted": "False",
            "MaThanhPhanHoSo": "GT2",
            "DuongDanTaiTepTin": "",
            "DuocSoHoa": "1",
            "DuocTaiSuDung": "1",
            "DuocLayTuKhoDMQG": "0",
            "MaKetQuaThayThe": "",
        },
        {
            "TepDinhKemId": "",
            "TenTepDinhKem": "Giấy ủy quyền",
            "IsDeleted": "False",
            "MaThanhPhanHoSo": "GT3",
            "DuongDanTaiTepTin": "",
            "DuocSoHoa": "0",
            "DuocTaiSuDung": "0",
            "DuocLayTuKhoDMQG": "0",
            "MaKetQuaThayThe": "",
        },
    ],
    # Postage is neither phí nor lệ phí.
    "DanhSachLePhi": [
        {
            "TenPhiLePhi": "Lệ phí hộ tịch",
            "MaPhiLePhi": "LP-HT",
            "HinhThucThu": "1",
            "Gia": "8000",
            "LoaiPhiLePhi": "2",
        },
        {"TenPhiLePhi": "Phí bản sao", "MaPhiLePhi": "P-BS", "HinhThucThu": "0", "Gia": "2000", "LoaiPhiLePhi": "1"},
    ],
    "DanhSachTepDinhKemKhac": [],
    "DanhSachHoSoBoSung": [
        {
            "HoSoBoSungId": "H29.101-261123-0001/1",
            "NguoiYeuCauBoSung": "Trần Văn Minh",
            "NoiDungBoSung": "Bản chụp bị mờ.",
            "NgayBoSung": "20261123084000",
            "NguoiTiepNhanBoSung": "Nguyễn Thị Lan",
            "ThongTinTiepNhan": "Đã chụp lại.",
            "NgayTiepNhanBoSung": "20261123091000",
            "TrangThaiBoSung": "1",
            "DanhSachGiayToBoSung": [{"TenGiayTo": "Giấy chứng sinh"}],
            "DanhSachLePhiBoSung": [],
            "NgayHenTraTruoc": "20261124083000",
            "NgayHenTraMoi": "20261125083000",
        }
    ],
    "DanhSachGiayToKetQua": [
        {
            "TenGiayTo": "Giấy khai sinh",
            "MaThanhPhanHoSo": "",
            "GiayToId": "d1",
            "DuongDanTepTinKetQua": "https://dvc.example.vn/xac-minh/ABCD/",
            "MaKetQua": "KQ.G15.000031",
        }
    ],
    "NoiNopHoSo": "2",
    "HoSoCoThanhPhanSoHoa": "1",
    "TaiKhoanDuocXacThucVoiVNeID": "1",
    "DuocThanhToanTrucTuyen": "1",
    "NgayTuChoi": "",
    "DinhDanhCHS": [{"LoaiDinhDanh": "1", "SoDinhDanh": "079190001234"}],
    "NgayNopHoSo": "20261123083000",
    "DSKetNoiCSDL": [],
    "SoBienNhan": "12/2026",
}


def names_in(fields: tuple[Field, ...]) -> set[str]:
    """The names of all fields, those of the rows of lists too."""
    return {field.name for field in fields} | {name for field in fields for name in names_in(field.items)}


def test_the_whole_example_says_exactly_this() -> None:
    assert dossier_message(WHOLE) == EXPECTED
    assert problems_of(EXPECTED, DOSSIER_FIELDS) == []


@given(any_dossier)
def test_any_dossier_gives_a_message_that_the_schema_takes(facts: DossierFacts) -> None:
    message = dossier_message(facts)

    assert problems_of(message, DOSSIER_FIELDS) == []
    assert message["TrangThaiHoSo"] == str(facts.status)
    assert moment_of(message["NgayNopHoSo"]) == facts.submitted_at.replace(microsecond=0)
    assert [row["Gia"] for row in message["DanhSachLePhi"]] == [
        str(fee.amount_dong) for fee in facts.fees if fee.kind != "other"
    ]


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"channel": Channel.DIRECT}, "KenhThucHien", "1"),
        ({"channel": Channel.POSTAL}, "KenhThucHien", "3"),
        ({"result_delivery": ResultDelivery.COUNTER}, "HinhThuc", "0"),
        ({"result_delivery": ResultDelivery.ONLINE}, "HinhThuc", "0"),
        ({"owner": PartyFacts("Công ty", PartyKind.BUSINESS)}, "LoaiDoiTuong", "2"),
        ({"owner": PartyFacts("Hội", PartyKind.ORGANISATION)}, "LoaiDoiTuong", "4"),
        ({"owner": PartyFacts("Ông A", id_number="024123456")}, "DinhDanhCHS", [("2", "024123456")]),
        ({"owner": PartyFacts("Mr B", id_number="C1234567")}, "DinhDanhCHS", []),
        ({"owner": PartyFacts("Ông A")}, "SoGiayToChuHoSo", ""),
        ({"is_filed_nationally": True}, "NoiNopHoSo", "1"),
        ({"is_identified": False}, "TaiKhoanDuocXacThucVoiVNeID", "0"),
        ({"is_paid_online": False}, "DuocThanhToanTrucTuyen", "0"),
        ({"papers": WHOLE.papers[2:]}, "HoSoCoThanhPhanSoHoa", "0"),
        ({"papers": ()}, "HoSoCoThanhPhanSoHoa", "0"),
        ({"received_at": None}, "NgayHenTra", ""),
        ({"status": Status.NOT_RECEIVED, "refused_at": MORNING}, "NgayTuChoi", "20261123083000"),
        ({"result": None}, "DanhSachGiayToKetQua", []),
        ({"title": "  "}, "TrichYeuHoSo", "Thủ tục đăng ký khai sinh"),
        ({"title": "a" * 1001}, "TrichYeuHoSo", "a" * 1000),
    ],
)
def test_each_fact_moves_its_field(changes: dict[str, Any], field: str, value: Any) -> None:
    said = dossier_message(replace(WHOLE, **changes))[field]
    assert ([tuple(row.values()) for row in said] if isinstance(value, list) else said) == value


def test_an_open_supplement_has_no_answer() -> None:
    asked = replace(WHOLE.supplements[0], answered_at=None, answered_by="", answer="", due_after=None)
    row = dossier_message(replace(WHOLE, supplements=(asked,)))["DanhSachHoSoBoSung"][0]
    assert (row["TrangThaiBoSung"], row["NgayTiepNhanBoSung"], row["NgayHenTraMoi"]) == ("0", "", "")


def test_the_ten_statuses_keep_their_national_numbers() -> None:
    said = [dossier_message(replace(WHOLE, status=status))["TrangThaiHoSo"] for status in Status]
    assert said == ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("TrichYeuHoSo", "a" * 1001, "TrichYeuHoSo: maxLength"),
        ("TrichYeuHoSo", "", "TrichYeuHoSo: minLength"),
        ("TrangThaiHoSo", "11", "TrangThaiHoSo: enum"),
        ("TrangThaiHoSo", 4, "TrangThaiHoSo: enum"),
        ("NgayNopHoSo", "", "NgayNopHoSo: minLength"),
        ("NgayTra", "20261323083000", "NgayTra: format"),
        ("NgayTra", "2026-11-23", "NgayTra: format"),
        ("ChuHoSo", None, "ChuHoSo: type"),
        ("TaiLieuNop", {}, "TaiLieuNop: type"),
        ("DinhDanhCHS", [{"LoaiDinhDanh": "3", "SoDinhDanh": "1"}], "DinhDanhCHS/0/LoaiDinhDanh: enum"),
        ("DanhSachGiayToKetQua", [{}], "DanhSachGiayToKetQua/0: required"),
        ("TenLa", "x", "message: additionalProperties"),
    ],
)
def test_the_schema_refuses_what_the_portal_would(field: str, value: Any, problem: str) -> None:
    assert problem in problems_of({**EXPECTED, field: value}, DOSSIER_FIELDS)


def test_a_problem_names_the_field_and_never_what_stands_in_it() -> None:
    problems = problems_of({**EXPECTED, "LoaiDoiTuong": "079190001234"}, DOSSIER_FIELDS)
    assert problems == ["LoaiDoiTuong: enum"]


def test_a_missing_field_is_a_problem() -> None:
    without = {name: value for name, value in EXPECTED.items() if name != "Fax"}
    assert problems_of(without, DOSSIER_FIELDS) == ["message: required"]


def test_a_word_outside_the_tables_is_no_message() -> None:
    with pytest.raises(KeyError):
        dossier_message(replace(WHOLE, channel="fax"))


@pytest.mark.parametrize("text", ["2026112308300", "202611230830000", "2026112308300a", "20260230000000", "２" * 14])
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(ValueError, match=r"fourteen|day|unconverted|match"):
        moment_of(text)


def test_moments_are_those_of_vietnam_whatever_zone_they_were_kept_in() -> None:
    tokyo = MORNING.astimezone(dt.timezone(dt.timedelta(hours=9)))
    assert dossier_message(replace(WHOLE, submitted_at=tokyo))["NgayNopHoSo"] == "20261123083000"
    with pytest.raises(ValueError, match="time zone"):
        dossier_message(replace(WHOLE, submitted_at=MORNING.replace(tzinfo=None)))


def test_every_field_stands_in_the_table_of_the_documentation() -> None:
    table = (ROOT / "docs" / "national-fields.md").read_text(encoding="utf-8")
    told = {line.split("|")[1].strip(" `") for line in table.splitlines() if line.startswith("| `")}
    questions = names_in(ANSWER_FIELDS) | names_in(PUBLIC_FIELDS) | ASKED.keys()
    assert names_in(DOSSIER_FIELDS) | names_in(STEP_FIELDS) | questions == told
