"""Accountants see what the tax office was told, what waits and why, have the files, and try again."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from payments.models import BankAccount, TaxSummary
from portal.outbox.models import OutboxMessage
from portal.simulating.serving import as_json
from portal.ui.paging import PAGE_SIZE
from tests.accounts.factories import make_user
from tests.payments.conftest import Clock
from tests.payments.desk import at_the_desk
from tests.payments.factories import CHARGE, FEE
from tests.payments.tax_world import (
    DAY,
    NEXT_DAY,
    TaxOffice,
    at,
    collecting_account,
    content_of,
    deliver,
    paid_at,
    replaced_at,
    tell,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("undrawn")]
NIGHT, PAGE = at(NEXT_DAY, 0, 10), reverse("accounting:summaries")


@pytest.fixture
def account(clock: Clock) -> BankAccount:
    """A unit's account with one receipt of the day."""
    made = collecting_account()
    paid_at(at(DAY), clock, made)
    return made


def shown(desk: Client, **asked: str) -> str:
    answer = desk.get(PAGE, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def retry(desk: Client) -> str:
    address = reverse("accounting:summary-retry", args=[TaxSummary.objects.get().pk])
    return desk.post(address, follow=True).content.decode()


def test_before_the_first_day_ended_the_page_says_what_will_come(account: BankAccount) -> None:
    assert "Chưa có bảng tổng hợp nào" in shown(at_the_desk(account.unit))


def test_without_a_connection_the_file_is_there_to_be_handed_in(account: BankAccount) -> None:
    tell(NIGHT)
    page = shown(at_the_desk(account.unit))
    assert "Cổng chưa nối với" in page and "Đang chờ gửi" in page and "Thử lại" not in page
    assert "20/11/2026" in page and "50.000 đồng" in page


def test_what_was_sent_says_so_with_the_offices_number(account: BankAccount, office: TaxOffice) -> None:
    tell(NIGHT)
    desk = at_the_desk(account.unit)
    assert "Đang chờ gửi" in shown(desk) and "Cổng chưa nối" not in shown(desk)
    deliver()
    page = shown(desk)
    assert "Đã gửi" in page and "TCT-1" in page and "Thử lại" not in page


def test_a_refused_file_names_the_cause_and_leaves_by_the_button(account: BankAccount, office: TaxOffice) -> None:
    tell(NIGHT)
    office.answers = [as_json({"MoTaLoi": "Sai <b>ký hiệu</b>"}, 422)]
    deliver()
    desk = at_the_desk(account.unit)
    page = shown(desk)
    assert "Không gửi được" in page and "không nhận tệp này: 422 Sai &lt;b&gt;ký hiệu" in page
    assert "Đang thử lại bảng tổng hợp" in retry(desk)
    deliver()
    assert "Đã gửi" in shown(desk)
    # Pressed once more nothing leaves again
    retry(desk)
    deliver()
    assert len(office.tried) == 2


def test_an_office_that_is_away_is_tried_at_once_by_the_button(
    account: BankAccount, office: TaxOffice, settings: LazySettings
) -> None:
    tell(NIGHT)
    address, settings.TAX_OFFICE_URL = settings.TAX_OFFICE_URL, "http://127.0.0.1:9/"
    deliver()
    desk = at_the_desk(account.unit)
    assert "Chưa liên lạc được với cơ quan thuế" in shown(desk)
    settings.TAX_OFFICE_URL = address
    OutboxMessage.objects.update(next_attempt_at=dt.datetime(2099, 1, 1, tzinfo=dt.UTC))
    retry(desk)
    assert OutboxMessage.objects.get().next_attempt_at.year == NIGHT.year
    assert office.tried == []  # no request waits for the office
    office.answers = [as_json({"detail": "hỏng"}, 500)]
    deliver()
    assert "gặp lỗi khi nhận tệp: 500 hỏng" in shown(desk)


def test_a_missing_tax_code_is_named_where_it_is_mended(clock: Clock) -> None:
    account = collecting_account(tax_code="")
    paid_at(at(DAY), clock, account)
    tell(NIGHT)
    desk, summary = at_the_desk(account.unit), TaxSummary.objects.get()
    assert "chưa ghi mã số thuế" in shown(desk) and "Thử lại ngay" in shown(desk)
    assert desk.get(reverse("accounting:summary-xml", args=[summary.pk])).status_code == 404
    assert "chưa ghi mã số thuế" not in shown(desk, **{"tinh-trang": "da-gui"})
    assert "chưa ghi mã số thuế" in shown(desk, **{"tinh-trang": "khong-gui-duoc"})


def test_the_files_say_what_was_told(account: BankAccount, clock: Clock) -> None:
    order = paid_at(at(DAY, 10), clock, account, FEE, CHARGE)
    fee = order.receipts.get(kind="fee")
    new = replaced_at(at(DAY, 11), clock, fee, make_user())
    tell(NIGHT)
    summary, desk = TaxSummary.objects.get(), at_the_desk(account.unit)
    xml = desk.get(reverse("accounting:summary-xml", args=[summary.pk]))
    assert (xml.content, xml["Content-Type"]) == (content_of(summary), "application/xml")
    assert f"{summary.number}.xml" in xml["Content-Disposition"]
    book = load_workbook(BytesIO(desk.get(reverse("accounting:summary-xlsx", args=[summary.pk])).content))
    told: list[tuple[Any, ...]] = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[3], row[6], row[7]) for row in told] == [
        ("Lập", "00000001", 50_000, None),
        ("Lập", "00000002", 50_000, None),
        ("Lập", "00000001", 60_000, None),
        ("Lập", new.shown_number, 50_000, "Sai dấu"),
        ("Bị thay thế", "00000002", 50_000, "Sai dấu"),
    ]
    sums: Any = book.worksheets[1].iter_rows(values_only=True)
    totals = dict(sums)
    assert (totals["Biên lai lập"], totals["Lệ phí (đồng)"], totals["Trên biên lai hết giá trị (đồng)"]) == (
        4,
        150_000,
        50_000,
    )


def test_filters_narrow_by_unit_day_and_progress_and_junk_counts_as_none(
    account: BankAccount, clock: Clock, office: TaxOffice
) -> None:
    paid_at(at(NEXT_DAY), clock, account)
    tell(at(NEXT_DAY, 23, 10))
    deliver()
    paid_at(at(NEXT_DAY, 23, 30), clock, account)
    tell(at(NEXT_DAY + dt.timedelta(days=1), 0, 10))
    desk = at_the_desk(account.unit)

    def days(**asked: str) -> list[tuple[str, int]]:
        page = desk.get(PAGE, asked).context["page"]
        return [(f"{one.day:%d}", one.edition) for one in page.rows]

    assert days() == [("21", 2), ("21", 1), ("20", 1)]
    assert days(tu="2026-11-21") == [("21", 2), ("21", 1)]
    assert days(den="20/11/2026") == [("20", 1)]
    assert days(**{"tinh-trang": "da-gui"}) == [("21", 1), ("20", 1)]
    assert days(**{"tinh-trang": "dang-cho", "don-vi": account.unit.code}) == [("21", 2)]
    assert days(**{"don-vi": "H29.khac"}) == []
    assert "gửi lần 2" in shown(desk)
    assert days(**{"tinh-trang": "x\0", "tu": "32/13/2026", "sau": "-1"}) == days()


def test_a_page_costs_the_same_however_many_there_are_and_leads_on(
    account: BankAccount, django_assert_max_num_queries: Any, office: TaxOffice
) -> None:
    tell(NIGHT)
    told: dict[str, Any] = {
        "issued": 1,
        "replaced": 0,
        "cancelled": 0,
        "fee_dong": 0,
        "charge_dong": 0,
        "ended_dong": 0,
    }
    TaxSummary.objects.bulk_create(
        TaxSummary(unit=account.unit, day=DAY - dt.timedelta(days=day), **told) for day in range(1, PAGE_SIZE + 1)
    )
    desk = at_the_desk(account.unit)
    desk.get(PAGE)
    with django_assert_max_num_queries(9):
        first = desk.get(PAGE)
    assert len(first.context["page"].rows) == PAGE_SIZE
    last = desk.get(PAGE + first.context["page"].next).context["page"]
    assert [summary.day for summary in last.rows] == [DAY]


def test_accountants_of_others_reach_none_of_it(account: BankAccount) -> None:
    tell(NIGHT)
    stranger, pk = at_the_desk(collecting_account().unit), TaxSummary.objects.get().pk
    assert "20/11/2026" not in shown(stranger)
    for name in ("summary-xml", "summary-xlsx"):
        assert stranger.get(reverse(f"accounting:{name}", args=[pk])).status_code == 404
    assert stranger.post(reverse("accounting:summary-retry", args=[pk])).status_code == 404
    assert Client().get(PAGE).status_code == 302
