"""Whatever a browser, a bored child or a scanner sends to a page: an answer in words, no crash, nothing changed."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dossiers.models import Dossier, Draft
from tests.dossiers import filings
from tests.dossiers.desk import full_draft, kept, new_draft, page_url, signed_in
from tests.dossiers.world import BIRTH, World, make_staff
from tests.in_turn import in_turn
from units.roles import Role

NASTY = [
    "\x00",
    "a\x00b",
    "'; DROP TABLE dossiers_dossier; --",
    "%00",
    "\u202e",
    "ﷺ" * 50,
    "9" * 400,
    "-1",
    "٣",
    "é" * 5000,
]
SENSIBLE = {200, 302, 400, 404}

QUERIES = [
    ("dossiers:desk", "clerk", ("xem", "thu-tuc", "kenh", "tim", "sau", "truoc")),
    ("dossiers:mine", "mother", ("xem", "sau", "truoc")),
    ("dossiers:track", "mother", ("code",)),
    ("dossiers:outgoing", "admin", ("truoc",)),
]


@pytest.mark.parametrize(("name", "who", "keys"), QUERIES, ids=[row[0] for row in QUERIES])
def test_no_query_string_breaks_a_list(world: World, name: str, who: str, keys: tuple[str, ...]) -> None:
    filings.submitted(world)
    user = {"clerk": world.ward.clerk, "mother": world.mother}.get(who) or system_admin(world)
    client = signed_in(user)

    for key in keys:
        for value in NASTY:
            answer = client.get(reverse(name), {key: value})
            assert answer.status_code in SENSIBLE, (key, value)


def system_admin(world: World) -> Any:
    return make_staff("quan-tri@example.vn", "Quản Trị", Role.SYSTEM_ADMIN, world.ward.committee)


PATHS = [
    "/ho-so/{}/",
    "/ho-so/{}/da-nop/",
    "/ho-so/{}/rut/",
    "/ho-so/{}/danh-gia/",
    "/ho-so/{}/bo-sung/",
    "/ho-so/{}/van-ban/receipt/1/",
    "/ho-so/H29.101-261122-0001/van-ban/{}/1/",
    "/nop-ho-so/{}/",
    "/can-bo/ho-so/{}/",
    "/can-bo/ho-so/{}/receive/",
    "/can-bo/ho-so/H29.101-261122-0001/{}/",
    "/can-bo/ho-so/H29.101-261122-0001/van-ban/{}/1/lam-lai/",
]


@in_turn("path", PATHS, taken_back=True)
@in_turn("method", ["get", "post"], taken_back=True)
def test_no_address_breaks_a_page(world: World, path: str, method: str) -> None:
    client = signed_in(world.ward.clerk if path.startswith("/can-bo/") else world.mother)

    for value in ("\x00", "..", "%2e%2e", "hồ-sơ", "a" * 2000, "1' OR '1'='1", "😀"):
        answer = getattr(client, method)(path.format(quote(value, safe="")))
        assert answer.status_code in {*SENSIBLE, 403, 405}, value


@pytest.mark.parametrize("number", ["0", "99999", "9" * 30])
def test_no_number_breaks_a_page(world: World, number: str) -> None:
    dossier = filings.submitted(world)
    client = signed_in(world.mother)

    for path in (f"/ho-so/{dossier.code}/tep/{number}/", f"/ho-so/{dossier.code}/van-ban/receipt/{number}/"):
        assert client.get(path).status_code == 404


TEXT = st.text(max_size=40) | st.sampled_from(NASTY)
ODD = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
SECTIONS = ("applicant", "owner", "form-child", "form-parents", "papers", "delivery")
NAMES = (
    "full_name", "id_number", "phone", "email", "commune", "street", "is_other", "child_name", "child_sex",
    "child_birth_date_day", "child_birth_date_month", "child_birth_date_year", "mother_birth_year", "result_delivery",
    "later", "remove",
)  # fmt: skip


@ODD
@example(section="applicant", typed={"commune": "\0"})
@example(section="owner", typed={"is_other": "on", "commune": "a\x00b"})
@given(section=st.sampled_from(SECTIONS), typed=st.dictionaries(st.sampled_from(NAMES), TEXT, max_size=6))
def test_no_page_of_a_filing_breaks_on_what_is_typed(world: World, section: str, typed: dict[str, str]) -> None:
    with transaction.atomic():
        draft = new_draft(world)
        client = signed_in(world.mother)
        for url in (page_url(draft, section), f"{page_url(draft, section)}luu/"):
            assert client.post(url, typed).status_code in {*SENSIBLE, 422}
        # and then the pages that read the draft again still open
        for name in ("draft", "draft-check"):
            assert client.get(reverse(f"dossiers:{name}", args=[draft.public_id])).status_code == 200
        assert not Dossier.objects.exists()
        transaction.set_rollback(True)


@ODD
@given(
    action=st.sampled_from(
        ["receive", "save_looks", "request_supplement", "refuse", "hand_over", "approve", "send_back", "return_result"]
    ),
    words=st.dictionaries(
        st.sampled_from(
            ["supplement-reason", "refuse-reason", "refuse-legal_ground", "sequence", "next", "look", "remark"]
        ),
        TEXT,
        max_size=5,
    ),
)
def test_no_button_of_the_desk_breaks_on_what_is_typed(world: World, action: str, words: dict[str, str]) -> None:
    with transaction.atomic():
        dossier = filings.submitted(world)
        paper = dossier.papers.get().pk
        typed = {f"{name}-{paper}" if name in ("look", "remark") else name: value for name, value in words.items()}
        url = reverse("dossiers:work-action", args=[dossier.code, action])

        answer = signed_in(world.ward.clerk).post(url, typed)

        assert answer.status_code in {302, 403, 409, 422}
        assert dossier.events.count() <= 2
        assert signed_in(world.ward.clerk).get(reverse("dossiers:work", args=[dossier.code])).status_code == 200
        transaction.set_rollback(True)


def test_a_draft_with_anything_in_it_still_opens(world: World) -> None:
    """Drafts outlive the code that wrote them: a page says what to mend instead of breaking."""
    draft = full_draft(world)
    data = kept(draft)
    strange = [
        {**data, "applicant": {**data["applicant"], "commune": None}},
        {**data, "papers": {"x": {"source": "pigeon", "upload": "no uuid"}}},
        {**data, "delivery": {"result_delivery": ["post"]}},
        {**data, "done": ["applicant", "no-such-page"]},
        {**data, "form": {**data["form"], "child_birth_date": "", "mother_birth_year": "năm Ngọ"}},
        {"form": {}},
        {},
    ]
    client = signed_in(world.mother)

    for content in strange:
        Draft.objects.filter(pk=draft.pk).update(data=content)
        for name in ("draft", "draft-check"):
            answer = client.get(reverse(f"dossiers:{name}", args=[draft.public_id]))
            assert answer.status_code == 200, content
        assert client.get(reverse("dossiers:mine")).status_code == 200
        assert client.post(
            reverse("dossiers:draft-check", args=[draft.public_id]), {"is_declared": "yes"}
        ).status_code in {
            302,
            422,
        }


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(world: World, method: str) -> None:
    dossier = filings.submitted(world)

    for name in ("detail", "withdraw", "rate"):
        answer = getattr(signed_in(world.mother), method)(reverse(f"dossiers:{name}", args=[dossier.code]))
        assert answer.status_code == 405
    assert dossier.events.count() == 1


def test_a_start_page_with_any_answers_is_asked_again(world: World) -> None:
    client = signed_in(world.mother)
    start = reverse("dossiers:start", args=[BIRTH])

    for value in NASTY:
        assert client.get(start, {"case": value, "commune": value}).status_code == 200
        assert client.post(start, {"case": value, "commune": value}).status_code == 422
    assert not Draft.objects.exists()


def test_without_a_token_against_forgery_nothing_is_done(world: World) -> None:
    dossier = filings.submitted(world)
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.mother)

    assert client.post(reverse("dossiers:withdraw", args=[dossier.code]), {}).status_code == 403
    assert dossier.events.count() == 1
