"""Rules proved: who has the newest answer is told so without work, and nobody is told so wrongly."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date

from procedures.models import Procedure
from tests.procedures.open_data import CODE, LIST, amend, born

pytestmark = pytest.mark.django_db


@pytest.fixture
def birth() -> Procedure:
    """Registration of a birth, in force."""
    return born()


@pytest.mark.parametrize(
    "path", ["", f"{CODE}/", f"{CODE}/versions/", f"{CODE}/versions/1/", f"{CODE}/versions/1/changes/"]
)
def test_who_has_the_newest_answer_is_told_so(
    client: Client, birth: Procedure, path: str, django_assert_num_queries: Any
) -> None:
    first = client.get(LIST + path)

    with django_assert_num_queries(0):
        again = client.get(LIST + path, headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert again["ETag"] == first["ETag"]
    assert {"public", "no-cache"} <= set(first["Cache-Control"].split(", "))
    assert not first["ETag"].startswith("W/"), "strong: the same bytes"


def test_a_publication_makes_the_tag_another_and_the_answer_new(client: Client, birth: Procedure) -> None:
    first = client.get(f"{LIST}{CODE}/")
    amend(birth, 2, name="Tên mới")

    again = client.get(f"{LIST}{CODE}/", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 200
    assert again.json()["name"] == "Tên mới"
    assert again["ETag"] != first["ETag"]


def test_the_tag_tells_languages_addresses_and_days_apart(client: Client, birth: Procedure, monkeypatch: Any) -> None:
    tags = {client.get(LIST)["ETag"], client.get(LIST, headers={"Accept-Language": "en"})["ETag"]}
    tags.add(client.get(LIST, {"level": "commune"})["ETag"])
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)
    tags.add(client.get(LIST)["ETag"])

    assert len(tags) == 4
    assert "Accept-Language" in client.get(LIST)["Vary"]


@pytest.mark.parametrize(("path", "status"), [(f"{LIST}9.999999/", 404), (f"{LIST}?on=x", 400)])
def test_a_refusal_is_never_hidden_behind_not_modified(
    client: Client, birth: Procedure, path: str, status: int
) -> None:
    told = {"If-None-Match": "*", "If-Modified-Since": http_date(timezone.now().timestamp() + 9999)}

    response = client.get(path, headers=told)

    assert response.status_code == status
    assert "ETag" not in response


def test_what_changed_long_ago_need_not_be_sent_again(client: Client, birth: Procedure, monkeypatch: Any) -> None:
    moment = datetime(2026, 3, 1, 8, 30, tzinfo=timezone.get_current_timezone())
    monkeypatch.setattr("procedures.change_log._last_felt", lambda today: moment)

    first = client.get(LIST)
    same = client.get(LIST, headers={"If-Modified-Since": first["Last-Modified"]})
    older = client.get(LIST, headers={"If-Modified-Since": http_date(moment.timestamp() - 1)})
    other_tag = {"If-Modified-Since": first["Last-Modified"], "If-None-Match": '"other"'}

    assert first["Last-Modified"] == "Sun, 01 Mar 2026 01:30:00 GMT"
    assert (same.status_code, older.status_code) == (304, 200)
    assert client.get(LIST, headers=other_tag).status_code == 200, "the tag decides where both are given (RFC 9110)"


def test_a_change_of_this_very_second_has_no_last_modified(client: Client, birth: Procedure) -> None:
    """HTTP counts seconds: another change could follow in the same one."""
    assert "Last-Modified" not in client.get(LIST)
