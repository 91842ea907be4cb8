"""Rules proved: what a record tells beside papers, money and time: who, for whom, where, on what ground, from where."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.choices import Competence, Level, OnlineLevel, Source, Target
from procedures.models import ProcedureVersion
from procedures.national.competence import Competent, competent
from procedures.national.doubts import Doubts
from procedures.national.mapping import CODE as CODE_SHAPE
from procedures.national.mapping import NO_FIELD, UnusableRecord, content_of
from procedures.national.shapes import LISTS, in_shape, short_enough
from procedures.national.survey import Survey, survey
from tests.procedures.national_records import CLEAN, channel, record
from units.departments import DEPARTMENT_SLUGS, DEPARTMENTS


def version(**changes: Any) -> ProcedureVersion:
    return content_of(record(**changes), Survey())[0].version


def flags(**changes: Any) -> set[str]:
    return {mark["flag"] for mark in version(**changes).doubts}


@pytest.mark.parametrize("department", DEPARTMENTS, ids=lambda d: d.slug)
def test_every_department_of_ours_is_known_by_its_name(department: Any) -> None:
    told = {"levels": ["province"], "executing_agency": f"{department.name.upper()} thành phố"}

    assert version(**told).competent_department == department.slug


@pytest.mark.parametrize("where", ["executing_agency", "competent_agency"])
def test_the_department_is_found_in_either_agency(where: str) -> None:
    told = {"levels": ["province"], "executing_agency": "", "competent_agency": ""} | {where: "Sở Tư pháp"}

    assert version(**told).competent_department == "so-tu-phap"
    assert version(**told).executing_agency == "Sở Tư pháp"


@given(st.text(max_size=30), st.text(max_size=30), st.lists(st.sampled_from(Level.values), max_size=4, unique=True))
def test_who_is_competent_is_always_somebody_we_know_or_nobody(agency: str, name: str, levels: list[str]) -> None:
    found = competent(levels, agency, "", name)

    assert found.department in {"", *DEPARTMENT_SLUGS}
    assert (found.rule == Competence.DEPARTMENT) == (Level.COMMUNE not in levels)
    assert bool(found.division) == (Level.COMMUNE in levels), "a commune's division handles what a commune settles"


@pytest.mark.parametrize(
    ("field", "name", "expected"),
    [
        ("Hộ tịch", "Khai sinh", Competent(Competence.RESIDENCE, division="van-hoa-xa-hoi")),
        ("Đất đai", "Tách thửa", Competent(Competence.PLACE_OF_MATTER, division="kinh-te")),
        ("", "Cấp phép XÂY DỰNG", Competent(Competence.PLACE_OF_MATTER, division="kinh-te")),
        ("Hợp tác xã", "Đăng ký", Competent(Competence.SEAT, division="kinh-te")),
        ("Đất đai", "Cho doanh nghiệp thuê đất", Competent(Competence.SEAT, division="kinh-te")),
    ],
)
def test_at_the_commune_the_matter_tells_where(field: str, name: str, expected: Competent) -> None:
    assert competent(["commune", "province"], "Sở Xây dựng", field, name) == expected


@pytest.mark.parametrize(
    ("told", "targets"),
    [
        (["Công dân Việt Nam"], [Target.CITIZEN]),
        (["Người Việt Nam định cư ở nước ngoài"], [Target.FOREIGNER]),
        (["Người nước ngoài"], [Target.FOREIGNER]),
        (["Cán bộ, công chức, viên chức"], [Target.OFFICIAL]),
        (["Tổ chức (không bao gồm doanh nghiệp, HTX)"], [Target.ORGANISATION]),
        (["Doanh nghiệp có vốn đầu tư nước ngoài"], [Target.FOREIGNER]),
        (["Doanh nghiệp", "Hợp tác xã", "DOANH NGHIỆP"], [Target.BUSINESS]),
        (["Tổ chức", "Công dân Việt Nam"], [Target.CITIZEN, Target.ORGANISATION]),
        (["Ai đó", "", None, 5], []),
        ([], []),
    ],
)
def test_for_whom(told: list[Any], targets: list[str]) -> None:
    assert version(targets=told).targets == sorted(targets)


@given(st.lists(st.sampled_from([*Level.values, "district", "", "x"]), max_size=5))
def test_unknown_levels_are_left_out_and_none_is_doubted(levels: list[str]) -> None:
    found = version(levels=levels)

    known = [level for level in levels if level in Level.values]
    assert found.levels == (known or [Level.OTHER])
    assert ("no_level" in {mark["flag"] for mark in found.doubts}) == (not known)


@pytest.mark.parametrize(
    ("channels", "online"),
    [
        ([channel(method="online")], OnlineLevel.PARTIAL),
        ([channel(), channel(method="online")], OnlineLevel.PARTIAL),
        ([channel()], OnlineLevel.NONE),
        ([], OnlineLevel.NONE),
        (["online"], OnlineLevel.NONE),
    ],
)
def test_filing_online_is_never_promised_whole_and_always_explained(channels: list[Any], online: str) -> None:
    found = version(channels=channels)

    assert found.online_level == online
    assert found.online_reason, "the database wants the published reason"


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://dichvucong.gov.vn/x", "https://dichvucong.gov.vn/x"),
        ("http://x.vn", "http://x.vn"),
        ("javascript:alert(1)", ""),
        ("JAVASCRIPT:alert(1)//https://", ""),
        ("data:text/html,x", ""),
        ("//x.vn", ""),
        ("ftp://x", ""),
        (5, ""),
        (None, ""),
    ],
)
def test_only_a_web_address_is_linked(url: Any, kept: str) -> None:
    assert version(source_url=url).source_url == kept


def test_steps_without_a_name_are_counted_and_empty_ones_left_out() -> None:
    steps = [
        {"name": "", "text": "A"},
        {"name": "", "text": ""},
        "x",
        {"name": "Bước cuối: ", "text": ""},
        {"text": "B"},
    ]

    assert version(steps=steps).guide == [
        {"title": "Bước 1", "text": "A"},
        {"title": "Bước cuối", "text": ""},
        {"title": "Bước 4", "text": "B"},
    ]


def test_results_are_lines_without_their_dashes() -> None:
    assert version(results=["+ Giấy phép", "", "-", " * Sổ", 5]).results == [
        {"code": "", "name": "Giấy phép"},
        {"code": "", "name": "Sổ"},
    ]


@pytest.mark.parametrize(
    ("code", "is_doubted"),
    [
        ("60/2014/QH13", False), ("105/2017/NĐ-CP", False), ("15-NQ/TW", False), ("01/2018/TT-VPCP", False),
        ("", False), ("Luật Hộ tịch", True), ("Nghị định 105/2017/NĐ-CP", True), ("2014", True),
    ],
)  # fmt: skip
def test_the_number_of_a_law_has_a_shape(code: str, is_doubted: bool) -> None:
    basis = [{"code": code, "name": "Văn bản"}]

    assert ("legal_code_not_a_code" in flags(legal_basis=basis)) == is_doubted
    assert version(legal_basis=basis).legal_basis == [{"code": code, "name": "Văn bản"}], "doubted, and kept"


def test_what_has_no_place_of_ours_is_kept_for_the_publisher() -> None:
    told = {"kind": "TTHC", "scope": "national", "receiving_address": "Quầy 1", "case_times": {"a": 1}, "other": "x"}

    kept = version(**told).sources

    assert kept["receiving_address"] == "Quầy 1" and kept["case_times"] == {"a": 1}
    assert "other" not in kept
    assert version().source == Source.NATIONAL


GAPS: dict[str, dict[str, Any]] = {
    "no_agency": {"executing_agency": "", "competent_agency": ""},
    "no_field": {"field": " "},
    "no_legal_basis": {"legal_basis": []},
    "no_result": {"results": ["-"]},
    "no_decision": {"decision_no": None},
    "no_steps": {"steps": [{}]},
    "channels_unparsed": {"channels": []},
    "no_documents": {"documents": []},
}


@pytest.mark.parametrize("flag", GAPS)
def test_a_gap_is_doubted_and_no_other_is(flag: str) -> None:
    found = flags(**GAPS[flag])

    assert found == {flag}


def test_flags_that_came_along_are_kept_unless_we_found_them_ourselves() -> None:
    doubts = version(results=[], quality_flags=["no_result", "long_name", 5, None, "long_name"]).doubts

    assert [(mark["flag"], mark["where"]) for mark in doubts] == [
        ("no_result", "result"),
        ("long_name", "quality_flags"),
    ]


@pytest.mark.parametrize("scope", ["provincial", "national", None])
def test_what_another_province_announced_is_for_reading_only(scope: str | None) -> None:
    assert ("other_province" in flags(scope=scope)) == (scope == "provincial")


@pytest.mark.parametrize("code", ["1.001193", "2.000001.H29", "1.001193.000.00.00.H29", "9.999999.A1B2"])
def test_codes_of_the_national_list_and_of_provinces_are_codes(code: str) -> None:
    assert CODE_SHAPE.fullmatch(code)
    assert content_of(record(code=code), Survey())[0].code == code


@given(st.text(max_size=20).filter(lambda text: not CODE_SHAPE.fullmatch(text.strip())))
def test_anything_else_is_no_code(code: str) -> None:
    with pytest.raises(UnusableRecord):
        content_of(record(code=code), Survey())


@given(st.sampled_from(LISTS), st.none() | st.integers() | st.text() | st.dictionaries(st.text(), st.text()))
def test_what_is_no_list_becomes_an_empty_one_and_is_doubted_when_it_says_something(key: str, value: Any) -> None:
    doubts = Doubts()

    shaped = in_shape(record(**{key: value}), doubts)

    assert shaped[key] == []
    assert [(d.flag, d.where) for d in doubts] == ([] if value in (None, "") else [("list_not_readable", key)])
    assert record(**{key: value})[key] == value, "the record itself is never changed"


@given(st.text(max_size=12), st.integers(0, 12))
def test_a_text_longer_than_its_column_is_another_fields_text(text: str, most: int) -> None:
    doubts = Doubts()

    assert short_enough(text, most, "field", doubts) == (text if len(text) <= most else "")
    assert doubts.has("text_too_long") == (len(text) > most)


def test_the_survey_learns_names_and_fields_from_the_whole_file() -> None:
    heard: list[int] = []
    told = [record(), record(code="1.000002", name="cap giay phep  BÁN LẺ rượu", field_code="G01"), "x", None, {}]

    seen = survey([(each, place) for place, each in enumerate(told)], heard.append)

    assert seen.records == 5
    assert heard == [0, 1, 2, 3, 4]
    assert seen.twins(CLEAN["name"]) == {CLEAN["code"], "1.000002"}, "accents, case and spaces apart"
    assert seen.field_codes == {CLEAN["field"].lower(): "G01"}
    assert seen.twins("Tên khác") == set()
    assert "Tên khác" not in seen.codes_by_name, "asking leaves nothing behind"


def test_the_first_code_of_a_field_stands() -> None:
    told = [record(field_code="G01"), record(code="1.000002", field_code="G02"), record(field="", field_code="G03")]

    assert survey([(each, 0) for each in told], lambda done: None).field_codes == {CLEAN["field"].lower(): "G01"}


def test_what_the_survey_told_of_one_record_is_enough_to_read_it_again() -> None:
    again = Survey.of_one("CẤP giấy phép", ["1.000002"], "Đất đai", "G13")

    assert again.twins("Cấp giấy phép") == {"1.000002"}
    assert again.field_codes == {"đất đai": "G13"}
    assert Survey.of_one("A", [], NO_FIELD, "").field_codes == {}
