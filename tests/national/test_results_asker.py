"""Rules proved: the simulated asker signs each question anew, believes what is signed alone, escapes what it shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from portal.national.management.commands.simulate_national_portal import _asker
from portal.national.models import AskingAgency, ServingResult
from portal.national.results_store import demonstration, signatures
from portal.national.simulator.asking_pages import FILE_PATH, PATH, AskingPages, Person
from portal.national.simulator.asking_results import Province, ResultsAsker
from portal.outbox import standard_webhooks
from portal.outbox.standard_webhooks import new_secret
from portal.simulating.serving import Request, Response, Server, as_json, page

SEED = signatures.seed_of("khóa của tỉnh")
SECRET = new_secret()
ROW = {
    "MaKetQua": "KQ.G15.000031",
    "TenGiayTo": "Giấy <b>khai sinh</b>",
    "SoKyHieu": "1/2026",
    "CoQuanChuQuan": "H29.101",
    "DanhSachTepDinhKem": [{"TenTep": "a.pdf", "DuongDan": 'x" onclick="'}],
}


class Asked:
    """A province that answers as a test says, and keeps what came."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.said: dict[str, Any] = {"errorCode": "0", "message": "", "result": {"DanhSachGiayToKetQua": [ROW]}}
        self.seed, self.status, self.raw = SEED, 200, b""

    def answer(self, request: Request) -> Response:
        """Signed, unless a test wants bytes."""
        self.requests.append(request)
        if self.raw:
            return page(self.raw.decode(), self.status)
        signature = signatures.signature_of(request.body, self.said, self.seed)
        return as_json({**self.said, "signature": signature}, self.status)


@contextmanager
def province() -> Iterator[tuple[Asked, ResultsAsker]]:
    asked = Asked()
    with Server({("POST", "/cua/tra-cuu/"): asked.answer, ("POST", "/cua/tep/"): asked.answer}) as server:
        yield asked, ResultsAsker(Province(f"{server.address}/cua/", SECRET, signatures.public_key(SEED)))


def pages_of(asker: ResultsAsker) -> AskingPages:
    people = [Person("Nguyễn <i>Thị</i> Lan", "079190000111")]
    return AskingPages("1.004772", "KQ.G15.000031").know(asker, people)


def test_each_question_is_signed_anew_under_a_name_of_its_own() -> None:
    with province() as (asked, asker):
        for _time in range(2):
            assert asker.look_up(MaThuTuc="1.004772").is_authentic
        asker.fetch("H29.101", "đường")
    names = set()
    for request in asked.requests:
        headers = {name.lower(): value for name, value in request.headers.items()}
        standard_webhooks.verify(request.body, headers, [SECRET], float(headers["webhook-timestamp"]))
        names.add(headers["webhook-id"])
    assert len(names) == 3
    assert json.loads(asked.requests[2].body) == {"CoQuanChuQuan": "H29.101", "DuongDan": "đường"}


def test_only_what_the_province_signed_counts_as_a_result() -> None:
    with province() as (asked, asker):
        assert asker.look_up().result["DanhSachGiayToKetQua"] == [ROW]
        asked.seed = signatures.seed_of("khóa khác")
        forged = asker.look_up()
        assert (forged.status, forged.is_authentic, forged.result) == (200, False, {})
        asked.seed, asked.said = SEED, {"errorCode": "4", "message": "", "result": None}
        nothing = asker.look_up()
        assert (nothing.is_authentic, nothing.result) == (True, {})
        for raw, status in ((b"<h1>500</h1>", 500), (b"khong", 200), (b'{"title": "no"}', 401)):
            asked.raw, asked.status = raw, status
            answered = asker.look_up()
            assert (answered.status, answered.is_authentic, answered.result) == (status, False, {})
    assert asker.look_up().status == 0, "nobody answers any more"


def test_the_page_shows_what_was_answered_and_escapes_it() -> None:
    with province() as (_asked, asker):
        routes = pages_of(asker).routes()
        form = routes["GET", PATH](Request(PATH, {})).body.decode()
        assert "Nguyễn &lt;i&gt;Thị&lt;/i&gt; Lan" in form
        assert 'value="079190000111"' in form
        shown = routes["POST", PATH](Request(PATH, {"owner": "079190000111"})).body.decode()
    assert "chữ ký của tỉnh đúng" in shown
    assert "Giấy &lt;b&gt;khai sinh&lt;/b&gt;" in shown
    assert 'onclick="' not in shown
    assert "Lấy tệp" in shown


def test_what_is_asked_is_what_was_chosen_in_the_fields_of_the_message() -> None:
    with province() as (asked, asker):
        chosen = {"owner": "079190000111", "kind": "KQ.X", "procedure": "1.000656"}
        pages_of(asker).routes()["POST", PATH](Request(PATH, chosen))
    assert json.loads(asked.requests[0].body) == {
        "MaThuTuc": "1.000656",
        "SoDinhDanhChuSoHuu": "079190000111",
        "DanhSachDanhMucKetQua": [{"MaKetQua": "KQ.X", "SoKyHieu": ""}],
        "HoTenNguoiYeuCau": "Cán bộ nơi khác (mô phỏng)",
        "KenhThucHien": "1",
        "SoDinhDanhNguoiYeuCau": "079088000456",
    }


def test_a_file_is_shown_and_its_absence_is_told() -> None:
    with province() as (asked, asker):
        fetch = pages_of(asker).routes()["POST", FILE_PATH]
        asked.said = {"errorCode": "0", "message": "", "result": {"TenTep": "a.pdf", "NoiDung": "JVBERi0="}}
        file = fetch(Request(FILE_PATH, {"agency": "H29.101", "path": "x"}))
        assert (file.body, file.content_type) == (b"%PDF-", "application/pdf")
        asked.said = {"errorCode": "4", "message": "Không có kết quả", "result": None}
        told = fetch(Request(FILE_PATH, {})).body.decode()
    assert "Tỉnh không cho tệp này." in told
    assert "4 · Không có kết quả" in told


def test_neither_secret_nor_key_of_a_province_is_shown() -> None:
    assert SECRET not in repr(Province("http://x/", SECRET, "khóa"))


@pytest.mark.django_db
def test_the_command_knows_the_door_of_the_demonstration_and_our_key() -> None:
    province = _asker().province
    agency = AskingAgency.objects.get()
    assert (agency.is_simulated, agency.secret) == (True, province.secret)
    assert agency.legal_basis, "it asks by law, so that a newcomer sees something given"
    address = reverse("results-door:look-up", args=[agency.public_id])
    assert f"{province.door}tra-cuu/" == settings.PORTAL_URL.rstrip("/") + address
    assert province.key == signatures.public_key(signatures.seed_of(settings.RESULTS_DOOR_SECRET))
    served = ServingResult.objects.get()
    assert (served.component_code, served.result_code) == (demonstration.SERVES_AS, demonstration.ISSUED)
    assert _asker().province == province, "started again, it is the same agency with the same secret"
