"""Rules proved: a narrowed feed holds what its reader must know, is only read, and no question breaks it (RFC 4287)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procedures.models import Procedure
from procedures.publishing import publish
from tests.procedures.factories import FieldFactory, ProcedureFactory, announced, draft
from tests.procedures.open_data import CHANGES, CODE, amend, born, commit, end, read

pytestmark = pytest.mark.django_db
URL = "/thu-tuc/thay-doi.atom"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
FILTERS = ("linh-vuc", "cap", "don-vi", "thu-tuc")


@pytest.fixture
def birth() -> Procedure:
    """Registration of a birth, in force."""
    return born()


def document(client: Client, url: str = URL, language: str = "vi", **query: str) -> Element:
    """The feed in a language; our own answer, so it may be parsed."""
    response = client.get(url, query, headers={"Accept-Language": language})
    assert response.status_code == 200
    return fromstring(response.content)  # noqa: S314


def all_of(feed: Element, name: str) -> list[str]:
    """One text of each entry."""
    return [entry.findtext(f"a:{name}", "", ATOM) for entry in feed.findall("a:entry", ATOM)]


@pytest.mark.parametrize(
    ("query", "moved"),
    [
        ({"linh-vuc": "G15-TP07"}, {"field": "G13-TN02"}),
        ({"cap": "commune"}, {"levels": ["province"]}),
    ],
)
def test_who_reads_one_field_or_level_learns_what_left_it(
    client: Client, birth: Procedure, query: dict[str, str], moved: dict[str, Any]
) -> None:
    """Given a procedure that is moved, then the reader of the old place is told of it once, and no more after that."""
    content = {**moved, "field": FieldFactory(code="G13-TN02", name="Đất đai")} if "field" in moved else moved
    amend(birth, 2, **content)
    amend(birth, 3, **content)

    assert len(all_of(document(client, **query), "title")) == 2
    assert len(all_of(document(client), "title")) == 3


def test_an_entry_is_the_same_entry_in_every_feed_and_language(client: Client, birth: Procedure) -> None:
    """Readers know an entry by its id and moment: neither depends on who asks."""
    amend(birth, 2)
    whole, english, narrow = (
        document(client),
        document(client, language="en"),
        document(client, **{"thu-tuc": CODE}),
    )

    for name in ("id", "updated", "published"):
        assert all_of(whole, name) == all_of(english, name) == all_of(narrow, name)
    assert all_of(whole, "title") != all_of(english, "title")


def test_a_feed_answers_in_the_language_asked_for_whoever_asked_before(client: Client, birth: Procedure) -> None:
    first, second, third = (document(client, language=language) for language in ("vi", "en", "vi"))

    assert all_of(first, "title") == all_of(third, "title")
    assert first.findtext("a:title", "", ATOM) != second.findtext("a:title", "", ATOM)


def test_what_a_narrowed_feed_is_called_says_of_what(client: Client, birth: Procedure) -> None:
    whole = document(client).findtext("a:title", "", ATOM)
    title = document(client, **{"linh-vuc": "G15-TP07", "thu-tuc": CODE}).findtext("a:title", "", ATOM)

    assert title == f"{whole}: Hộ tịch – {CODE}"


def test_ids_of_narrowed_feeds_tell_them_apart_and_order_of_the_question_does_not(
    client: Client, birth: Procedure
) -> None:
    one = document(client, f"{URL}?cap=commune&thu-tuc={CODE}").findtext("a:id", "", ATOM)
    other = document(client, f"{URL}?thu-tuc={CODE}&cap=commune&utm_source=x").findtext("a:id", "", ATOM)

    assert one == other
    assert one not in {document(client).findtext("a:id"), document(client, cap="commune").findtext("a:id", "", ATOM)}


def test_what_is_staged_is_told_at_once_with_its_day(client: Client, birth: Procedure) -> None:
    """A reader learns of a change before it applies, and is told from when."""
    start = timezone.localdate() + timedelta(days=30)
    amend(birth, 2, start)

    newest = all_of(document(client), "summary")[0]

    assert f"{start:%d/%m/%Y}" in newest


def test_one_that_ended_leads_to_the_days_on_which_it_applied(client: Client) -> None:
    version = draft(procedure=ProcedureFactory(code=CODE))
    publish([version], timezone.localdate() - timedelta(days=30))
    end(version.procedure)
    link = document(client).find("a:entry/a:link", ATOM)
    assert link is not None

    path = "/" + link.attrib["href"].split("/", 3)[3]

    assert path == f"/thu-tuc/{CODE}/"
    response = client.get(path)
    assert [edition.number for edition in response.context["editions"]] == [1]
    assert f"{timezone.localdate() - timedelta(days=30):%d/%m/%Y}" in response.content.decode()


def test_the_feed_and_the_log_name_the_same_headlines_field_by_field(client: Client, birth: Procedure) -> None:
    """Two doors to one log: whatever one of them leaves out, the other does too."""
    other = announced("1.012345", levels=["province"], field=FieldFactory(code="G13-TN02", name="Đất đai")).procedure
    commit()
    amend(other, 2, name="Cấp sổ đỏ")
    end(birth, successor=other)

    for feed_query, log_query in (
        ({}, {}),
        ({"linh-vuc": "G13-TN02"}, {"field": "G13-TN02"}),
        ({"cap": "commune"}, {"level": "commune"}),
        ({"thu-tuc": "1.012345"}, {"procedure": "1.012345"}),
    ):
        log = [row["headline"] for row in read(client, CHANGES, **log_query)["results"]]
        assert all_of(document(client, **feed_query), "title") == log[::-1]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("url", [URL, "/thu-tuc/thay-doi/1.atom"])
def test_feeds_are_only_read(client: Client, birth: Procedure, method: str, url: str) -> None:
    assert getattr(client, method)(url).status_code == 405


def test_asking_for_the_head_tells_the_tag_without_the_body(client: Client, birth: Procedure) -> None:
    head, whole = client.head(URL), client.get(URL)

    assert (head.status_code, head.content) == (200, b"")
    assert (head["ETag"], head["Content-Type"]) == (whole["ETag"], whole["Content-Type"])


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.dictionaries(st.sampled_from(FILTERS), st.text(max_size=15), max_size=3))
def test_no_question_breaks_a_feed(client: Client, query: dict[str, str]) -> None:
    response = client.get(URL, query)

    assert response.status_code in (200, 404)
    if response.status_code == 200:
        assert fromstring(response.content).tag == "{http://www.w3.org/2005/Atom}feed"  # noqa: S314
