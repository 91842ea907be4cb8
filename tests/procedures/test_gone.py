"""Rules proved: the address of an ended procedure, as feeds tell it, answers 410 and names what took its place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from django.test import Client
from django.utils import timezone

from procedures.models import Procedure
from procedures.publishing import publish
from procedures.structured_data import address_of
from tests.procedures.factories import ProcedureFactory, announced, draft
from tests.procedures.open_data import amend, born, end

pytestmark = pytest.mark.django_db
GONE = "2.000635"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
TODAY = timezone.localdate()


@pytest.fixture
def birth() -> Procedure:
    """Registration of a birth, in force."""
    return born()


@pytest.fixture
def copies() -> Procedure:
    """What comes to its end."""
    return announced(GONE, name="Cấp bản sao trích lục").procedure


def newest_link(client: Client) -> str:
    """Where the newest entry of the feed leads to."""
    document = fromstring(client.get("/thu-tuc/thay-doi.atom").content)  # noqa: S314 - our own answer
    entry = document.find("a:entry/a:link", ATOM)
    assert entry is not None
    return entry.attrib["href"].removeprefix(address_of(""))


@pytest.mark.parametrize(("language", "words"), [("vi", "Thủ tục thay thế:"), ("en", "In its place:")])
def test_the_link_of_a_feed_leads_to_what_took_its_place(
    client: Client, birth: Procedure, copies: Procedure, language: str, words: str
) -> None:
    end(copies, successor=birth)

    response = client.get(newest_link(client), {"lang": language})

    html = response.content.decode()
    assert response.status_code == 410
    assert "Cấp bản sao trích lục" in html
    assert f'{words} <a class="govuk-link" href="/thu-tuc/{birth.code}/"' in html
    assert "canonical" not in html


def test_what_nothing_replaced_says_when_it_applied(client: Client, copies: Procedure) -> None:
    end(copies)

    response = client.get(newest_link(client))

    html = response.content.decode()
    assert response.status_code == 410
    assert f"Hôm nay thủ tục {GONE} không áp dụng" in html
    assert "Thủ tục thay thế" not in html
    assert 'href="/thu-tuc/">Tìm thủ tục khác' in " ".join(html.split()).replace('class="govuk-link" ', "")


def test_what_comes_back_is_there_again_at_once(client: Client, copies: Procedure) -> None:
    """The answer of an ended procedure is kept nowhere."""
    end(copies)
    assert client.get(f"/thu-tuc/{GONE}/").status_code == 410

    amend(copies, 2, name="Cấp lại bản sao")

    response = client.get(f"/thu-tuc/{GONE}/")
    assert response.status_code == 200
    assert "Cấp lại bản sao" in response.content.decode()


def test_what_is_to_come_is_not_gone(client: Client) -> None:
    publish([draft(procedure=ProcedureFactory(code=GONE))], valid_from=TODAY + timedelta(days=30))

    assert client.get(f"/thu-tuc/{GONE}/").status_code == 404


def test_what_ended_and_comes_again_is_not_gone_for_good(client: Client, copies: Procedure) -> None:
    end(copies)
    publish([draft(procedure=copies, number=2)], valid_from=TODAY + timedelta(days=30))

    assert client.get(f"/thu-tuc/{GONE}/").status_code == 404


@pytest.mark.parametrize("address", [f"/thu-tuc/{GONE}/?on=2020-01-01", "/thu-tuc/9.999999/", f"/thu-tuc/{GONE}.9/"])
def test_days_without_it_and_codes_that_never_were_are_not_gone(
    client: Client, copies: Procedure, address: str
) -> None:
    end(copies)

    assert client.get(address, follow=False).status_code in (302, 404)


def test_a_gone_page_costs_few_queries(client: Client, copies: Procedure, django_assert_max_num_queries: Any) -> None:
    end(copies)

    with django_assert_max_num_queries(4):
        client.get(f"/thu-tuc/{GONE}/")
