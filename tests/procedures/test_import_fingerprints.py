"""Rules proved: a record comes again when its words or our reading of them changed, and only then.

There is no number that somebody has to raise when the mapping changes: what we made of a record is part of its
fingerprint, so a release that reads some records otherwise shows just these at the next import.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures import catalogue
from procedures.choices import Channel, Level, TimeUnit
from procedures.drafting import VersionContent
from procedures.models import Component, Fee, ReviewItem, TimeLimit
from procedures.national import competence, fees, importing, mapping, papers, process, times
from procedures.national.fingerprint import fingerprint
from procedures.national.mapping import content_of
from procedures.national.survey import Survey
from tests.procedures.national_records import CLEAN, channel, fee, paper, record
from tests.procedures.review_queue import CODE, OTHER, press, publisher, queued, signed_in, waiting

THIRD = "1.000003"
Patch = pytest.MonkeyPatch


def mark(**changes: Any) -> str:
    """The fingerprint of a record that says this."""
    told = record(**changes)
    return fingerprint(told, [], content_of(told, Survey())[0])


RICH = record(
    channels=[channel(fees=[fee(amount=5000, text="Lệ phí cấp")], note="a"), channel(method="online", time_qty=3)],
    documents=[{"group": "Nhóm", "items": [paper("Đơn", form="Mẫu 1"), paper("Lưu ý: rõ", 0, 0)]}],
    requirements="Có kho",
)


def made() -> VersionContent:
    return content_of(RICH, Survey())[0]


def set_on(pick: Callable[[VersionContent], Any], name: str, value: Any) -> Callable[[VersionContent], None]:
    return lambda content: setattr(pick(content), name, value)


READINGS: dict[str, Callable[[VersionContent], None]] = {
    "name": set_on(lambda c: c.version, "name", "Khác"),
    "levels": set_on(lambda c: c.version, "levels", [Level.PROVINCE]),
    "targets": set_on(lambda c: c.version, "targets", []),
    "online": set_on(lambda c: c.version, "online_level", "full"),
    "reason": set_on(lambda c: c.version, "online_reason", "Khác"),
    "competence": set_on(lambda c: c.version, "competence", "seat-else"),
    "division": set_on(lambda c: c.version, "division", "van-phong"),
    "guide": set_on(lambda c: c.version, "guide", []),
    "results": set_on(lambda c: c.version, "results", []),
    "laws": set_on(lambda c: c.version, "legal_basis", []),
    "doubts": set_on(lambda c: c.version, "doubts", [{"flag": "x", "where": "y", "text": "z"}]),
    "sources": set_on(lambda c: c.version, "sources", {}),
    "field": set_on(lambda c: c, "field_name", "Khác"),
    "case": set_on(lambda c: c.cases[0].case, "name", "Khác"),
    "paper's name": set_on(lambda c: c.cases[0].components[0], "name", "Tờ khai"),
    "paper is a note": set_on(lambda c: c.cases[0].components[0], "kind", "note"),
    "paper's count": set_on(lambda c: c.cases[0].components[0], "copies", 4),
    "paper gone": lambda c: c.cases[0].components.clear(),
    "paper new": lambda c: c.cases[0].components.append(Component(name="Thêm")),
    "fee's amount": set_on(lambda c: c.cases[0].fees[0], "amount_dong", 0),
    "fee without amount": set_on(lambda c: c.cases[0].fees[0], "amount_dong", None),
    "fee's channel": set_on(lambda c: c.cases[0].fees[0], "channel", Channel.POSTAL),
    "fee new": lambda c: c.cases[0].fees.append(Fee(name="Phí", amount_dong=1)),
    "limit's amount": set_on(lambda c: c.cases[0].time_limits[0], "amount", Decimal(8)),
    "limit's unit": set_on(lambda c: c.cases[0].time_limits[0], "unit", TimeUnit.DAY),
    "limit same day": set_on(lambda c: c.cases[0].time_limits[0], "same_day_before_15", True),
    "limit new": lambda c: c.cases[0].time_limits.append(TimeLimit(amount=1, unit=TimeUnit.DAY)),
    "step's hours": set_on(lambda c: c.processes[0].steps[1], "working_hours", Decimal(99)),
    "step's role": set_on(lambda c: c.processes[0].steps[1], "role", "leader"),
    "step gone": lambda c: c.processes[0].steps.clear(),
}


@pytest.mark.parametrize("change", READINGS)
def test_whatever_is_read_otherwise_shows(change: str) -> None:
    content = made()
    before = fingerprint(RICH, [], content)

    READINGS[change](content)

    assert fingerprint(RICH, [], content) != before


def test_the_same_reading_gives_the_same_fingerprint_whatever_its_rows_are_called() -> None:
    first, second = made(), made()
    second.version.pk, second.version.number, second.version.content_hash = 7, 9, "f"
    second.cases[0].case.pk, second.cases[0].components[0].pk = 3, 4
    second.field_code = "G13"

    assert fingerprint(RICH, [], first) == fingerprint(RICH, [], second)


def test_a_column_of_a_later_release_changes_no_fingerprint_until_it_says_something(monkeypatch: Patch) -> None:
    """Seen from before the column was there: its default counts for nothing."""
    before = fingerprint(RICH, [], made())
    fields = Fee._meta.concrete_fields
    monkeypatch.setattr(Fee._meta, "concrete_fields", [f for f in fields if f.attname != "quantity_of"])

    assert fingerprint(RICH, [], made()) == before


def test_twins_are_part_of_it() -> None:
    assert fingerprint(RICH, [OTHER], made()) != fingerprint(RICH, [], made())


@given(st.permutations(list(CLEAN)))
def test_the_order_of_keys_in_the_file_says_nothing(order: list[str]) -> None:
    shuffled = {key: CLEAN[key] for key in order}

    assert fingerprint(shuffled, [], content_of(shuffled, Survey())[0]) == mark()


@given(st.sampled_from([k for k in CLEAN if k not in ("code", "name")]), st.text(max_size=20) | st.integers())
def test_any_other_word_of_the_record_shows(key: str, value: object) -> None:
    assert (mark(**{key: value}) == mark()) == (value == CLEAN[key])


def soiled() -> list[dict[str, Any]]:
    """Three records: hours that are a clock time, a remark among the papers, and a clean one."""
    hours = record(code=OTHER, name="B", channels=[channel(time_qty=15, time_unit="hour")])
    remark = record(code=THIRD, name="C", documents=[{"group": "", "items": [paper("Mang thẻ", 0, 0), paper("Đơn")]}])
    return [record(), hours, remark]


#: What a release may change of the mapping, and the records that it then reads otherwise.
RELEASES: dict[str, tuple[Any, str, Any, set[str]]] = {
    "a clock time": (times, "CLOCK_TIME", 16, {OTHER}),
    "a remark": (papers, "_is_note", lambda *told: False, {THIRD}),
    "a threshold of names": (papers, "VERY_LONG", 3, {CODE, OTHER, THIRD}),
    "words about filing online": (mapping, "ONLINE_UNCLEAR", "Khác", {CODE, THIRD}),
    "who is competent": (competence, "ECONOMY", "van-phong", {CODE, OTHER, THIRD}),
    "shares of the process": (process, "SIGNING_MOST", Decimal(1), {CODE, OTHER, THIRD}),
    "a name of fees": (fees, "LONGEST_NAME", 1, set()),
}


@pytest.mark.django_db
@pytest.mark.parametrize("release", RELEASES)
def test_a_mapping_that_changed_brings_back_what_it_reads_otherwise(
    tmp_path: Path, monkeypatch: Patch, release: str
) -> None:
    module, name, value, codes = RELEASES[release]
    queued(tmp_path, *soiled(), accept_doubtful=True)
    monkeypatch.setattr(module, name, value)

    outcome = queued(tmp_path, *soiled())

    assert {item.code for item in ReviewItem.objects.waiting()} == codes
    assert (outcome.queued, outcome.unchanged) == (len(codes), 3 - len(codes))
    assert queued(tmp_path, *soiled()).queued == 0, "and once only"


@pytest.mark.django_db
def test_what_comes_back_shows_just_what_is_read_otherwise(tmp_path: Path, monkeypatch: Patch) -> None:
    queued(tmp_path, record(channels=[channel(time_qty=15, time_unit="hour")]), accept_doubtful=True)
    monkeypatch.setattr(times, "CLOCK_TIME", 16)
    queued(tmp_path, record(channels=[channel(time_qty=15, time_unit="hour")]))

    shown = signed_in(publisher()).get(f"/cong-khai/ra-soat/{waiting().pk}/").context["sections"]

    assert {section.key for section in shown if section.is_changed} == {"channels", "process"}


@pytest.mark.django_db
def test_what_a_publisher_mended_is_no_difference(tmp_path: Path) -> None:
    """The fingerprint is of the record as it came: a mend taken here must not bring it back."""
    told = soiled()[2]
    queued(tmp_path, told)
    client = signed_in(publisher())
    press(client, waiting(THIRD), "take_all")
    press(client, waiting(THIRD), "accept")

    outcome = queued(tmp_path, told)

    assert (outcome.queued, outcome.unchanged) == (0, 1)
    assert catalogue.published(THIRD).doubts == []


@pytest.mark.django_db
def test_what_was_sent_back_comes_again_when_it_is_read_otherwise(tmp_path: Path, monkeypatch: Patch) -> None:
    queued(tmp_path, soiled()[1])
    press(signed_in(publisher()), waiting(OTHER), "send_back", reason="Thời hạn đọc sai")
    assert queued(tmp_path, soiled()[1]).queued == 0

    monkeypatch.setattr(times, "CLOCK_TIME", 16)

    assert queued(tmp_path, soiled()[1]).queued == 1
    assert waiting(OTHER).state == "waiting"


@pytest.mark.django_db
def test_a_mended_record_is_read_twice_and_others_once(tmp_path: Path, monkeypatch: Patch) -> None:
    queued(tmp_path, *soiled())
    client = signed_in(publisher())
    press(client, waiting(THIRD), "take_all")
    press(client, waiting(THIRD), "accept")
    calls: list[str] = []

    def counted(told: Any, *more: Any) -> Any:
        calls.append(told["code"])
        return content_of(told, *more)

    monkeypatch.setattr(importing, "content_of", counted)
    monkeypatch.setattr("procedures.review.mending.content_of", counted)
    queued(tmp_path, *soiled())

    assert sorted(calls) == [CODE, OTHER, THIRD, THIRD]
