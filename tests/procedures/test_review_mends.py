"""Rules proved: a suggestion is applied only when a publisher takes it, and then the words keep their meaning."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from procedures import catalogue
from procedures.choices import Channel, ComponentKind, TimeUnit
from procedures.models import Case, ReviewItem
from procedures.national.reading import UnreadableFile
from procedures.review.running import import_and_accept
from tests.procedures.national_records import channel, fee, paper, record
from tests.procedures.review_queue import CODE, OTHER, press, publisher, queued, signed_in, waiting

pytestmark = pytest.mark.django_db
ITEM, CHANNEL, FEE = "documents[0].items[0]", "channels[0]", "channels[0].fees[0]"


@pytest.fixture
def client() -> Client:
    return signed_in(publisher())


def papers(*items: dict[str, Any]) -> dict[str, Any]:
    return {"documents": [{"group": "", "items": list(items)}]}


def channels(**changes: Any) -> dict[str, Any]:
    return {"channels": [channel(**changes)]}


def case_of(item: ReviewItem) -> Case:
    """The one case of the item's draft."""
    assert item.version is not None
    case: Case = item.version.cases.get()
    return case


def place_in(source: Any, where: str) -> Any:
    """What the mended record has at a simple place such as name or steps[0].text."""
    for part in where.replace("]", "").replace("[", ".").split("."):
        source = source[int(part)] if part.isdecimal() else source[part]
    return source


TEXTS = [
    ({"name": "Cấp giấy phe\u0301p"}, "source_decomposed_unicode", "name", "tidied", "Cấp giấy phép"),
    ({"name": "Cấp\u200b giấy phép"}, "source_invisible_chars", "name", "tidied", "Cấp giấy phép"),
    ({"name": " Cấp  giấy phép"}, "source_name_whitespace", "name", "tidied", "Cấp giấy phép"),
    (
        {"requirements": "Có <b>kho</b><script>x()</script> < 3 tầng"},
        "source_has_mark_up", "requirements", "tidied", "Có kho < 3 tầng",
    ),
    (
        {"requirements": "Nộp tại Ủy ban nhân dân cấp huyện"},
        "mentions_abolished_district_level", "requirements", "commune", "Nộp tại Ủy ban nhân dân cấp xã",
    ),
    (
        {"requirements": "Xác nhận của UBND quận, huyện, thị xã nơi cư trú"},
        "mentions_abolished_district_level", "requirements", "commune", "Xác nhận của UBND cấp xã nơi cư trú",
    ),
    (
        {"legal_basis": [{"code": "Nghị định số 105/2017/NĐ-CP", "name": "A"}]},
        "legal_code_not_a_code", "legal_basis[0].code", "code", "105/2017/NĐ-CP",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "flag", "where", "key", "after"), TEXTS)
def test_a_text_is_mended_when_taken_and_not_before(
    tmp_path: Path, client: Client, changes: dict[str, Any], flag: str, where: str, key: str, after: str
) -> None:
    queued(tmp_path, record(**changes))
    item = waiting()
    assert (flag, where) in {(doubt["flag"], doubt["where"]) for doubt in item.doubts}

    press(client, item, "doubt", flag=flag, where=where, key=key)

    item = waiting()
    assert item.mends[0]["value"] == after
    assert flag not in item.flags
    assert place_in(item.record, where) == place_in(record(**changes), where), "what was read stays as it was"
    assert item.version is not None
    told = [item.version.name, item.version.requirements, *(basis["code"] for basis in item.version.legal_basis)]
    assert after in told


def test_a_remark_becomes_a_note_or_a_paper_as_the_publisher_says(tmp_path: Path, client: Client) -> None:
    queued(tmp_path, record(**papers(paper("Xuất trình thẻ căn cước", 0, 0), paper("Bản vẽ", 0, 0), paper("Đơn"))))

    press(client, waiting(), "doubt", flag="note_rows_in_documents", where=ITEM, key="note")
    press(client, waiting(), "doubt", flag="note_rows_in_documents", where="documents[0].items[1]", key="paper")

    kinds = [(c.name, c.kind) for c in case_of(waiting()).components.all()]
    assert kinds == [
        ("Xuất trình thẻ căn cước", ComponentKind.NOTE),
        ("Bản vẽ", ComponentKind.PAPER),
        ("Đơn", ComponentKind.PAPER),
    ]
    assert waiting().doubts == []


@pytest.mark.parametrize(
    ("changes", "flag", "key", "amount", "unit", "is_same_day"),
    [
        ({"time_qty": 15, "time_unit": "hour"}, "clock_time_as_duration", "same_day", 1, TimeUnit.WORKING_DAY, True),
        ({"time_qty": 15, "time_unit": "hour"}, "clock_time_as_duration", "hours", 15, TimeUnit.WORKING_HOUR, False),
        (
            {"time_qty": 5, "time_unit": None, "note": "Trong 05 ngày làm việc."},
            "time_unit_missing", "5-working_day", 5, TimeUnit.WORKING_DAY, False,
        ),
        ({"time_qty": 5, "time_unit": None}, "time_unit_missing", "5-month", 5, TimeUnit.MONTH, False),
        (
            {"time_qty": 3, "time_unit": "hour", "note": "trong 03 (ba) ngày"},
            "hour_but_text_says_days", "3-day", 3, TimeUnit.DAY, False,
        ),
        ({"time_qty": "Không quá 20 ngày"}, "time_text_only", "20-day", 20, TimeUnit.DAY, False),
        (
            {"time_qty": None, "note": "Luật ngày 14 tháng 11; giải quyết trong 7 ngày làm việc, trước 15 giờ"},
            "channel_time_missing", "7-working_day", 7, TimeUnit.WORKING_DAY, False,
        ),
        ({"time_qty": 0, "note": "02 tháng"}, "time_zero", "2-month", 2, TimeUnit.MONTH, False),
    ],
)  # fmt: skip
def test_a_time_limit_is_read_from_words(
    tmp_path: Path, client: Client, changes: dict[str, Any], flag: str, key: str, amount: int, unit: str,
    is_same_day: bool,
) -> None:  # fmt: skip
    queued(tmp_path, record(**channels(**changes)))
    assert flag in waiting().flags

    press(client, waiting(), "doubt", flag=flag, where=CHANNEL, key=key)

    limit = case_of(waiting()).time_limits.get()
    assert (limit.amount, limit.unit, limit.same_day_before_15) == (Decimal(amount), unit, is_same_day)
    assert flag not in waiting().flags


def test_no_date_and_no_hour_of_a_clock_is_offered_as_a_limit(tmp_path: Path, client: Client) -> None:
    note = "Thông tư ngày 14 tháng 11 năm 2016; nhận hồ sơ trước 15 giờ"
    queued(tmp_path, record(**channels(time_qty=None, note=note)))

    answer = press(client, waiting(), "doubt", flag="channel_time_missing", where=CHANNEL, key="14-month")

    assert answer.status_code == 409
    assert not case_of(waiting()).time_limits.exists()


def test_one_amount_of_the_text_becomes_the_fee(tmp_path: Path, client: Client) -> None:
    queued(tmp_path, record(**channels(fees=[fee(text="Lệ phí: 150.000 đồng/giấy")])))
    assert case_of(waiting()).fees.get().amount_dong is None, "a zero that the text contradicts is never promised"

    press(client, waiting(), "doubt", flag="fee_zero_but_text_sets_fee", where=FEE, key="amount")

    row = case_of(waiting()).fees.get()
    assert (row.amount_dong, row.name, row.channel) == (150_000, "Lệ phí: 150.000 đồng/giấy", Channel.ANY)


def test_several_amounts_become_rows_with_their_own_words(tmp_path: Path, client: Client) -> None:
    text = "Cấp mới: 150.000 đồng. Cấp lại: 80.000 đồng. Theo Thông tư 1/2020/TT-BTC."
    queued(tmp_path, record(**channels(fees=[fee(text=text), fee(amount=5000, text="Phí khác")])))

    press(client, waiting(), "doubt", flag="fee_zero_but_text_sets_fee", where=FEE, key="amounts")

    rows = [(row.name, row.amount_dong) for row in case_of(waiting()).fees.all()]
    assert rows == [("Cấp mới: 150.000 đồng.", 150_000), ("Cấp lại: 80.000 đồng.", 80_000), ("Phí khác", 5000)]


def test_a_text_without_an_amount_suggests_none(tmp_path: Path, client: Client) -> None:
    queued(tmp_path, record(**channels(fees=[fee(text="Theo Thông tư số 172/2010/TT-BTC")])))

    answer = press(client, waiting(), "doubt", flag="fee_zero_but_text_sets_fee", where=FEE, key="amount")

    assert answer.status_code == 409


def test_twins_are_linked_to_each_other(tmp_path: Path, client: Client) -> None:
    queued(tmp_path, record(), record(code=OTHER))

    press(client, waiting(), "doubt", flag="duplicate_name_other_code", where="name", key="linked")

    item = waiting()
    assert item.version is not None
    assert item.version.sources["same_name_as"] == [OTHER]
    assert item.flags == []
    assert waiting(OTHER).flags == ["duplicate_name_other_code"], "the other one is decided by itself"


def test_all_sure_suggestions_at_once_leave_the_unsure(tmp_path: Path, client: Client) -> None:
    soiled = record(
        name=" Cấp  giấy phép",
        **papers(paper("Mang thẻ", 0, 0), paper("Mang sổ", 0, 0), paper("Đơn")),
        **channels(time_qty=5, time_unit=None),
        requirements="Nộp ở UBND cấp huyện",
    )
    queued(tmp_path, soiled)

    press(client, waiting(), "take_all")

    item = waiting()
    assert item.flags == ["mentions_abolished_district_level", "time_unit_missing"]
    assert [mend["where"] for mend in item.mends] == ["name", ITEM, "documents[0].items[1]"]
    assert not case_of(item).time_limits.exists(), "a unit that no word names is a person's to choose"


def test_a_taken_suggestion_can_be_taken_back(tmp_path: Path, client: Client) -> None:
    queued(tmp_path, record(name=" Cấp  phép", **papers(paper("Mang thẻ", 0, 0), paper("Đơn"))))
    press(client, waiting(), "take_all")

    press(client, waiting(), "take_back", place="0")

    item = waiting()
    assert item.flags == ["source_name_whitespace"]
    assert [mend["key"] for mend in item.mends] == ["note"]
    for place in ("7", "-1", "x"):
        assert press(client, item, "take_back", place=place).status_code == 409
    assert waiting().mends == item.mends


def test_a_doubt_cleared_is_no_mark_and_one_kept_is(tmp_path: Path, client: Client) -> None:
    queued(tmp_path, record(requirements="Điều kiện gồm…", results=[]))

    press(client, waiting(), "doubt", flag="text_truncated", where="requirements", key="cleared")
    press(client, waiting(), "doubt", flag="no_result", where="result", key="kept")

    item = waiting()
    assert item.flags == ["no_result"]
    assert [mark["flag"] for mark in item.kept] == ["no_result"]
    press(client, item, "accept")
    assert [mark["flag"] for mark in catalogue.published(CODE).doubts] == ["no_result"]


def test_what_was_decided_before_holds_when_the_record_comes_changed(tmp_path: Path, client: Client) -> None:
    soiled = record(name=" Cấp  phép", **papers(paper("Mang thẻ", 0, 0), paper("Đơn")), requirements="Gồm…")
    queued(tmp_path, soiled)
    press(client, waiting(), "take_all")
    press(client, waiting(), "doubt", flag="text_truncated", where="requirements", key="cleared")
    press(client, waiting(), "accept")

    queued(tmp_path, soiled | {"name": "  Cấp lại  phép", "results": ["Giấy mới"]})

    item = waiting()
    assert [mend["key"] for mend in item.mends] == ["note"], "words that changed are doubted anew"
    assert item.flags == ["source_name_whitespace"]


def test_a_suggestion_nobody_offers_is_refused(tmp_path: Path, client: Client) -> None:
    queued(tmp_path, record(results=[]))
    before = waiting()

    for told in (
        {"flag": "no_result", "where": "result", "key": "note"},
        {"flag": "no_result", "where": "nowhere", "key": "cleared"},
        {"flag": "unheard_of", "where": "result", "key": "kept"},
        {},
    ):
        assert press(client, before, "doubt", **told).status_code == 409
    after = waiting()
    assert (after.version_id, after.mends, after.cleared, after.kept) == (before.version_id, [], [], [])


@pytest.mark.parametrize("raw", ["1e999", "Infinity", "NaN", "9" * 5000, "[" * 100_000])
def test_a_number_larger_than_any_stops_nothing_but_itself(tmp_path: Path, raw: str) -> None:
    path = tmp_path / "numbers.json"
    text = json.dumps([record(code=OTHER, name="B"), record(requirements="HERE")])
    path.write_text(text.replace('"HERE"', raw), encoding="utf-8")

    try:
        import_and_accept(path, accept_doubtful=False)
    except UnreadableFile:
        assert not ReviewItem.objects.exists(), "a file that cannot be read brings nothing in"
    else:
        assert ReviewItem.objects.count() == 2


def test_a_kind_of_doubt_longer_than_any_is_kept(tmp_path: Path) -> None:
    queued(tmp_path, record(quality_flags=["x" * 300]))

    assert waiting().flags == ["x" * 64]


def test_hostile_signs_are_stored_harmless(tmp_path: Path) -> None:
    hostile = record(requirements="A\x00B", results=["\ud800 x"], extra={"k\x00": ["\x00"]})
    path = tmp_path / "hostile.json"
    path.write_text(json.dumps([hostile]), encoding="ascii")

    import_and_accept(path, accept_doubtful=False)

    item = waiting()
    assert item.record["requirements"] == "A\ufffdB"
    assert item.record["extra"] == {"k\ufffd": ["\ufffd"]}
