"""CapNhatTienDoHoSoMC: one step, with its nine fields."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from portal.national.messages import STEP_FIELDS, StepFacts, problems_of, step_message
from tests.national.facts import STEP, any_step

EXPECTED = {
    "MaHoSo": "H29.101-261123-0001",
    "NguoiXuLy": "Trần Văn Minh",
    "ChucDanh": "Công chức tiếp nhận và trả kết quả",
    "ThoiDiemXuLy": "20261123083000",
    "PhongBanXuLy": "Trung tâm Phục vụ hành chính công phường Sài Gòn",
    "NoiDungXuLy": "Tiếp nhận hồ sơ",
    "TrangThai": "2",
    "NgayBatDau": "20261123073000",
    "NgayKetThucTheoQuyDinh": "20261123093000",
}


def test_the_example_says_exactly_this() -> None:
    assert step_message(STEP) == EXPECTED
    assert problems_of(EXPECTED, STEP_FIELDS) == []


@given(any_step)
def test_any_step_gives_a_message_that_the_schema_takes(facts: StepFacts) -> None:
    message = step_message(facts)
    assert problems_of(message, STEP_FIELDS) == []
    assert facts.actor.startswith(message["NguoiXuLy"])


def test_a_long_name_is_cut_at_fifty_letters() -> None:
    assert step_message(replace(STEP, actor="Ư" * 51))["NguoiXuLy"] == "Ư" * 50
    assert problems_of({**EXPECTED, "NguoiXuLy": "Ư" * 51}, STEP_FIELDS) == ["NguoiXuLy: maxLength"]


def test_what_the_worker_does_has_no_unit_and_no_working_time() -> None:
    message = step_message(replace(STEP, actor="Hệ thống", role="", unit_name="", began_at=None, due_at=None))
    assert problems_of(message, STEP_FIELDS) == []
    assert (message["ChucDanh"], message["NgayBatDau"], message["NgayKetThucTheoQuyDinh"]) == ("", "", "")


def test_a_status_that_the_portal_does_not_know_is_no_message() -> None:
    with pytest.raises(KeyError):
        step_message(replace(STEP, status=11))
