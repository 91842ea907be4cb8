"""The mapping as a property: each fact moves its own fields and no other, and what the table refuses names nobody."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import fields as facts_in
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.national.messages import (
    DOSSIER_FIELDS,
    STEP_FIELDS,
    DossierFacts,
    StepFacts,
    dossier_message,
    problems_of,
    step_message,
)
from portal.national.messages.fields import Field, moment_of, moment_text
from tests.national.facts import STEP, WHOLE, any_dossier, any_step

#: Which fields speak of a fact; a new fact takes its line here.
SPEAKS_OF = {
    "code": {"MaHoSo"},
    "procedure_code": {"MaTTHC"},
    "procedure_name": {"TenTTHC", "TrichYeuHoSo"},
    "field_code": {"MaLinhVuc"},
    "field_name": {"TenLinhVuc"},
    "channel": {"KenhThucHien"},
    "owner": {"SoGiayToChuHoSo", "ChuHoSo", "LoaiDoiTuong", "MaDoiTuong", "Email", "SoDienThoai", "DinhDanhCHS"},
    "title": {"TrichYeuHoSo"},
    "status": {"TrangThaiHoSo"},
    "submitted_at": {"NgayNopHoSo"},
    "result_delivery": {"HinhThuc"},
    "unit_name": {"DonViXuLy"},
    "due_at": {"NgayHenTra"},
    "received_at": {"NgayTiepNhan", "NgayHenTra"},
    "finished_at": {"NgayKetThucXuLy"},
    "returned_at": {"NgayTra"},
    "returned_to": {"ThongTinTra"},
    "refused_at": {"NgayTuChoi"},
    "receipt_number": {"SoBienNhan"},
    "is_filed_nationally": {"NoiNopHoSo", "ThongTinKhac"},
    "code_here": {"ThongTinKhac"},
    "is_identified": {"TaiKhoanDuocXacThucVoiVNeID"},
    "is_paid_online": {"DuocThanhToanTrucTuyen"},
    "papers": {"TaiLieuNop", "HoSoCoThanhPhanSoHoa"},
    "fees": {"DanhSachLePhi"},
    "supplements": {"DanhSachHoSoBoSung"},
    "result": {"DanhSachGiayToKetQua"},
}
STEP_SPEAKS_OF = {
    "code": {"MaHoSo"},
    "actor": {"NguoiXuLy"},
    "role": {"ChucDanh"},
    "unit_name": {"PhongBanXuLy"},
    "at": {"ThoiDiemXuLy"},
    "content": {"NoiDungXuLy"},
    "status": {"TrangThai"},
    "began_at": {"NgayBatDau"},
    "due_at": {"NgayKetThucTheoQuyDinh"},
}
SECRET = "Bí Mật 079190001234"
#: Since 1976 Vietnam has one time and no summer time: a text is one moment, and a moment one text.
_moments = st.integers(200_000_000, 7_000_000_000).map(lambda second: dt.datetime.fromtimestamp(second, dt.UTC))


def changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return {name for name in before if before[name] != after[name]}


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in leaves(one)]
    return [leaf for one in value for leaf in leaves(one)] if isinstance(value, list) else [value]


def test_every_fact_is_said_in_some_field() -> None:
    assert set(SPEAKS_OF) == {fact.name for fact in facts_in(DossierFacts)}
    assert set(STEP_SPEAKS_OF) == {fact.name for fact in facts_in(StepFacts)}


@settings(max_examples=25)
@given(any_dossier, any_dossier, st.sampled_from(sorted(SPEAKS_OF)))
def test_a_fact_of_a_dossier_moves_its_fields_and_no_other(one: DossierFacts, other: DossierFacts, fact: str) -> None:
    after = replace(one, **{fact: getattr(other, fact)})
    assert changed(dossier_message(one), dossier_message(after)) <= SPEAKS_OF[fact]


@settings(max_examples=25)
@given(any_step, any_step, st.sampled_from(sorted(STEP_SPEAKS_OF)))
def test_a_fact_of_a_step_moves_its_field_and_no_other(one: StepFacts, other: StepFacts, fact: str) -> None:
    after = replace(one, **{fact: getattr(other, fact)})
    assert changed(step_message(one), step_message(after)) <= STEP_SPEAKS_OF[fact]


@settings(max_examples=25)
@given(any_dossier, any_step)
def test_a_message_has_its_fields_in_the_order_of_the_table_and_is_all_text(
    facts: DossierFacts, step: StepFacts
) -> None:
    message, act = dossier_message(facts), step_message(step)
    assert set(message) == {field.name for field in DOSSIER_FIELDS}
    assert set(act) == {field.name for field in STEP_FIELDS}
    assert all(isinstance(leaf, str) for leaf in leaves(message) + leaves(act))
    assert json.loads(json.dumps(message, ensure_ascii=False).encode()) == message


@given(any_dossier)
def test_a_dossier_has_no_due_time_before_it_is_received_and_no_identity_without_its_number(
    facts: DossierFacts,
) -> None:
    message = dossier_message(facts)
    assert bool(message["NgayHenTra"]) == (facts.due_at is not None and facts.received_at is not None)
    for row in message["DinhDanhCHS"]:
        assert row["SoDinhDanh"] == facts.owner.id_number
        assert (len(row["SoDinhDanh"]), row["LoaiDinhDanh"]) in {(12, "1"), (9, "2")}


@given(_moments, _moments)
def test_a_moment_and_its_text_are_one_and_later_moments_read_later(one: dt.datetime, other: dt.datetime) -> None:
    assert moment_of(moment_text(one)) == one
    assert len(moment_text(one)) == 14
    assert (moment_text(one) < moment_text(other)) == (one < other)


@given(st.text(max_size=16) | st.from_regex(r"[0-9]{14}", fullmatch=True) | st.from_regex(r"\d{14}", fullmatch=True))
def test_a_text_is_either_exactly_a_moment_or_none_at_all(text: str) -> None:
    try:
        moment = moment_of(text)
    except ValueError:
        return
    assert moment_text(moment) == text


@pytest.mark.parametrize(
    "text",
    ["20260229000000", "20261123240000", "20261123083060", "00000101000000", " 20261123083000", "\u06620261123083000"],
)
def test_a_day_or_hour_that_does_not_exist_is_no_moment(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        moment_of(text)
    assert problems_of({**dossier_message(WHOLE), "NgayTra": text}, DOSSIER_FIELDS) == ["NgayTra: format"]


def test_a_moment_without_its_zone_is_refused_before_it_can_be_read_wrongly() -> None:
    with pytest.raises(ValueError, match="without its time zone"):
        moment_text(WHOLE.submitted_at.replace(tzinfo=None))
    with pytest.raises(ValueError, match="without its time zone"):
        step_message(replace(STEP, at=STEP.at.replace(tzinfo=None)))


@given(
    st.sampled_from([field.name for field in DOSSIER_FIELDS]),
    st.sampled_from([SECRET * 200, {SECRET: SECRET}, [SECRET], [{SECRET: SECRET}], [[SECRET]]]),
)
def test_a_problem_names_its_field_and_never_what_stands_in_it(name: str, value: Any) -> None:
    found = problems_of({**dossier_message(WHOLE), name: value}, DOSSIER_FIELDS)
    assert "Bí Mật" not in str(found)
    assert all(problem.split("/")[0].split(":")[0] == name for problem in found)


@pytest.mark.parametrize("table", [DOSSIER_FIELDS, STEP_FIELDS], ids=["dossier", "step"])
def test_what_no_table_names_is_refused_without_being_named(table: tuple[Field, ...]) -> None:
    message = dossier_message(WHOLE) if table is DOSSIER_FIELDS else step_message(STEP)
    assert problems_of({**message, SECRET: SECRET}, table) == ["message: additionalProperties"]
    for junk in (None, 7, "x", [message]):
        assert problems_of(junk, table) == ["message: type"]


@pytest.mark.parametrize(
    "required", [field for field in DOSSIER_FIELDS if field.required], ids=lambda field: field.name
)
def test_a_field_that_must_say_something_may_not_be_empty(required: Field) -> None:
    (problem,) = problems_of({**dossier_message(WHOLE), required.name: ""}, DOSSIER_FIELDS) or [""]
    assert problem.startswith(f"{required.name}: ")
