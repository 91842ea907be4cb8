"""REST of the hotline: a report without a token, counted once; refused in problem details; read with the secret."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from rest_framework.test import APIClient

from hotline import throttling
from hotline.kinds import Channel, Severity
from hotline.models import Ticket
from tests.dossiers.api_calls import machine
from tests.dossiers.world import World
from tests.hotline.tickets import WORDS, filed

URL = "/api/v1/feedback/"
BODY: dict[str, Any] = {
    "kind": "complaint_delay",
    "content": WORDS,
    "reporter": {"full_name": "Nguyễn Thị Lan", "phone": "0901234567", "address": "12 Lê Lợi"},
}


def post(body: Any, key: str = "", client: APIClient | None = None) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return (client or APIClient()).post(URL, body, format="json", headers=headers)


def test_a_report_is_filed_and_read_with_its_secret(world: World) -> None:
    body = BODY | {"unit": world.ward.committee.code, "dossier": "H29.101-261122-0001"}

    answer = post(body)

    ticket = Ticket.objects.get()
    assert answer.status_code == 201 and answer["Location"] == f"{URL}{ticket.code}/"
    assert answer.json()["code"] == ticket.code
    assert (ticket.channel, ticket.about_unit) == (Channel.API, world.ward.committee)
    secret = answer.json()["secret"]
    read = APIClient().get(answer["Location"], headers={"Feedback-Secret": secret})
    assert read.json()["state"] == "received" and [event["action"] for event in read.json()["events"]] == ["file"]
    for private in ("Lan", "0901", "Lê Lợi", secret):
        assert private not in read.content.decode()


@pytest.mark.parametrize("secret", ["", "2222-2222-2222", "\u00e9"])
def test_without_the_secret_a_ticket_is_as_unknown_as_any(world: World, secret: str) -> None:
    ticket = filed().ticket
    headers = {"Feedback-Secret": secret.encode("latin-1").decode("latin-1")} if secret else {}

    there = APIClient().get(f"{URL}{ticket.code}/", headers=headers)
    not_there = APIClient().get(f"{URL}PAKN-H29-261122-9999/", headers=headers)

    assert there.status_code == not_there.status_code == 404 and there.json() == not_there.json()


def test_the_same_key_counts_once_and_another_body_under_it_is_refused(world: World) -> None:
    first, again = post(BODY, "k1"), post(BODY, "k1")
    other = post(BODY | {"content": "Khác"}, "k1")

    assert first.json() == again.json() and again["Idempotency-Replayed"] == "true"
    assert other.status_code == 422 and Ticket.objects.count() == 1
    assert post(BODY).json()["code"] != post(BODY).json()["code"], "without a key each one counts"


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"kind": "rant"}, "/kind"),
        ({"content": ""}, "/content"),
        ({"content": "\u200b\u200b"}, "/content"),
        ({"content": None}, "/content"),
        ({"content": "x" * 1_000_000}, "/content"),
        ({"reporter": {"full_name": "Lan", "phone": "12"}}, "/reporter/phone"),
        ({"reporter": {"full_name": "Lan", "email": "lan@"}}, "/reporter/email"),
        ({"reporter": "Lan"}, "/reporter"),
        ({"is_confidential": "có lẽ"}, "/is_confidential"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(world: World, changed: dict[str, Any], pointer: str) -> None:
    answer = post(BODY | changed)

    assert answer.status_code == 400 and answer["Content-Type"] == "application/problem+json"
    assert pointer in {error["pointer"] for error in answer.json()["errors"]}
    assert len(answer.content) < 2000 and not Ticket.objects.exists()


def test_five_megabytes_are_refused_in_words(world: World) -> None:
    answer = post(BODY | {"content": "x" * 5_000_000})

    assert answer.status_code == 413 and answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"] and not Ticket.objects.exists()


def test_a_name_is_asked_for_where_the_law_asks(world: World) -> None:
    answer = post(BODY | {"reporter": {}})

    assert answer.status_code == 422 and answer.json()["errors"][0]["pointer"] == "/reporter/full_name"
    assert post({"kind": "praise", "content": "Cảm ơn"}).status_code == 201


def test_danger_is_told_back(world: World) -> None:
    assert post(BODY | {"content": "Có người dọa giết tôi"}).json()["is_urgent"]
    assert Ticket.objects.get().severity == Severity.URGENT


def test_a_flood_is_stopped_but_not_a_system_that_is_known(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling, "SENT_BY_API", throttling.Limit("few-by-api", 1, 60))
    known = machine("1022", "feedback:write")

    codes = [post(BODY).status_code for _ in range(2)]
    by_machine = [post(BODY, client=known).status_code for _ in range(3)]

    assert codes == [201, 429] and by_machine == [201] * 3
    assert set(Ticket.objects.values_list("client_id", flat=True)) == {"", known.client_id}  # type: ignore[attr-defined]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=10), inside, max_size=3),
    max_leaves=8,
)
_FIELDS = st.sampled_from(["kind", "content", "reporter", "dossier", "unit", "place", "is_confidential"])


class AnyBody(TestCase):
    @given(st.dictionaries(_FIELDS, _JSON) | _JSON)
    def test_any_json_is_answered_without_a_fault(self, body: Any) -> None:
        cache.clear()
        assert post(body).status_code in {400, 422}
