"""Rules proved: the page of a procedure tells everything of the case picked, for strangers without a query."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from procedures.models import ProcedureVersion
from procedures.publishing import publish
from tests.procedures.factories import (
    CaseFactory,
    ComponentFactory,
    FeeFactory,
    ProcedureFactory,
    TimeLimitFactory,
    announced,
    draft,
)
from tests.units.factories import CentreFactory, CommuneCommitteeFactory, WardFactory

pytestmark = pytest.mark.django_db
CODE = "1.001193"
URL = f"/thu-tuc/{CODE}/"


@pytest.fixture
def birth() -> ProcedureVersion:
    """Birth registration with two cases, in force."""
    version = draft(
        procedure=ProcedureFactory(code=CODE),
        results=[{"code": "KQ", "name": "Giấy khai sinh"}],
        guide=[{"title": "Chuẩn bị", "text": "Lấy Giấy chứng sinh"}],
        legal_basis=[{"code": "60/2014/QH13", "name": "Luật Hộ tịch"}],
        decision_number="163/QĐ-BTP",
    )
    late = CaseFactory(version=version, key="late", name="Quá 60 ngày", when="Trẻ đã quá 60 ngày tuổi", position=1)
    ComponentFactory(case=late, name="Giấy cam đoan", originals=2, copies=1, required=False, note="Viết tay")
    FeeFactory(case=late, name="Lệ phí quá hạn", amount_dong=50_000, channel="direct", legal_basis="Nghị quyết 1")
    FeeFactory(case=late, name="Phí bản sao", amount_dong=None)
    TimeLimitFactory(case=late, amount=Decimal("2.5"), note="Có xác minh")
    publish([version])
    return version


def text_of(client: Client, url: str = URL, **query: str) -> str:
    """The page's text."""
    response = client.get(url, query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_tells_what_the_law_wants_public(client: Client, birth: ProcedureVersion) -> None:
    html = text_of(client)

    for words in (
        "Thủ tục đăng ký khai sinh", "Giấy khai sinh", "1 ngày làm việc", "8.000 đồng", "Giấy chứng sinh",
        "(1 bản chính)", "Lấy Giấy chứng sinh", "Luật Hộ tịch", "163/QĐ-BTP", "Hộ tịch", "Tiếp nhận hồ sơ",
        "Nộp ở trung tâm nào trong tỉnh, thành phố cũng được", "Phiên bản 1",
    ):  # fmt: skip
        assert words in html, words
    assert "Giấy cam đoan" not in html, "papers of the other case are not shown"


def test_the_answer_picks_the_case(client: Client, birth: ProcedureVersion) -> None:
    html = text_of(client, case="late")

    for words in (
        "Giấy cam đoan",
        "(2 bản chính, 1 bản sao)",
        "Viết tay",
        "50.000 đồng",
        "theo thông báo khi tiếp nhận",
        "2,5 ngày",
    ):
        assert words in html, words
    assert 'value="late"' in html
    assert f'href="/ho-so/nop/{CODE}/?case=late' in html or "case=late" in html


@pytest.mark.parametrize(
    "query", [{"case": "none"}, {"commune": "abc"}, {"commune": "99999"}, {"on": "x"}, {"on": "2026-02-30"}]
)
def test_answers_that_do_not_exist_show_the_page_of_today(
    client: Client, birth: ProcedureVersion, query: dict[str, str]
) -> None:
    assert "Giấy chứng sinh" in text_of(client, **query)


def test_a_commune_shows_where_to_go(client: Client, birth: ProcedureVersion) -> None:
    ward = WardFactory(code="26740", name="Sài Gòn", full_name="Phường Sài Gòn")
    committee = CommuneCommitteeFactory(division=ward)
    CentreFactory(parent=committee, division=ward, name="Trung tâm Sài Gòn", address="45 Lê Duẩn")

    html = text_of(client, commune="26740")

    assert "Trung tâm Sài Gòn" in html
    assert "45 Lê Duẩn" in html


def test_a_past_day_shows_the_version_of_that_day(client: Client) -> None:
    procedure = ProcedureFactory(code=CODE)
    old = draft(procedure=procedure, name="Tên cũ")
    publish([old], valid_from=date(2026, 1, 1))
    new = draft(procedure=procedure, name="Tên mới", number=2)
    publish([new], valid_from=date(2026, 6, 1))

    assert "<h1" in text_of(client)
    assert "Tên mới" in text_of(client)
    assert "Tên cũ" in text_of(client, on="2026-03-01")
    assert client.get(URL, {"on": "2025-01-01"}).status_code == 404


def test_a_staged_version_is_not_shown_before_its_day(client: Client) -> None:
    procedure = ProcedureFactory(code=CODE)
    publish([draft(procedure=procedure, name="Hôm nay")])
    publish([draft(procedure=procedure, name="Mai sau", number=2)], timezone.localdate() + timedelta(days=3))

    assert "Mai sau" not in text_of(client)


def test_a_procedure_of_a_ministry_says_that_it_is_not_filed_here(client: Client) -> None:
    announced("1.000001", levels=["ministry"], competence="department", executing_agency="Bộ Công Thương")

    html = text_of(client, "/thu-tuc/1.000001/")

    assert "không nhận hồ sơ" in html
    assert "Bộ Công Thương" in html
    assert "Nộp hồ sơ" not in html


def test_doubts_of_national_text_are_told_in_words(client: Client) -> None:
    announced("1.000002", source="national", doubts=[{"flag": "fee_zero_but_text_sets_fee", "where": "", "text": ""}])

    assert "Mức phí chưa rõ" in text_of(client, "/thu-tuc/1.000002/")


def test_scripts_in_stored_text_are_only_text(client: Client) -> None:
    announced("1.000003", name="Cấp <script>alert(1)</script> phép", requirements="<img src=x onerror=alert(1)>")

    html = text_of(client, "/thu-tuc/1.000003/")

    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_unknown_codes_are_not_found_and_local_copies_lead_home(client: Client, birth: ProcedureVersion) -> None:
    assert client.get("/thu-tuc/9.999999/").status_code == 404
    assert client.get("/thu-tuc/khai-sinh/").status_code == 404
    moved = client.get(f"/thu-tuc/{CODE}.000.00.00.H29/")
    assert (moved.status_code, moved["Location"]) == (302, URL)


def test_a_draft_has_no_page(client: Client) -> None:
    draft(procedure=ProcedureFactory(code=CODE))

    assert client.get(URL).status_code == 404


def test_cold_costs_few_queries_and_warm_none(
    client: Client, birth: ProcedureVersion, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    """The version, its content; fee rules; communes to choose from."""
    WardFactory()
    with django_assert_max_num_queries(4):
        first = client.get(URL)
    with django_assert_num_queries(0):
        second = client.get(URL)
        unchanged = client.get(URL, headers={"If-None-Match": first["ETag"]})
    assert first.content == second.content
    assert unchanged.status_code == 304
    assert "no-cache" in first["Cache-Control"]


def test_people_who_are_signed_in_never_get_or_leave_a_stored_page(
    client: Client, birth: ProcedureVersion, django_user_model: Any
) -> None:
    client.get(URL)
    user = django_user_model.objects.create_user(email="lan@example.com", full_name="Nguyễn Thị Lan")
    client.force_login(user)

    signed_in = client.get(URL)

    assert "Nguyễn Thị Lan" in signed_in.content.decode()
    assert "ETag" not in signed_in
    client.logout()
    assert "Nguyễn Thị Lan" not in text_of(client)


def test_with_the_cache_away_the_page_still_comes(client: Client, birth: ProcedureVersion, settings: Any) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "portal.caching.FailOpenRedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "OPTIONS": {"socket_connect_timeout": 0.1},
        }
    }

    assert "Thủ tục đăng ký khai sinh" in text_of(client)
    assert "khai sinh" in text_of(client, "/thu-tuc/", q="khai sinh")


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_search_and_page_pass_axe_without_scripts_failing(
    page: Page, live_server: Any, check_widths: Callable[[Page], None], birth: ProcedureVersion
) -> None:
    page.goto(f"{live_server.url}/thu-tuc/?q=khai+sinh")
    check_widths(page)
    page.get_by_role("link", name="Thủ tục đăng ký khai sinh").click()
    check_widths(page)
    page.get_by_label("Trẻ đã quá 60 ngày tuổi").check()
    page.get_by_role("button", name="Xem đúng trường hợp của tôi").click()
    expect(page.get_by_text("Giấy cam đoan")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
