"""The forms of the simulated national portal, without a socket: what each hands in, and what its pages show of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

import pytest

from portal.national.inbound.shapes import faults_of
from portal.national.messages import dossier_message
from portal.national.simulator import birth, catalogue
from portal.national.simulator.filed import FiledStore
from portal.national.simulator.filing_pages import FilingPages
from portal.national.simulator.handing import Handing
from portal.national.simulator.manners import Fault, HandingFault, Manners
from portal.national.simulator.pages import NationalPages, manners_of
from portal.national.simulator.services import NationalServices
from portal.national.simulator.store import Message, Store
from portal.simulating.serving import Request, Response, SentFile
from tests.national.facts import WHOLE

EVIL = "<script>alert(1)</script>"
PAPER = birth.PAPER["MaThanhPhanHoSo"]


class Hands(Handing):
    """Keeps what is handed in, in order, and sends nothing."""

    def __init__(self, filed: FiledStore) -> None:
        super().__init__(filed, "http://127.0.0.1:9/", "a-secret", Manners)
        self.handed_in: list[tuple[str, dict[str, Any]]] = []
        self.asked: list[str] = []
        self.releases = 0

    def hand_in(self, service: str, data: dict[str, Any]) -> None:
        """Note it, as kept and not yet sent."""
        self.handed_in.append((service, data))
        body = json.dumps({"service": service, "data": data})
        self._filed.hand(f"dvcqg-{len(self.handed_in)}", data.get("MaHoSo", ""), body)

    def ask(self, code: str) -> None:
        """Note it."""
        self.asked.append(code)

    def release(self) -> None:
        """Note it."""
        self.releases += 1


class Site:
    """The simulator's pages and what stands behind them."""

    def __init__(self, store: Store, filed: FiledStore) -> None:
        self.store, self.filed, self.hands = store, filed, Hands(filed)
        self.services = NationalServices(store, "hcm", "mat-khau-cua-cong")
        filing = FilingPages(filed, self.hands, self.services.questions)
        filing.own_address = "http://quoc-gia.example"
        self.routes = NationalPages(self.services, filing).routes()

    def ask(
        self, method: str, path: str, values: Mapping[str, str] | None = None, file: SentFile | None = None
    ) -> Response:
        """What is answered; a form may carry a file."""
        files = {"tep": file} if file else {}
        return self.routes[method, path](Request(path, values or {}, files=files))

    def page(self, path: str, **values: str) -> str:
        return self.ask("GET", path, values).body.decode()

    def file(self, file: SentFile | None = None, **changes: str) -> str:
        """File a birth; the code that it got."""
        told = {"MaTTHC": "1.001193", "HinhThuc": "2", "LoaiDoiTuong": "1", "MaThanhPhanHoSo": PAPER}
        told |= birth.APPLICANT | {"ToKhai": json.dumps(birth.answers())}
        answer = self.ask("POST", "/nop", told | changes, file)
        assert answer.status == 303
        return answer.headers["Location"].partition("=")[2]

    def newest(self) -> tuple[str, dict[str, Any]]:
        """What was handed in last."""
        return self.hands.handed_in[-1]


@pytest.fixture
def site() -> Iterator[Site]:
    with closing(Store()) as store, closing(FiledStore()) as filed:
        yield Site(store, filed)


def told_up(code: str, **changes: Any) -> Message:
    """A dossier as the province told of it."""
    return {**dossier_message(WHOLE), "MaHoSo": code, "DanhSachGiayToKetQua": [], **changes}


def test_the_form_as_it_stands_is_a_filing_that_the_province_reads(site: Site) -> None:
    page = site.page("/nop")
    for name, value in birth.APPLICANT.items():
        assert f'name="{name}" value="{value}"' in page
    assert all(row["MATTHC"] in page for row in catalogue.PROCEDURES)
    code = site.file()
    service, data = site.newest()
    assert (service, data["MaHoSo"]) == ("NopHoSo", code)
    assert faults_of({"service": service, "data": data}) == []
    assert data["TaiLieuNop"] == [{"MaThanhPhanHoSo": PAPER, "DuocTaiSuDung": "1"}]


def test_each_choice_of_the_form_is_one_that_the_province_reads(site: Site) -> None:
    page = site.page("/nop")
    for name, values in (("LoaiDoiTuong", "124"), ("HinhThuc", "012")):
        for value in values:
            assert f'<option value="{value}">' in page
            site.file(None, **{name: value})
            service, data = site.newest()
            assert faults_of({"service": service, "data": data}) == [], (name, value)


def test_what_is_typed_is_trimmed_and_handed_in_as_it_is(site: Site) -> None:
    site.file(HoTen="  Trần Thị Mai ", DiaChi=EVIL)
    filer = site.newest()[1]["NguoiNop"]
    assert (filer["HoTen"], filer["DiaChi"], filer["MucDinhDanh"]) == ("Trần Thị Mai", EVIL, "2")


def test_a_file_is_named_by_an_address_that_gives_it_back_and_nobody_guesses(site: Site) -> None:
    site.file(file=SentFile("giay chung sinh.png", b"\x89PNG\x00"))
    [paper] = site.newest()[1]["TaiLieuNop"]
    address, _, token = paper["DuongDanTaiTepTin"].partition("?ma=")
    assert (paper["DuocTaiSuDung"], paper["TenTepDinhKem"]) == ("0", "giay chung sinh.png")
    assert (address, len(token)) == ("http://quoc-gia.example/tep", 32)
    answer = site.ask("GET", "/tep", {"ma": token})
    assert (answer.body, answer.content_type, answer.status) == (b"\x89PNG\x00", "application/octet-stream", 200)
    site.file(file=SentFile("giay chung sinh.png", b"\x89PNG\x00"))
    assert site.newest()[1]["TaiLieuNop"][0]["DuongDanTaiTepTin"] != paper["DuongDanTaiTepTin"]
    for unknown in ({}, {"ma": ""}, {"ma": token[:-1]}):
        assert site.ask("GET", "/tep", unknown).status == 404


def test_without_the_code_of_a_paper_none_is_handed_in(site: Site) -> None:
    site.file(MaThanhPhanHoSo="", file=SentFile("anh.png", b"x"))
    assert site.newest()[1]["TaiLieuNop"] == []


def test_answers_that_are_no_object_are_refused_before_anything_is_handed_in(site: Site) -> None:
    for text in ("[]", "1", '"x"', "{", "null", "{'a': 1}"):
        with pytest.raises(ValueError, match="."):
            site.file(ToKhai=text)
    assert site.hands.handed_in == []
    assert site.filed.newest() == []
    site.file(ToKhai="")
    assert site.newest()[1]["ToKhai"] == {}


def test_the_list_shows_what_was_filed_the_newest_first(site: Site) -> None:
    assert "Hồ sơ nộp tại đây" not in site.page("/")
    first, second = site.file(HoTen="Trần Thị Mai"), site.file(HoTen=EVIL)
    page = site.page("/")
    assert page.index(second) < page.index(first)
    assert "Trần Thị Mai" in page
    assert EVIL not in page


def test_a_dossier_of_which_the_province_told_nothing_yet_can_be_withdrawn(site: Site) -> None:
    code = site.file()
    answer = site.ask("GET", "/ho-so", {"ma": code})
    page = answer.body.decode()
    assert (answer.status, "NopHoSo (0 lần, chưa có trả lời)" in page) == (200, True)
    for action in ("/rut", "/hoi-lai"):
        assert f'action="{action}"' in page
    for action in ("/bo-sung", "/danh-gia"):
        assert f'action="{action}"' not in page


def test_what_the_province_answered_is_shown_with_every_fault_and_stays_text(site: Site) -> None:
    code = site.file()
    site.filed.answered("dvcqg-1", 422, {"title": EVIL, "errors": [{"pointer": "/data", "detail": EVIL}]})
    page = site.page("/ho-so", ma=code)
    assert "NopHoSo (1 lần, HTTP 422)" in page
    assert page.count("&lt;script&gt;") == 2
    assert EVIL not in page
    site.filed.answered("dvcqg-1", 200, {"state": "done", "code": "H29.101-261123-0001", "problem": ""})
    assert "đã xử lý · H29.101-261123-0001" in site.page("/ho-so", ma=code)


def test_money_that_is_asked_for_is_paid_there_and_told(site: Site) -> None:
    code = site.file()
    site.store.create([told_up(code, TrangThaiHoSo="4")])
    assert 'action="/nop-tien"' not in site.page("/ho-so", ma=code)
    site.store.update([told_up(code, TrangThaiHoSo="6")])
    page = site.page("/ho-so", ma=code)
    # 8.000 and 2.000 of fees and charges; postage is neither.
    assert ('action="/nop-tien"' in page, 'name="so-tien" value="10000"' in page) == (True, True)
    assert "6: Yêu cầu thực hiện nghĩa vụ tài chính" in page
    site.ask("POST", "/nop-tien", {"ma": code, "so-tien": "10000"})
    service, data = site.newest()
    assert (service, data["MaHoSo"], data["SoTien"]) == ("ThongBaoThanhToan", code, "10000")
    assert faults_of({"service": service, "data": data}) == []
    with pytest.raises(ValueError, match="no such dossier"):
        site.ask("POST", "/nop-tien", {"ma": "G22", "so-tien": "1"})


def test_lists_within_a_message_are_read_as_fields_and_moments_as_times(site: Site) -> None:
    code = site.file()
    step = {"MaHoSo": code, "ThoiDiemXuLy": "20261123083000", "NoiDungXuLy": EVIL, "PhongBanXuLy": "", "TrangThai": "1"}
    site.store.create([told_up(code, TenTTHC=EVIL)])
    site.store.add_steps([step, {**step, "ThoiDiemXuLy": "nhầm", "TrangThai": "99"}])
    page = site.page("/ho-so", ma=code)
    assert "<dt>LoaiDinhDanh<dd>1<dt>SoDinhDanh<dd>079190001234" in page
    assert "08:30:00 23/11/2026" in page
    assert "nhầm · &lt;script&gt;alert(1)&lt;/script&gt; (trạng thái 99)" in page
    assert EVIL not in page


def test_open_requests_alone_are_answered_by_a_form(site: Site) -> None:
    code = site.file()
    asked = {"HoSoBoSungId": f"{code}/1", "NoiDungBoSung": EVIL, "TrangThaiBoSung": "0"}
    done = {"HoSoBoSungId": f"{code}/0", "NoiDungBoSung": "Đã xong rồi", "TrangThaiBoSung": "1"}
    site.store.create([told_up(code, DanhSachHoSoBoSung=[done, asked])])
    page = site.page("/ho-so", ma=code)
    assert f'name="yeu-cau" value="{code}/1"' in page
    assert f'name="yeu-cau" value="{code}/0"' not in page
    assert EVIL not in page

    values = {"ma": code, "yeu-cau": f"{code}/1", "MaThanhPhanHoSo": PAPER}
    site.ask("POST", "/bo-sung", values, SentFile("ro.png", b"x"))
    service, data = site.newest()
    assert (service, data["HoSoBoSungId"], data["SoDinhDanh"]) == ("NopHoSoBoSung", f"{code}/1", birth.NUMBER)
    assert data["TaiLieuNop"][0]["TenTepDinhKem"] == "ro.png"
    assert faults_of({"service": service, "data": data}) == []


def test_with_a_result_it_is_rated_and_no_more_withdrawn(site: Site) -> None:
    code = site.file()
    result = {"TenGiayTo": "Giấy <b>khai sinh", "DuongDanTepTinKetQua": "https://dvc.example.vn/xac-minh/AB/"}
    site.store.create([told_up(code, DanhSachGiayToKetQua=[result])])
    page = site.page("/ho-so", ma=code)
    assert 'action="/danh-gia"' in page
    assert 'action="/rut"' not in page
    assert '<a href="https://dvc.example.vn/xac-minh/AB/">Giấy &lt;b&gt;khai sinh</a>' in page

    for score in "123":
        site.ask("POST", "/danh-gia", {"ma": code, "DiemDanhGia": score, "NoiDung": "Chờ lâu."})
        service, data = site.newest()
        assert (service, data["DiemDanhGia"], data["NoiDung"]) == ("DanhGiaHoSo", score, "Chờ lâu.")
        assert faults_of({"service": service, "data": data}) == []


def test_a_withdrawal_says_why_and_by_whom(site: Site) -> None:
    code = site.file(SoDinhDanh="079190000555")
    answer = site.ask("POST", "/rut", {"ma": code, "LyDo": "Nộp nhầm."})
    assert (answer.status, answer.headers["Location"]) == (303, f"/ho-so?ma={code}")
    assert site.newest() == ("RutHoSo", {"MaHoSo": code, "SoDinhDanh": "079190000555", "LyDo": "Nộp nhầm."})


def test_nothing_is_done_about_a_dossier_that_was_not_filed_here(site: Site) -> None:
    for path in ("/rut", "/danh-gia", "/bo-sung"):
        with pytest.raises(ValueError, match="no such dossier"):
            site.ask("POST", path, {"ma": "G22.99.99-261123-9999"})
    assert site.hands.handed_in == []
    assert site.ask("GET", "/ho-so", {"ma": EVIL}).status == 404
    assert EVIL not in site.page("/ho-so", ma=EVIL)


def test_a_dossier_filed_at_the_province_has_no_acts_here(site: Site) -> None:
    site.store.create([told_up("H29.101-261123-0001")])
    page = site.page("/ho-so", ma="H29.101-261123-0001")
    assert "Đã gửi sang tỉnh" not in page
    assert "<form" not in page


def test_asking_the_province_again_goes_back_to_the_dossier(site: Site) -> None:
    code = site.file()
    answer = site.ask("POST", "/hoi-lai", {"ma": code})
    assert (answer.headers["Location"], site.hands.asked) == (f"/ho-so?ma={code}", [code])


def test_a_report_is_one_that_the_province_reads_and_each_has_its_code(site: Site) -> None:
    assert 'action="/phan-anh"' in site.page("/phan-anh")
    for kind in "1234":
        told = {"HoTen": " Trần Thị Mai ", "LoaiPhanAnh": kind, "NoiDung": "Chậm ba ngày.", "MaHoSo": ""}
        assert site.ask("POST", "/phan-anh", told).headers["Location"] == "/phan-anh"
        service, data = site.newest()
        assert (service, data["HoTen"]) == ("GuiPhanAnhKienNghi", "Trần Thị Mai")
        assert faults_of({"service": service, "data": data}) == []
    assert len({data["MaPhanAnh"] for _service, data in site.hands.handed_in}) == 4


def test_the_switches_of_handing_in_are_shown_as_they_are_set(site: Site) -> None:
    site.ask("POST", "/cach-tra-loi", {"twice": "on", "reordered": "on", "latency": "0"})
    assert site.services.manners.handing == {HandingFault.TWICE, HandingFault.REORDERED}
    assert site.hands.releases == 0
    page = site.page("/")
    for fault in HandingFault:
        is_on = fault in site.services.manners.handing
        assert (f'name="{fault}" checked' in page) == is_on, fault
    site.ask("POST", "/cach-tra-loi", {"twice": "on", "latency": "0"})
    assert site.hands.releases == 1


def test_a_share_of_calls_goes_wrong_and_the_form_says_so(site: Site) -> None:
    site.ask("POST", "/cach-tra-loi", {"down": "on", "twice": "on", "share": "25", "latency": "0.5"})
    manners = site.services.manners
    assert (manners.rates, manners.always, manners.latency_seconds) == ({Fault.DOWN: 0.25}, frozenset(), 0.5)
    assert manners.handing == {HandingFault.TWICE}
    page = site.page("/")
    assert 'name="share" value="25"' in page
    assert 'name="latency" inputmode="decimal" value="0.5"' in page
    assert 'name="down" checked' in page


def test_shares_that_cannot_be_meant_change_nothing() -> None:
    for share in ("0", "-1", "101", "nan", "nhiều"):
        with pytest.raises(ValueError, match=r"share|float"):
            manners_of({"share": share, "down": "on"})
    assert manners_of({"share": "100", "down": "on"}).always == {Fault.DOWN}
    assert manners_of({}).handing == frozenset()


def test_the_birth_of_the_form_is_of_this_month_and_names_one_mother() -> None:
    told = birth.answers()
    assert told["mother_id_number"] == told["requester_id_number"] == birth.APPLICANT["SoDinhDanh"]
    assert told["requester_commune"] == birth.COMMUNE
    assert len(told["child_birth_date"]) == len("2026-11-23")
