"""Every page of the accounts, walked as accountant, as stranger, in both languages: each opens to whom it should."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from payments import matching_desk, receipt_drawing, refunding, statement_files
from payments.accounting_urls import urlpatterns
from payments.models import Difference, Order, Payment, PlatformReceipt, Receipt, StatementFile, TaxSummary
from payments.receiving import receive
from payments.tax_office import collecting, sending
from portal.accounts.models import User
from portal.files import store
from tests.house.test_page_language import Listener, reader
from tests.payments.desk import accountant_of, browser_of
from tests.payments.factories import make_account, place, report
from tests.payments.statement_files import table
from tests.units import factories as make
from units.models import today_in_vietnam
from units.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("undrawn")]
#: Pages that a post alone opens, and those that are files.
POSTS = {"difference-take-over", "summary-retry"}
FILES = {
    *("orders-csv", "receipt", "receipt-xml", "reconciling-xlsx", "reconciling-csv", "revenue-xlsx"),
    *("summary-xml", "summary-xlsx", "platform-receipt"),
}
#: Heads of units decide about refunds too.
HEADS_TOO = {"refunds", "refund", "refund-approve", "refund-refuse"}


@pytest.fixture
def keeper() -> User:
    """An accountant whose unit has something of everything."""
    account = make_account(tax_code="0301234567")
    keeper = accountant_of(account.unit)
    order = place(account)
    receive(report(order, 70_000, "FT-NAMED", occurred_at=_yesterday()))
    receive(report(None, 10_000, "FT-BARE", account_number=account.number))
    payment = Payment.objects.get(provider_reference="FT-BARE")
    matching_desk.set_aside(payment, "Chuyen nham", keeper)
    refunding.ask(Order.objects.get(), keeper, 20_000, reason="Nop thua", legal_ground="82/2023")
    day = f"{today_in_vietnam() - dt.timedelta(days=1):%d/%m/%Y}"
    content = table((day, "FT-OTHER", "", "5.000", "khong ro"))
    statement_files.hand_in(account, content, "sao-ke.csv", keeper, uuid4())
    statement_files.take_waiting()
    receipt_drawing.draw_waiting()
    PlatformReceipt.objects.create(
        payment=Payment.objects.get(provider_reference="FT-NAMED"),
        reference="X.20261122101500",
        file=store.save(b"%PDF", "x.pdf", "application/pdf"),
        fetched_at=dt.datetime.now(dt.UTC),
    )
    collecting.collect(account.unit_id, today_in_vietnam())
    sending.send_waiting()
    return User.objects.get(pk=keeper.pk)


def _yesterday() -> dt.datetime:
    return dt.datetime.now(dt.UTC) - dt.timedelta(days=1)


def addresses() -> dict[str, str]:
    """Every page by its name, with what it is about."""
    order = Order.objects.get()
    payment = Payment.objects.get(provider_reference="FT-BARE")
    keys: dict[str, Any] = {
        "statement": StatementFile.objects.get().pk,
        "payment": payment.pk,
        "decision": payment.decisions.get().pk,
        "difference": Difference.objects.get().pk,
        "refund": order.refunds.get().pk,
        "account": order.account_id,
        "summary": TaxSummary.objects.get().pk,
    }
    found = {}
    for pattern in urlpatterns:
        name = str(pattern.name)
        asks = pattern.pattern.converters
        told: dict[str, Any] = {"code": order.code} if "code" in asks else {}
        if "number" in asks:
            told["number"] = (PlatformReceipt if name == "platform-receipt" else Receipt).objects.get().pk
        if "pk" in asks:
            told["pk"] = keys[name.split("-", maxsplit=1)[0]]
        found[name] = reverse(f"accounting:{name}", kwargs=told)
    return found


def test_each_page_opens_for_the_accountant_of_the_unit(keeper: User) -> None:
    desk = browser_of(keeper)
    shut = {name: desk.get(url).status_code for name, url in addresses().items()}
    assert {name for name, status in shut.items() if status == 405} == POSTS
    assert {name for name, status in shut.items() if status != 200} <= POSTS | {"receipt-xml"}, shut


def test_strangers_are_led_to_sign_in_and_no_other_role_comes_in(keeper: User) -> None:
    pages = addresses()
    assert {Client().get(url).status_code for url in pages.values()} == {302}
    unit = Order.objects.get().unit
    for role in sorted(set(Role.values) - {Role.ACCOUNTANT}):
        person = browser_of(accountant_of(unit, role=role))
        opened = {name for name, url in pages.items() if person.get(url).status_code != 403}
        assert opened == (HEADS_TOO if role == Role.LEADER else set()), role
    citizen = User.objects.create_user(email="dan@example.vn", full_name="Le Thi Dan")
    assert {browser_of(citizen).get(url).status_code for url in pages.values()} == {403}


def test_what_belongs_to_a_unit_does_not_exist_for_accountants_of_another(keeper: User) -> None:
    stranger = browser_of(accountant_of(make.CommuneCommitteeFactory.create()))
    for name, url in addresses().items():
        answer = stranger.post(url) if name in POSTS else stranger.get(url)
        is_about_something = any(part.isdigit() or part.startswith("H29.151-") for part in url.split("/"))
        assert answer.status_code == (404 if is_about_something else 200), name


def test_a_forged_post_without_its_token_changes_nothing(keeper: User) -> None:
    desk = Client(enforce_csrf_checks=True)
    desk.force_login(keeper)
    for name, url in addresses().items():
        assert desk.post(url, {"reason": "x", "sent_reference": "x"}).status_code in {403, 405}, name
    assert Order.objects.get().refunds.get().state == "asked"
    assert Difference.objects.get().owner is None


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_speaks_the_language_of_its_reader_also_when_it_refuses(keeper: User, language: str) -> None:
    listener, browser = Listener(language), reader(language, keeper)
    for name, url in addresses().items():
        if name not in POSTS | FILES:
            listener.hear(name, browser.get(url))
    for name in ("statement-hand-in", "payment-set-aside", "refund-ask", "account-add", "account-end", "difference"):
        answer = browser.post(addresses()[name], {})
        assert answer.status_code == 422, name
        listener.hear(f"{name} refused", answer)
    for state in ("cho-chuyen", "cho-xac-nhan", "da-xong", "khong-duyet"):
        listener.hear(state, browser.get(addresses()["refunds"], {"xem": state}))
    listener.hear("decided", browser.get(addresses()["matching"], {"xem": "da-quyet-dinh"}))
    assert not listener.wrong


def test_no_page_is_kept_by_anybody_on_the_way(keeper: User) -> None:
    desk = browser_of(keeper)
    for name, url in addresses().items():
        if name not in POSTS:
            caching = desk.get(url).headers.get("Cache-Control", "")
            assert "no-store" in caching or "private" in caching or "no-cache" in caching, name
