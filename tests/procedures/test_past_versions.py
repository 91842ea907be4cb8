"""Rules proved: a procedure is read on any day; pages say which day they show, what comes, and what is over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from procedures import history
from procedures.choices import VersionState
from procedures.models import Procedure, ProcedureVersion
from procedures.publishing import publish
from tests.procedures.factories import CaseFactory, ProcedureFactory, draft

pytestmark = pytest.mark.django_db
CODE = "1.001193"
URL = f"/thu-tuc/{CODE}/"
NOT_TODAY = "không phải nội dung hôm nay"


@pytest.fixture
def procedure() -> Procedure:
    """Version 1 from January and version 2 from June 2026."""
    made: Procedure = ProcedureFactory(code=CODE)
    publish([draft(procedure=made, name="Tên cũ")], valid_from=date(2026, 1, 1))
    publish([draft(procedure=made, name="Tên mới", number=2)], valid_from=date(2026, 6, 1))
    return made


def html_of(client: Client, **query: str) -> str:
    """The page's text."""
    response = client.get(URL, query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_past_day_is_named_on_top_and_leads_back_to_today(client: Client, procedure: Procedure) -> None:
    html = html_of(client, on="2026-03-01")

    assert "Bạn đang xem nội dung áp dụng ngày 01/03/2026 (phiên bản 1)" in html
    assert "Phiên bản này áp dụng từ 01/01/2026 đến trước 01/06/2026" in html
    assert "Xem nội dung đang áp dụng hôm nay" in html
    assert '<meta name="robots" content="noindex">' in html
    assert "Tên cũ" in html


def test_nothing_can_be_filed_under_a_version_of_another_day(client: Client, procedure: Procedure) -> None:
    assert "Nộp hồ sơ</a>" in html_of(client)
    assert "Nộp hồ sơ</a>" not in html_of(client, on="2026-03-01")


def test_a_day_on_which_the_same_version_applied_says_so(client: Client, procedure: Procedure) -> None:
    html = html_of(client, on="2026-07-01")

    assert "Nội dung áp dụng ngày 01/07/2026 (phiên bản 2); hôm nay vẫn như vậy." in html
    assert NOT_TODAY not in html


@pytest.mark.parametrize("today", [True, False])
def test_today_has_no_banner(client: Client, procedure: Procedure, today: bool) -> None:
    html = html_of(client, **({"on": timezone.localdate().isoformat()} if today else {}))

    assert "portal-asof" not in html
    assert "noindex" not in html


def test_the_last_day_belongs_to_the_old_version_and_the_first_to_the_new(client: Client, procedure: Procedure) -> None:
    """Validity is half open: in force up to, not including, valid_to."""
    assert "Tên cũ" in html_of(client, on="2026-05-31")
    assert "Tên mới" in html_of(client, on="2026-06-01")


def test_before_the_first_day_the_page_says_in_words_when_it_applies(client: Client, procedure: Procedure) -> None:
    response = client.get(URL, {"on": "2025-12-31"})

    html = response.content.decode()
    assert response.status_code == 404
    assert f"Ngày 31/12/2025 thủ tục {CODE} không áp dụng" in html
    assert "Từ 01/01/2026 đến trước 01/06/2026" in html
    assert "?on=2026-06-01" in html


def test_a_change_ahead_is_told_as_soon_as_it_is_announced(
    client: Client, procedure: Procedure, django_capture_on_commit_callbacks: Any
) -> None:
    """The page was kept before; its content stays, what is said about time does not."""
    html_of(client)
    start = timezone.localdate() + timedelta(days=40)

    with django_capture_on_commit_callbacks(execute=True):
        publish([draft(procedure=procedure, name="Tên sau này", number=3)], valid_from=start)

    html = html_of(client)
    assert f"Từ {start:%d/%m/%Y} thủ tục này thay đổi" in html
    assert f"{URL}thay-doi/3/" in html
    assert "Tên sau này" not in html
    assert "Trước ngày đó, nội dung cũ vẫn có hiệu lực" in client.get(f"{URL}thay-doi/3/").content.decode()


def test_a_version_staged_for_later_can_be_read_before(client: Client, procedure: Procedure) -> None:
    start = timezone.localdate() + timedelta(days=40)
    publish([draft(procedure=procedure, name="Tên sau này", number=3)], valid_from=start)

    html = html_of(client, on=start.isoformat())

    assert "Tên sau này" in html
    assert NOT_TODAY in html


def test_a_procedure_that_ends_says_when(client: Client, procedure: Procedure) -> None:
    end = timezone.localdate() + timedelta(days=10)
    ProcedureVersion.objects.filter(procedure=procedure, number=2).update(valid_to=end)

    assert f"Từ {end:%d/%m/%Y} thủ tục này không còn áp dụng" in html_of(client)


def test_an_abolished_procedure_keeps_its_past(client: Client, procedure: Procedure) -> None:
    ProcedureVersion.objects.filter(procedure=procedure, number=2).update(
        state=VersionState.RETIRED, valid_to=date(2026, 9, 1)
    )

    response = client.get(URL)

    assert response.status_code == 410
    assert f"Hôm nay thủ tục {CODE} không áp dụng" in response.content.decode()
    past = html_of(client, on="2026-08-31")
    assert "Tên mới" in past
    assert "Xem nội dung đang áp dụng hôm nay" not in past


def test_a_version_replaced_on_its_first_day_is_listed_without_a_link(client: Client) -> None:
    procedure = ProcedureFactory(code=CODE)
    publish([draft(procedure=procedure)], valid_from=date(2026, 1, 1))
    publish([draft(procedure=procedure, number=2)], valid_from=date(2026, 1, 1))

    html = html_of(client)

    assert "Phiên bản 1 (được thay ngay trong ngày)" in html
    assert "Phiên bản 2 (đang xem)" in html


def test_drafts_are_in_no_history(client: Client, procedure: Procedure) -> None:
    draft(procedure=procedure, number=3)

    assert [edition.number for edition in history.editions_of(CODE)] == [2, 1]
    assert "Phiên bản 3" not in html_of(client)


def test_past_days_cost_nothing_when_warm(client: Client, procedure: Procedure, django_assert_num_queries: Any) -> None:
    html_of(client, on="2026-03-01")

    with django_assert_num_queries(0):
        html_of(client, on="2026-03-01")


def test_the_choice_of_a_case_stays_on_the_day(client: Client) -> None:
    procedure = ProcedureFactory(code=CODE)
    old = draft(procedure=procedure)
    CaseFactory(version=old, key="late", name="Quá hạn", position=1)
    publish([old], valid_from=date(2026, 1, 1))

    assert '<input type="hidden" name="on" value="2026-03-01">' in html_of(client, on="2026-03-01")
    assert 'name="on"' not in html_of(client)
