"""Rules proved: lists of reconciling lead through all pages, keep what they were asked, and decide nothing twice."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from payments.models import BankAccount, Difference, Reconciliation
from payments.models.reconciling import DifferenceKind
from payments.reconciliation_lists import Openness, Question
from payments.vocabulary import Provider
from portal.ui.paging import PAGE_SIZE
from tests.payments.desk import accountant_of, at_the_desk, browser_of
from tests.payments.factories import make_account
from tests.payments.tax_world import DAY, at
from tests.payments.test_desks_in_other_words import VIETNAMESE, text_of, untranslated
from units.roles import Role

DAYS = "/can-bo/thu-phi/doi-soat/"
DIFFERENCES = f"{DAYS}sai-lech/"
MANY = 2 * PAGE_SIZE + 3


@pytest.fixture
def account() -> BankAccount:
    return make_account()


def differs(account: BankAccount, reference: str, **fields: Any) -> Difference:
    told: dict[str, Any] = {
        "provider": "bank", "unit": account.unit, "account_number": account.number, "day": DAY,
        "kind": "missing_there", "here_dong": 50_000,
    }  # fmt: skip
    return Difference(reference=reference, **(told | fields))


def walked(desk: Client, page: str, asked: str, way: str = "next") -> list[tuple[str, list[str]]]:
    """Every page from here on: its address, and what stands on it; each is the same when it is loaded again."""
    seen: list[tuple[str, list[str]]] = []
    while asked or not seen:
        answer = desk.get(page + asked)
        rows = [str(row) for row in answer.context["page"].rows]
        assert [str(row) for row in desk.get(page + asked).context["page"].rows] == rows
        seen.append((asked, rows))
        asked = getattr(answer.context["page"], way)
    return seen


def chosen(page: str) -> set[str]:
    """What the filter of a page shows as chosen or typed."""
    form = page[page.index('<form class="staff-filter"') :].split("</form>", maxsplit=1)[0]
    found = re.findall(r'<option value="([^"]*)" selected', form) + re.findall(r'type="date" value="([^"]+)"', form)
    return {html.unescape(each) for each in found}


@pytest.mark.django_db
@pytest.mark.parametrize(("tab", "is_newest_first"), [("dang-mo", False), ("cua-toi", False), ("da-khep", True)])
def test_each_tab_leads_through_all_of_it_once_and_back_and_keeps_its_filter(
    account: BankAccount, tab: str, is_newest_first: bool
) -> None:
    keeper = accountant_of(account.unit)
    mine: dict[str, Any] = {"owner": keeper} if tab != "dang-mo" else {}
    mine |= {"closed_at": at(DAY), "closed_by": keeper, "reason": "x"} if tab == "da-khep" else {}
    Difference.objects.bulk_create(differs(account, f"D{number:03}", **mine) for number in range(MANY))
    other: dict[str, Any] = {"provider": "cash", "account_number": ""}
    Difference.objects.bulk_create(differs(account, f"X{number}", **mine, **other) for number in range(3))
    desk = browser_of(keeper)

    pages = walked(desk, DIFFERENCES, f"?xem={tab}&kenh=bank&tu={DAY}&loai=missing_there")

    assert [len(rows) for _address, rows in pages] == [PAGE_SIZE, PAGE_SIZE, 3]
    everything = [row for _address, rows in pages for row in rows]
    assert everything == sorted(everything, reverse=is_newest_first) and len(set(everything)) == MANY
    back = walked(desk, DIFFERENCES, pages[-1][0], "previous")
    assert [rows for _address, rows in back] == [rows for _address, rows in reversed(pages)]
    last = text_of(desk, DIFFERENCES + pages[-1][0])
    assert chosen(last) >= {"bank", "missing_there", str(DAY)}
    # In what is read, not in addresses: those hold keys, and one of them may be this number.
    assert not re.search(rf"\b{MANY}\b", re.sub(r"<[^>]*>", " ", last)), "nothing is counted"


@pytest.mark.django_db
def test_the_days_lead_on_and_their_files_are_of_the_same_days(account: BankAccount) -> None:
    Reconciliation.objects.bulk_create(
        Reconciliation(provider=provider, unit=account.unit, account_number="", day=DAY - dt.timedelta(days=number))
        for number in range(PAGE_SIZE + 1)
        for provider in ("cash", "card")
    )
    desk = at_the_desk(account.unit)
    since = DAY - dt.timedelta(days=PAGE_SIZE)

    pages = walked(desk, DAYS, f"?kenh=card&tu={since}&den={DAY}")

    assert [len(rows) for _address, rows in pages] == [PAGE_SIZE, 1]
    last = text_of(desk, DAYS + pages[-1][0])
    assert chosen(last) == {"card", str(since), str(DAY)}
    [csv_file] = [html.unescape(each) for each in re.findall(r'href="([^"]+doi-soat\.csv[^"]*)"', last)]
    assert b"".join(desk.get(csv_file)).decode().count("\n") == 1 + PAGE_SIZE + 1, "the file has all pages"


@pytest.mark.django_db
def test_a_day_with_differences_leads_to_just_these(account: BankAccount) -> None:
    Reconciliation.objects.create(provider="cash", unit=account.unit, account_number="", day=DAY, missing_there=1)
    Difference.objects.bulk_create(
        [
            differs(account, "CA-1", provider="cash", account_number=""),
            differs(account, "CA-2", provider="cash", account_number="", day=DAY - dt.timedelta(days=1)),
            differs(account, "SLIP", provider="card", account_number=""),
            differs(account, "FT-1"),
        ]
    )
    desk = at_the_desk(account.unit)
    [link] = re.findall(rf'href="({DIFFERENCES}\?[^"]+)"', text_of(desk, DAYS))
    rows = desk.get(html.unescape(link)).context["page"].rows
    assert [row.reference for row in rows] == ["CA-1"]


@pytest.mark.django_db
def test_each_empty_list_says_why_it_is_empty_and_what_helps(account: BankAccount) -> None:
    desk = at_the_desk(account.unit)
    assert "Chưa đối soát ngày nào" in text_of(desk, DAYS) and "Tải sao kê lên" in text_of(desk, DAYS)
    narrowed = text_of(desk, f"{DAYS}?kenh=card")
    assert "Không có ngày nào khớp" in narrowed and "Bỏ lọc" in narrowed
    for tab in Openness.values:
        page = text_of(desk, f"{DIFFERENCES}?xem={tab}")
        assert "<tbody>" not in page and "Bỏ lọc" not in page
        assert "Bỏ lọc" in text_of(desk, f"{DIFFERENCES}?xem={tab}&loai=differing")


@pytest.mark.django_db
def test_a_difference_is_closed_once_and_by_whom_it_was_stays(account: BankAccount) -> None:
    """Two accountants have the page open: what the second wrote is not lost, and changes nothing."""
    difference = differs(account, "FT-1")
    difference.save()
    page = f"{DIFFERENCES}{difference.pk}/"
    first, second = (accountant_of(account.unit, name) for name in ("Lê Thị Mai", "Trần Văn Bình"))
    browser_of(second).post(f"{page}nhan/")
    assert browser_of(first).get(f"{page}nhan/").status_code == 405

    answers = [
        browser_of(person).post(page, {"reason": reason})
        for person, reason in ((first, "Đã gọi ngân hàng"), (second, "<b>Lần hai</b>"))
    ]

    assert [answer.status_code for answer in answers] == [302, 422]
    assert "Sai lệch này đã khép lại." in answers[1].content.decode()
    difference.refresh_from_db()
    assert (difference.owner, difference.closed_by, difference.reason) == (second, first, "Đã gọi ngân hàng")
    after = text_of(browser_of(second), page)
    assert "Khép lại với lý do này" not in after and "Lê Thị Mai" in after
    taken = browser_of(first).post(f"{page}nhan/", follow=True).content.decode()
    assert "Sai lệch này đã khép lại." in taken
    difference.refresh_from_db()
    assert difference.owner == second


@pytest.mark.django_db
def test_no_other_role_takes_or_closes_a_difference(account: BankAccount) -> None:
    difference = differs(account, "FT-1")
    difference.save()
    page = f"{DIFFERENCES}{difference.pk}/"
    for role in sorted(set(Role.values) - {Role.ACCOUNTANT}):
        person = browser_of(accountant_of(account.unit, role=role))
        answers = person.post(page, {"reason": "x"}), person.post(f"{page}nhan/")
        assert {answer.status_code for answer in answers} == {403}, role
    difference.refresh_from_db()
    assert (difference.owner, difference.closed_at) == (None, None)


@pytest.mark.django_db
def test_every_channel_and_kind_is_read_in_english_too(account: BankAccount) -> None:
    account.unit.name = "Ward"
    account.unit.save()
    keeper = accountant_of(account.unit, "Ta Thi Thuy")
    rows = [
        differs(account, f"{provider}-{kind}", provider=provider, kind=kind, owner=keeper)
        for provider in Provider.values
        for kind in DifferenceKind.values
    ]
    Difference.objects.bulk_create(rows)
    Reconciliation.objects.bulk_create(
        Reconciliation(provider=provider, unit=account.unit, account_number="", day=DAY, missing_here=number % 2)
        for number, provider in enumerate(Provider.values)
    )
    desk = browser_of(keeper)
    desk.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    pages = [DAYS, DIFFERENCES, *(f"{DIFFERENCES}{row.pk}/" for row in Difference.objects.all())]
    found = {page: untranslated(text_of(desk, page)) for page in pages}
    assert {page: words for page, words in found.items() if words} == {}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_nobody_told_is_named_after_who_should_have(language: str) -> None:
    """A till has no statement, nor has the platform: no word of a bank stands at their differences."""
    bank = ("Sao kê", "sao kê") if language == "vi" else ("statement", "Statement")
    with override(language):
        words = {
            (provider, kind): Difference(provider=provider, kind=kind).kind_words
            for provider in Provider.values
            for kind in (DifferenceKind.MISSING_THERE, DifferenceKind.DIFFERING)
        }
    for (provider, _kind), said in words.items():
        assert provider == "bank" or not any(word in said for word in bank), provider
        assert language == "vi" or not VIETNAMESE.search(said)
    assert len({said for (_provider, kind), said in words.items() if kind == "missing_there"}) == len(Provider)


@given(
    st.sampled_from(["", *Provider.values]), st.sampled_from(["", *DifferenceKind.values]),
    st.sampled_from(list(Openness)), st.sampled_from(["", "H29.151", "H29.15.2"]), st.none() | st.dates(),
    st.integers(0, 10**12),
)  # fmt: skip
def test_another_tab_keeps_the_filter_and_begins_at_its_first_page(
    provider: str, kind: str, openness: Openness, unit: str, until: dt.date | None, after: int
) -> None:
    question = Question("0011", provider, unit, None, until, kind, Openness.OPEN, after=after)
    other = dict(part.split("=") for part in question.address(openness=openness).removeprefix("?").split("&"))
    read = Question.read(other)
    assert read == Question("0011", provider, unit, None, until, kind, openness)
    assert not {"sau", "truoc"} & set(other)
