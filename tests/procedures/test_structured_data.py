"""Rules proved: what search engines are told of a procedure is what its page says, what is unknown is left out, and no
text of anybody can end the script element or be read as mark-up in it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from procedures.models import AskedQuestion, QuestionState
from procedures.places import Place
from procedures.reader_help.reading import Asked
from procedures.structured_data import canonical, described, json_ld
from tests.procedures.factories import announced
from tests.procedures.test_compare_each_part import PAGE
from tests.units.factories import StaffFactory

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
CENTRE = Place("H29.1", "Trung tâm Sài Gòn", "45 Lê Duẩn", "", "1022")


def told_by(html: str) -> list[dict[str, Any]]:
    """What the script elements of a page say."""
    return [json.loads(found) for found in SCRIPT.findall(html)]


def test_a_service_is_described_in_the_words_of_its_page() -> None:
    told = described(PAGE, [CENTRE])

    assert (told["@type"], told["name"], told["identifier"]) == ("GovernmentService", PAGE.name, PAGE.code)
    assert told["serviceType"] == "Hộ tịch"
    assert told["provider"] == {"@type": "GovernmentOrganization", "name": "Ủy ban nhân dân cấp xã"}
    assert [output["name"] for output in told["serviceOutput"]] == ["Giấy khai sinh"]
    assert [reader["audienceType"] for reader in told["audience"]] == ["Công dân"]


@pytest.mark.parametrize(("phone", "called"), [("", "1022"), ("028 1234", "028 1234")])
def test_a_place_is_told_with_its_own_phone_before_the_hotline(phone: str, called: str) -> None:
    [channel] = described(PAGE, [replace(CENTRE, phone=phone)])["availableChannel"]

    assert channel["servicePhone"]["telephone"] == called
    assert channel["serviceLocation"]["address"] == "45 Lê Duẩn"
    assert channel["serviceUrl"] == canonical(PAGE.code)


@pytest.mark.parametrize(
    ("column", "name"),
    [("agency", "provider"), ("results", "serviceOutput"), ("targets", "audience"), ("field_name", "serviceType")],
)
def test_what_is_unknown_is_left_out_instead_of_told_empty(column: str, name: str) -> None:
    unknown: Any = "" if isinstance(getattr(PAGE, column), str) else []
    bare: Any = replace(PAGE, **{column: unknown})

    told = described(bare, [])

    assert name not in told
    assert "availableChannel" not in told
    assert None not in told.values()


@given(st.text(max_size=40) | st.sampled_from(["</script><script>alert(1)</script>", "<!--", "]]>", "a & b", "\u2028"]))
def test_no_text_ends_the_element_and_every_text_arrives_whole(text: str) -> None:
    html = json_ld(replace(PAGE, name=text or "Tên"), [replace(CENTRE, address=text)], [Asked(text, text)])

    service, questions = told_by(html)
    assert html.count("<") == 4, "two elements, opened and closed"
    assert service["name"] == (text or "Tên")
    assert service["availableChannel"][0]["serviceLocation"]["address"] == text
    assert questions["mainEntity"][0]["acceptedAnswer"]["text"] == text


@pytest.mark.django_db
def test_the_page_tells_only_questions_that_were_answered_in_public(client: Client) -> None:
    version = announced("1.001193")
    person = StaffFactory()
    for state, words in ((QuestionState.PUBLISHED, "Mất bao lâu?"), (QuestionState.ASKED, "Chưa ai trả lời?")):
        AskedQuestion.objects.create(
            procedure=version.procedure,
            question=words,
            answer="Một ngày." if state == QuestionState.PUBLISHED else "",
            state=state,
            answered_by=person if state == QuestionState.PUBLISHED else None,
            answered_at="2026-11-01T00:00:00Z" if state == QuestionState.PUBLISHED else None,
        )

    _service, questions = told_by(client.get("/thu-tuc/1.001193/").content.decode())

    assert [one["name"] for one in questions["mainEntity"]] == ["Mất bao lâu?"]


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "?commune=26740", "?lang=en", "?x=1"])
def test_whatever_was_asked_for_the_service_goes_by_one_address(client: Client, query: str) -> None:
    announced("1.001193")

    service, *_rest = told_by(client.get(f"/thu-tuc/1.001193/{query}").content.decode())

    assert service["url"].split("?")[0] == canonical("1.001193")
    assert "commune" not in service["url"]
