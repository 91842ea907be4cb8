"""The national catalogue comes down: what is new waits for publishers, once; a round goes on where it stood."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.national.catalogue import fetching
from portal.national.catalogue.records import record_of
from portal.national.models import CatalogueEntry, CatalogueRound, ListDifference
from portal.national.simulator import catalogue
from portal.national.simulator.manners import Fault, Manners
from procedures.models import ImportRun, ProcedureVersion, ReviewItem
from tests.dossiers.world import World, make_staff
from tests.national.conftest import Portal
from units.roles import Role

WHOLE: dict[str, Any] = {
    "MATTHC": "1.000656",
    "TENTTHC": "Thủ tục đăng ký khai tử",
    "MACOQUANCONGBO": "G15",
    "CAPTHUCHIEN": [{"CAPTHUCHIEN": "3", "TENCAP": "Cấp Xã"}],
    "LINHVUCTHUCHIEN": {"MALINHVUC": "G15-TP07", "TENLINHVUC": "Hộ tịch"},
    "TRINHTUTHUCHIEN": [
        {"TRUONGHOP": "", "TRINHTU": [{"TENTRINHTU": "Nộp tờ khai."}, {"TENTRINHTU": "Nhận bản chính."}]}
    ],
    "CACHTHUCTHUCHIEN": [
        {
            "KENH": kenh,
            "THOIGIAN": [
                {
                    "THOIGIANGIAIQUYET": "3",
                    "DONVITINH": "Ngày làm việc",
                    "MOTA": "",
                    "PHILEPHI": [{"SOTIEN": "8.000", "DONVI": "Đồng", "MOTA": "Lệ phí khai tử"}],
                }
            ],
        }
        for kenh in ("1", "2")
    ],
    "THANHPHANHOSO": [
        {
            "TRUONGHOP": "Giấy tờ phải nộp",
            "GIAYTO": [
                {
                    "MAGIAYTO": "KQ.1",
                    "TENGIAYTO": "Giấy báo tử",
                    "SOBANCHINH": "1",
                    "SOBANSAO": "0",
                    "TENMAUDON": "Mẫu 2",
                }
            ],
        }
    ],
    "DOITUONGTHUCHIEN": "Công dân Việt Nam;Tổ chức",
    "COQUANTHUCHIEN": [{"MADONVI": "H29", "TENDONVI": "Ủy ban nhân dân cấp xã"}],
    "KETQUATHUCHIEN": [{"MAKETQUA": "KQ.2", "TENKETQUA": "Trích lục khai tử"}],
    "CANCUPHAPLY": [{"SOVANBAN": "60/2014/QH13", "TENVANBAN": "Luật Hộ tịch"}],
    "YEUCAU": "Không",
    "TRANGTHAI": "1",
}
ANYTHING = st.recursive(
    st.none() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*WHOLE, "GIAYTO"]), inner, max_size=4),
    max_leaves=10,
)


@pytest.fixture
def there(connected: Portal, monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Any]]:
    """What the national portal has; tests change it."""
    details = {WHOLE["MATTHC"]: copy.deepcopy(WHOLE)} | copy.deepcopy(catalogue.DETAILS)
    monkeypatch.setattr(catalogue, "DETAILS", details)
    rows = [{"MATTHC": code, "TENTTHC": told["TENTTHC"]} for code, told in details.items()]
    monkeypatch.setattr(catalogue, "PROCEDURES", rows)
    connected.services._services["LayDanhSachTTHC"] = lambda _message: catalogue.PROCEDURES
    return details


def fetch() -> CatalogueRound:
    """A whole round."""
    fetching.begin()
    done = fetching.go_on()
    assert done is not None
    return done


def test_a_record_says_what_the_answer_said() -> None:
    record = record_of(WHOLE)
    assert (record["code"], record["field"], record["field_code"]) == ("1.000656", "Hộ tịch", "G15-TP07")
    assert (record["levels"], record["targets"]) == (["commune"], ["Công dân Việt Nam", "Tổ chức"])
    assert [channel["method"] for channel in record["channels"]] == ["direct", "online"]
    fee = {"amount": 8000, "currency": "VND", "text": "Lệ phí khai tử"}
    assert record["channels"][0] == {
        "method": "direct",
        "time_qty": "3",
        "time_unit": "working_day",
        "fees": [fee],
        "note": "",
    }
    assert record["documents"][0]["items"][0]["component_code"] == "KQ.1"
    assert [step["text"] for step in record["steps"]] == ["Nộp tờ khai.", "Nhận bản chính."]
    assert (record["results"], record["legal_basis"][0]["code"]) == (["Trích lục khai tử"], "60/2014/QH13")


@given(told=st.dictionaries(st.sampled_from(list(WHOLE)), ANYTHING, max_size=6))
def test_no_answer_breaks_the_reading(told: dict[str, Any]) -> None:
    record = record_of(told)
    assert isinstance(record["code"], str)
    assert all(isinstance(channel["fees"], list) for channel in record["channels"])


def test_new_and_changed_procedures_wait_for_a_publisher_and_nothing_twice(
    world: World, there: dict[str, dict[str, Any]]
) -> None:
    live = set(ProcedureVersion.objects.values_list("pk", "state"))
    first = fetch()
    assert (first.fetched, first.total, first.queued) == (3, 3, 3)
    assert first.finished_at is not None
    in_force = {row for row in ProcedureVersion.objects.values_list("pk", "state") if row[1] == "published"}
    assert in_force == {row for row in live if row[1] == "published"}
    item = ReviewItem.objects.get(code="1.000656")
    assert item is not None
    assert not CatalogueEntry.objects.exists()

    again = fetch()
    assert (again.queued, again.unchanged) == (0, 3)
    assert ImportRun.objects.count() == 1

    there["1.000656"]["YEUCAU"] = "Người chết đã được xác nhận."
    changed = fetch()
    assert (changed.queued, changed.unchanged) == (1, 2)


def test_a_round_goes_on_where_it_stood_and_asks_nothing_twice(
    world: World, there: dict[str, dict[str, Any]], connected: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "AT_ONCE", 2)
    fetching.begin()
    fetching.go_on()
    assert CatalogueRound.objects.get().fetched == 2

    connected.services.manners = Manners(always=frozenset({Fault.BROKEN}))
    stopped = fetching.go_on()
    assert stopped is not None
    assert "HTTP 500" in stopped.problem
    connected.services.manners = Manners()
    done = fetching.go_on()
    assert done is not None
    assert (done.problem, done.fetched, done.finished_at is not None) == ("", 3, True)
    assert connected.services.calls["LayThuTuc"] == 3
    assert connected.services.calls["LayDanhSachTTHC"] == 1
    assert fetching.go_on() is None


def test_one_round_at_a_time_and_a_worker_that_died_lets_go(world: World, there: dict[str, dict[str, Any]]) -> None:
    first, second = fetching.begin(), fetching.begin()
    assert first == second
    rounds = CatalogueRound.objects.all()
    rounds.update(claimed_until=timezone.now() + timedelta(minutes=5))
    assert fetching.go_on() is None
    rounds.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert fetching.go_on() is not None
    assert rounds.get().finished_at is not None


def test_a_procedure_that_vanished_meanwhile_is_passed_over(world: World, there: dict[str, dict[str, Any]]) -> None:
    del there["1.000656"]
    done = fetch()
    assert (done.fetched, done.refused) == (3, 0)
    assert not ReviewItem.objects.filter(code="1.000656").exists()


def test_agencies_and_fields_that_differ_are_listed_anew_each_time(
    world: World, there: dict[str, dict[str, Any]], connected: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    agencies = [
        {"MADONVI": "H29", "TENDONVI": "ỦY BAN NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH"},
        {"MADONVI": "H29.101", "TENDONVI": "UBND phường Sài Gòn"},
        {"MADONVI": "H29.777", "TENDONVI": "Ủy ban nhân dân phường Lạ"},
        {"MADONVI": "H30", "TENDONVI": "Ủy ban nhân dân tỉnh khác"},
        {"TENDONVI": "Không mã"},
    ]
    connected.services._services["LayDanhMucCoQuan"] = lambda _message: agencies
    fetch()
    found = dict(ListDifference.objects.values_list("code", "kind"))
    assert (found["H29.101"], found["H29.777"], found["H29.102"]) == ("agency_name", "agency_here", "agency_there")
    assert not found.keys() & {"H29", "H30", ""}

    agencies[1]["TENDONVI"] = "Ủy ban nhân dân phường Sài Gòn"
    fetch()
    assert not ListDifference.objects.filter(code="H29.101").exists()


def test_an_administrator_begins_it_and_sees_how_far_it_is(
    world: World, there: dict[str, dict[str, Any]], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(make_staff("system@example.vn", "Cao Xuân Trường", Role.SYSTEM_ADMIN, world.ward.committee))
    page, now = reverse("national:catalogue"), reverse("national:catalogue-fetch")
    assert "Chưa tải lần nào" in client.get(page).content.decode()
    monkeypatch.setattr(fetching, "AT_ONCE", 2)
    assert "Đang tải danh mục" in client.post(now, follow=True).content.decode()
    fetching.go_on()
    assert "2 trong 3 thủ tục" in client.get(page).content.decode()
    fetching.go_on()
    assert "tải 3 thủ tục, 3 chờ duyệt" in client.get(reverse("national:health")).content.decode()
    narrowed = client.get(page, {"loai": "agency_there"}).content.decode()
    assert "H29.102" in narrowed
    assert client.get(now).status_code == 405
    client.force_login(world.ward.leader)
    assert client.get(page).status_code == 403
    assert client.post(now).status_code == 403


def test_without_a_portal_nothing_begins(world: World, client: Client) -> None:
    assert fetching.begin() is None
    assert fetching.go_on() is None
    client.force_login(make_staff("system@example.vn", "Cao Xuân Trường", Role.SYSTEM_ADMIN, world.ward.committee))
    said = client.post(reverse("national:catalogue-fetch"), follow=True).content.decode()
    assert "Chưa khai báo địa chỉ" in said
    assert not CatalogueRound.objects.exists()
