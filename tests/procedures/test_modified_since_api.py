"""Rules proved: a machine keeps a copy of the catalogue: it asks only for what changed, and learns of all of it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from procedures.models import Procedure
from procedures.publishing import publish
from tests.procedures.factories import FieldFactory, announced, draft
from tests.procedures.open_data import CODE, LIST, amend, born, commit, end, problem, read
from tests.units.factories import CommuneCommitteeFactory, DepartmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def birth() -> Procedure:
    """Registration of a birth, in force."""
    return born()


def test_a_copy_is_kept_true_by_as_of(client: Client, birth: Procedure) -> None:
    """First everything, then what changed: new, amended, ended; nothing of what stayed."""
    announced("1.000001")
    gone = announced("2.000635").procedure
    commit()
    as_of = read(client)["as_of"]
    announced("3.000001")
    amend(birth, 2, name="Tên mới")
    end(gone, successor=birth)

    body = read(client, modified_since=as_of)

    told = {row["code"]: (row["version"], row["is_in_force"], row["replaced_by"]) for row in body["results"]}
    # What changed at the very moment of `as_of` comes once more: told twice is better than never.
    assert told.items() >= {CODE: (2, True, None), "2.000635": (1, False, CODE), "3.000001": (1, True, None)}.items()
    assert read(client, modified_since=body["as_of"])["as_of"] == body["as_of"]


def test_nothing_changed_since_the_future(client: Client, birth: Procedure) -> None:
    soon = (timezone.now() + timedelta(hours=1)).isoformat()

    assert read(client, modified_since=soon)["results"] == []


def test_what_is_staged_comes_on_its_day(client: Client, birth: Procedure, monkeypatch: Any) -> None:
    start = timezone.localdate() + timedelta(days=3)
    amend(birth, 2, start, name="Tên sau này")
    midnight = timezone.make_aware(datetime.combine(start, time.min))
    ago = (timezone.now() - timedelta(hours=1)).isoformat()
    assert [row["version"] for row in read(client, modified_since=ago)["results"]] == [1]

    monkeypatch.setattr(timezone, "now", lambda: midnight + timedelta(hours=8))

    assert [row["version"] for row in read(client, modified_since=midnight.isoformat())["results"]] == [2]


def test_with_a_filter_what_left_it_comes_once_more(client: Client, birth: Procedure) -> None:
    """Who keeps one field only must learn that a procedure moved out of it."""
    since = timezone.now().isoformat()
    amend(birth, 2, field=FieldFactory(code="G13-TN02", name="Đất đai"))

    for field in ("G15-TP07", "G13-TN02"):
        rows = read(client, modified_since=since, field=field)["results"]
        assert [(row["code"], row["field"]["code"]) for row in rows] == [(CODE, "G13-TN02")]
    assert read(client, modified_since=since, field="G99")["results"] == []


def test_changes_of_a_unit_are_those_of_what_it_settles(client: Client, birth: Procedure) -> None:
    since = (timezone.now() - timedelta(hours=1)).isoformat()

    assert len(read(client, modified_since=since, unit=CommuneCommitteeFactory().code)["results"]) == 1
    assert read(client, modified_since=since, unit=DepartmentFactory(slug="so-y-te").code)["results"] == []


def test_many_changes_are_walked_by_next(client: Client, django_assert_max_num_queries: Any) -> None:
    publish([draft() for _ in range(110)])
    commit()
    since, seen = "2020-01-01T00:00:00Z", []
    url: str | None = f"{LIST}?modified_since={since}"
    while url:
        with django_assert_max_num_queries(5):
            body = client.get(url).json()
        seen += [row["code"] for row in body["results"]]
        url = body["next"]

    assert seen == sorted(set(seen))
    assert len(seen) == 110


@pytest.mark.parametrize(
    "value",
    ["yesterday", "2026-03-01", "2026-03-01T00:00:00", "2026-13-01T00:00:00Z", "1", "\0", "٢٠٢٦-03-01T00:00:00Z"],
)
def test_a_moment_without_its_offset_is_refused(client: Client, birth: Procedure, value: str) -> None:
    problem(client.get(LIST, {"modified_since": value}), "modified_since")


@pytest.mark.parametrize("other", [{"on": "2026-01-01"}, {"search": "khai sinh"}])
def test_questions_that_contradict_are_refused(client: Client, birth: Procedure, other: dict[str, str]) -> None:
    problem(client.get(LIST, {"modified_since": "2026-03-01T00:00:00Z"} | other), "modified_since")


def test_an_offset_that_was_not_escaped_is_understood(client: Client, birth: Procedure) -> None:
    assert client.get(f"{LIST}?modified_since=2026-03-01T00:00:00+07:00").status_code == 200


def test_an_offset_that_only_python_takes_is_understood(client: Client, birth: Procedure) -> None:
    """PostgreSQL refuses offsets beyond 15:59, which was a fault 500."""
    answer = client.get(LIST, {"modified_since": "4058-08-03T23:33:49.677+21:21"})

    assert (answer.status_code, answer.json()["results"]) == (200, [])


def test_a_moment_before_all_time_is_refused(client: Client, birth: Procedure) -> None:
    assert client.get(LIST, {"modified_since": "0001-01-01T00:00:00+14:00"}).status_code == 400


def test_the_agency_is_asked_for_by_its_words(client: Client, birth: Procedure) -> None:
    assert len(read(client, agency="uy ban nhan dan cap xa")["results"]) == 1
    assert len(read(client, agency="Ủy ban", search="khai sinh")["results"]) == 1
    assert read(client, agency="Sở Y tế")["results"] == []


def test_a_version_staged_or_past_is_read_by_its_number(client: Client, birth: Procedure) -> None:
    amend(birth, 2, timezone.localdate() + timedelta(days=3), name="Tên sau này")

    first, second = (read(client, f"{LIST}{CODE}/versions/{number}/") for number in (1, 2))

    assert (first["name"], first["is_in_force"]) == ("Thủ tục đăng ký khai sinh", True)
    assert (second["name"], second["is_in_force"]) == ("Tên sau này", False)
    assert second["cases"][0]["components"]


@pytest.mark.parametrize("path", [f"{CODE}/versions/9/", "9.999999/versions/1/"])
def test_a_draft_or_unknown_version_is_not_there(client: Client, birth: Procedure, path: str) -> None:
    draft(procedure=birth, number=9)

    assert client.get(LIST + path).status_code == 404
