"""Whatever JSON another system sends, it gets a dossier or a problem that names the place, never a crash."""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossiers.models import CodeCounter, Dossier
from tests.dossiers import filings
from tests.dossiers.api_calls import PROBLEM, URL, birth_body, filed, machine, raw
from tests.dossiers.world import World

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=True, allow_infinity=True)
    | st.text(max_size=30)
    | st.sampled_from(["\x00", "26740", "2026-02-30", "<b>", "9" * 300, "1.001193", "direct", "Đ\u0303"])
)
ANY_JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)
PLACES = st.sampled_from(
    [
        (name,)
        for name in (
            "procedure", "case", "channel", "receiving_unit", "applicant", "owner", "form", "papers", "result_delivery",
        )
    ]
    + [("applicant", name) for name in ("full_name", "id_number", "phone", "email", "address", "kind", "date_of_birth")]
    + [("applicant", "address", name) for name in ("commune", "street")]
    + [("papers", 0), ("papers", 0, "component"), ("papers", 0, "upload"), ("papers", 0, "brought")]
    + [("form", name) for name in filings.BIRTH_FORM]
    + [("form", "extra")]
)  # fmt: skip
TOUGH = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def put(body: Any, place: tuple[Any, ...], value: Any) -> None:
    """Puts a value at a place of the body."""
    for step in place[:-1]:
        body = body[step]
    if isinstance(body, list):
        body[place[-1]] = value
    else:
        body[place[-1]] = value


@TOUGH
@given(place=PLACES, value=ANY_JSON)
def test_any_value_at_any_place_is_a_filing_or_a_problem(world: World, place: tuple[Any, ...], value: Any) -> None:
    with transaction.atomic():
        body = birth_body()
        put(body, place, value)

        answer = raw(machine()).generic("POST", URL, json.dumps(body).encode(), "application/json")

        assert answer.status_code in {201, 400, 422}, answer.content
        if answer.status_code == 201:
            assert Dossier.objects.count() == 1
            assert Dossier.objects.get().events.count() == 1
        else:
            assert answer["Content-Type"].split(";")[0] == PROBLEM
            assert answer.json()["detail"]
            assert not Dossier.objects.exists()
            assert not CodeCounter.objects.exists()
        transaction.set_rollback(True)


@TOUGH
@given(
    action=st.sampled_from(["withdraw", "answer_supplement"]),
    body=st.dictionaries(st.sampled_from(["reason", "papers", "note"]), ANY_JSON, max_size=3) | ANY_JSON,
)
def test_any_body_of_an_action_is_done_or_a_problem(world: World, action: str, body: Any) -> None:
    with transaction.atomic():
        client = machine()
        dossier = filed(client)
        url = f"{URL}{dossier.code}/actions/{action}/"

        answer = raw(client).generic("POST", url, json.dumps(body).encode(), "application/json")

        assert answer.status_code in {200, 400, 409, 422}, answer.content
        assert dossier.events.count() == (2 if answer.status_code == 200 else 1)
        transaction.set_rollback(True)


@TOUGH
@given(
    query=st.dictionaries(
        st.sampled_from(["code", "status", "channel", "procedure", "cursor", "page_size"]),
        st.text(max_size=20),
        max_size=3,
    )
)
def test_any_query_of_a_list_is_a_list_or_a_problem(world: World, query: dict[str, str]) -> None:
    with transaction.atomic():
        client = machine()
        for url in (URL, "/api/v1/track/"):
            answer = client.get(url, query)
            assert answer.status_code in {200, 400, 404, 429}, answer.content
        transaction.set_rollback(True)
