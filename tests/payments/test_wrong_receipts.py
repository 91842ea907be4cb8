"""Receipts issued wrongly, at the accountant's door: replaced or cancelled with a reason, both papers linked."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import etree, html
from pytest_django import DjangoAssertNumQueries

from payments import receipt_drawing, receipts
from payments.models import Order, Receipt
from payments.tasks import draw_receipts
from portal.documents import pages
from portal.documents.verification import Outcome, Reason, Verification
from portal.files import store
from tests.accounts.factories import make_user
from tests.payments.books import agree, balances
from tests.payments.desk import at_the_desk, browser_of
from tests.payments.factories import FEE, make_account, place
from tests.payments.test_api import reader
from tests.payments.test_receipt_xml import drawn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("undrawn")]


@pytest.fixture
def order() -> Order:
    """A paid order whose receipt is drawn."""
    return drawn(FEE)


def address(name: str, order: Order) -> str:
    return reverse(f"accounting:receipt-{name}", args=[order.code, order.receipts.earliest("pk").pk])


def test_a_wrong_name_is_replaced_and_both_papers_name_each_other(order: Order) -> None:
    desk, before = at_the_desk(order.unit), balances(order)
    assert order.payer_name in desk.get(address("replace", order)).content.decode()
    # Without a reason or a name nothing happens, and what was typed stays
    refused = desk.post(address("replace", order), {"payer_name": "Nguyễn Thị Hoà", "reason": " "})
    assert (refused.status_code, Receipt.objects.count()) == (422, 1)
    assert "Hãy ghi lý do" in refused.content.decode() and "Nguyễn Thị Hoà" in refused.content.decode()
    told = {"payer_name": "Nguyễn Thị Hoà", "reason": "Sai dấu trong tên"}
    page = desk.post(address("replace", order), told, follow=True).content.decode()
    old, new = order.receipts.order_by("pk")
    assert f"Biên lai {new} thay thế biên lai {old}" in page
    assert "Sai dấu trong tên" in page
    draw_receipts()
    xml = desk.get(reverse("accounting:receipt-xml", args=[order.code, new.pk])).content.decode()
    assert f"<SBLai>{old.number}<" in xml and "Nguyễn Thị Hoà" in xml
    # The old one counts no more: it is neither replaced nor cancelled again, and the money did not move
    again = desk.post(address("cancel", order), {"reason": "lần nữa"})
    assert (again.status_code, "không còn giá trị" in again.content.decode()) == (422, True)
    assert (balances(order), agree()) == (before, True)


def test_a_receipt_is_cancelled_with_its_reason(order: Order) -> None:
    desk = at_the_desk(order.unit)
    assert "không dùng lại" in desk.get(address("cancel", order)).content.decode()
    page = desk.post(address("cancel", order), {"reason": "Lập trùng"}, follow=True).content.decode()
    assert "Đã hủy biên lai" in page and "Lập trùng" in page
    assert order.receipts.get().state == "cancelled"
    assert agree()


def test_accountants_of_other_agencies_and_others_do_not_reach_it(order: Order) -> None:
    stranger = at_the_desk(make_account().unit)
    for name in ("replace", "cancel", "xml"):
        assert stranger.get(address(name, order)).status_code == 404
        assert Client().get(address(name, order)).status_code == 302
    assert stranger.post(address("cancel", order), {"reason": "x"}).status_code == 404
    assert order.receipts.get().state == "active"


def replaced(order: Order) -> tuple[Receipt, Receipt]:
    """The receipt of an order and the one that stands in its place, both drawn."""
    receipts.replace(order.receipts.get(), make_user(), reason="Sai dấu", payer_name="Nguyễn Thị Hoà")
    draw_receipts()
    old, new = order.receipts.select_related("document").order_by("pk")
    return old, new


def links(part: Any) -> list[str]:
    """Where a part of a page leads within the page."""
    return [link.get("href") for link in part.iter("a") if link.get("href").startswith("#")]


def test_each_of_the_two_leads_to_the_other_on_every_page_that_lists_them() -> None:
    payer = make_user()
    order = drawn(FEE, payer=payer)
    old, new = replaced(order)
    pages = (
        at_the_desk(order.unit).get(reverse("accounting:order", args=[order.code])),
        browser_of(payer).get(reverse("payments:order", args=[order.code])),
    )
    for page in pages:
        tree = html.fromstring(page.content.decode())
        first, second = (tree.get_element_by_id(f"bien-lai-{one.pk}") for one in (old, new))
        assert "Được thay thế bằng biên lai" in first.text_content() and links(first) == [f"#bien-lai-{new.pk}"]
        assert "Thay thế cho biên lai" in second.text_content() and links(second) == [f"#bien-lai-{old.pk}"]


def test_the_xml_twin_names_the_other_by_all_its_symbols_and_why() -> None:
    old, new = replaced(drawn(FEE))
    assert new.xml is not None and old.document is not None
    told = {part.tag: part.text for part in etree.fromstring(store.open(new.xml)).find(".//BLTThe")}
    assert told == {
        "KHMBLai": old.template_symbol,
        "KHBLai": old.symbol,
        "SBLai": str(old.number),
        "NLap": timezone.localdate(old.issued_at).isoformat(),
        "MaXacMinh": old.document.verification_code,
        "LDo": "Sai dấu",
    }
    assert old.xml is not None and etree.fromstring(store.open(old.xml)).find(".//BLTThe") is None


def test_the_paper_names_the_other_in_words(order: Order) -> None:
    old, new = replaced(order)
    assert old.document is not None
    paper = render_to_string("documents/payments/receipt.html", receipt_drawing._context(new, "XXXX-XXXX-XXXX"))
    words = " ".join(html.fromstring(paper).text_content().split())
    assert (
        f"Biên lai này thay thế biên lai ký hiệu mẫu {old.template_symbol}, ký hiệu {old.symbol}, "
        f"số {old.shown_number}, lập ngày {timezone.localtime(old.issued_at):%d/%m/%Y} "
        f"(mã xác minh {old.document.verification_code}). Lý do: Sai dấu"
    ) in words


def test_whoever_verifies_one_is_led_to_the_other_and_back(order: Order, client: Client) -> None:
    old, new = replaced(order)
    assert old.document and new.document
    first, second = (reverse("documents:verified", args=[one.document.verification_code]) for one in (old, new))  # type: ignore[union-attr]
    page = client.get(first).content.decode()
    assert f'href="{second}"' in page and "Giấy này thay thế" not in page
    page = client.get(second).content.decode()
    assert f'href="{first}"' in page and "Giấy này thay thế giấy số" in page
    # Beside a copy that somebody changed nothing is said of other papers
    assert pages.replaced(Verification(Outcome.CHANGED, Reason.OTHER_BYTES, new.document)) == []


def test_programs_read_which_stands_in_the_place_of_which(
    order: Order, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    old, new = replaced(order)
    for _each in range(3):
        place(order.account)
    client = reader(order)
    rows = client.get("/api/v1/receipts/").json()["results"]
    assert [(row["id"], row["replaces"], row["replaced_by"], row["state"]) for row in rows] == [
        (new.pk, old.pk, None, "active"),
        (old.pk, None, new.pk, "replaced"),
    ]
    one = client.get(f"/api/v1/orders/{order.code}/").json()["receipts"]
    assert [(row["replaces"], row["replaced_by"]) for row in one] == [(None, new.pk), (old.pk, None)]
    with django_assert_num_queries(2):  # the token with its client; the page
        client.get("/api/v1/receipts/")
