"""Rules proved: the log of changes is read forwards by number; nothing in it is missed or told twice."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client

from procedures.models import Component, Procedure
from procedures.publishing import publish
from tests.procedures.factories import FieldFactory, announced, draft
from tests.procedures.open_data import CHANGES, CODE, LIST, amend, born, commit, end, problem, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def birth() -> Procedure:
    """Registration of a birth, in force."""
    return born()


def test_the_log_tells_in_words_what_an_amendment_changed(client: Client, birth: Procedure) -> None:
    new = draft(procedure=birth, number=2, decision_number="77/QĐ-UBND")
    Component.objects.filter(case__version=new).update(originals=2)
    publish([new])
    commit()

    body = read(client, CHANGES)

    first, second = body["results"]
    assert (first["kind"], first["before"], first["summary"]) == ("announced", None, [])
    assert (second["kind"], second["before"], second["version"]) == ("amended", 1, 2)
    assert second["headline"] == f"Sửa đổi, bổ sung: Thủ tục đăng ký khai sinh ({CODE})"
    assert "Sửa: Giấy chứng sinh, số lượng: “1 bản chính” thay bằng “2 bản chính”" in second["summary"]
    assert body["latest"] == second["number"] and body["next"] is None and body["previous"] is None


def test_who_goes_on_from_latest_misses_nothing_and_sees_nothing_twice(client: Client, birth: Procedure) -> None:
    seen, after = [], 0
    for number in range(2, 6):
        body = read(client, CHANGES, after=after)
        seen += [row["number"] for row in body["results"]]
        after = body["latest"]
        amend(birth, number)
    seen += [row["number"] for row in read(client, CHANGES, after=after)["results"]]

    assert seen == list(range(seen[0], seen[0] + 5))


def test_latest_moves_on_also_past_what_a_filter_leaves_out(client: Client, birth: Procedure) -> None:
    other = announced("1.000001", field=FieldFactory(code="G13-TN02", name="Đất đai")).procedure
    commit()
    end(other)

    body = read(client, CHANGES, field="G15-TP07")

    assert [row["procedure"] for row in body["results"]] == [CODE]
    assert body["latest"] == body["results"][0]["number"] + 2
    assert read(client, CHANGES, field="G15-TP07", after=body["latest"])["results"] == []


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"kind": "abolished"}, ["1.000001"]),
        ({"kind": "announced"}, [CODE, "1.000001"]),
        ({"procedure": CODE}, [CODE]),
        ({"level": "province"}, ["1.000001", "1.000001"]),
        ({"field": "G15-TP07", "level": "commune"}, [CODE]),
        ({"procedure": "x\0"}, []),
    ],
)
def test_the_log_can_be_narrowed(client: Client, birth: Procedure, query: dict[str, str], codes: list[str]) -> None:
    other = announced("1.000001", levels=["province"], field=FieldFactory(code="G13-TN02", name="Đất đai"))
    commit()
    end(other.procedure, successor=birth)

    assert [row["procedure"] for row in read(client, CHANGES, **query)["results"]] == codes


@pytest.mark.parametrize(("size", "pages"), [("1", 5), ("2", 3), ("5", 1), ("999999999999", 1)])
def test_the_log_is_paged_as_asked(client: Client, birth: Procedure, size: str, pages: int) -> None:
    publish([draft() for _ in range(4)])
    commit()
    seen: list[int] = []
    url: str | None = f"{CHANGES}?page_size={size}"
    walked = 0
    while url:
        body = client.get(url).json()
        seen += [row["number"] for row in body["results"]]
        url, walked = body["next"], walked + 1
        assert url is None or parse_qs(urlsplit(url).query)["after"] == [str(seen[-1])]

    assert (len(seen), walked) == (5, pages)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"after": "-1"}, "after"),
        ({"after": "x"}, "after"),
        ({"after": "٣"}, "after"),
        ({"after": "9" * 40}, "after"),
        ({"page_size": "1.5"}, "page_size"),
        ({"kind": "moon"}, "kind"),
        ({"level": "moon"}, "level"),
        ({"unit": "H99.9"}, "unit"),
    ],
)
def test_values_that_the_log_does_not_know_are_named(
    client: Client, birth: Procedure, query: dict[str, str], field: str
) -> None:
    problem(client.get(CHANGES, query), field)


def test_a_number_beyond_every_log_is_only_empty(client: Client, birth: Procedure) -> None:
    assert read(client, CHANGES, after=str(2**63 - 1))["results"] == []


def test_a_page_of_amendments_costs_a_fixed_number_of_queries(
    client: Client, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    """The log's state twice (tag, limit), when it changed, the page, and the versions with content (seven)."""
    procedures = [announced().procedure for _ in range(12)]
    publish([draft(procedure=procedure, number=2) for procedure in procedures])
    commit()

    with django_assert_max_num_queries(11):
        read(client, CHANGES)
    with django_assert_max_num_queries(4):
        read(client, CHANGES)


def test_the_log_says_not_modified_until_the_next_change_without_believing_any_cache(
    client: Client, birth: Procedure
) -> None:
    first = client.get(CHANGES)
    same = client.get(CHANGES, headers={"If-None-Match": first["ETag"]})
    publish([draft(procedure=birth, number=2)])
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # committed; the cache was told nothing

    assert same.status_code == 304
    assert client.get(CHANGES, headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("url", [CHANGES, f"{LIST}{CODE}/versions/1/"])
def test_the_record_is_for_reading(client: Client, birth: Procedure, method: str, url: str) -> None:
    assert getattr(client, method)(url, {}, "application/json").status_code in (401, 403, 405)
