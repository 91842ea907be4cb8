"""Rules proved: accountants' pages speak the reader's language, and what people wrote stays text on each of them."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from payments import bank_accounts, matching_desk, refund_following, refunding, statement_files
from payments.bank_accounts import Details
from payments.models import BankAccount, Decision, Payment, Refund, StatementFile
from payments.receiving import receive
from portal.accounts.models import User
from tests.accounts.factories import make_user
from tests.payments.desk import accountant_of, browser_of
from tests.payments.factories import make_account, place, report
from tests.payments.statement_files import table
from units.models import today_in_vietnam

pytestmark = pytest.mark.django_db
HOME = "/can-bo/thu-phi/"
EVIL = "<script>alert(1)</script>"
#: Letters that no English word has; names of people and units are marked as Vietnamese, or plain here.
VIETNAMESE = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
OF_THE_DATA = re.compile(r'<(\w+)[^>]*lang="vi"[^>]*>.*?</\1>|<!--.*?-->', re.DOTALL)


@pytest.fixture
def keeper() -> User:
    return accountant_of(make_account(holder="UBND").unit, "Ta Thi Thuy")


@pytest.fixture
def account(keeper: User) -> BankAccount:
    made = BankAccount.objects.get()
    made.unit.name = "Ward"
    made.unit.save()
    return made


@pytest.fixture
def desk(keeper: User) -> Client:
    return browser_of(keeper)


def everywhere(account: BankAccount, words: str) -> list[str]:
    """A desk full of work, with these words wherever somebody outside writes some; the addresses of its pages."""
    order = place(account, payer_name=words, purpose=words)
    receive(report(order, 70_000, "FT-IN", purpose=words))
    receive(report(None, 30_000, "FT-NONE", purpose=words, account_number=account.number))
    payment = Payment.objects.get(provider_reference="FT-NONE")
    matching_desk.undo(matching_desk.set_aside(payment, words, make_user(full_name="Ke")), make_user(full_name="Ke"))
    asker, head = make_user(full_name="Asker"), make_user(full_name="Head")
    why: dict[str, Any] = {"reason": words, "legal_ground": words}
    sent = refunding.note_sent(refunding.approve(refunding.ask(order, asker, 10_000, **why), head), "OUT-1")
    refund_following.note_failed(sent, words, asker)
    refunding.refuse(refunding.ask(order, asker, 5_000, **why), head, words)
    refunding.ask(order, asker, 1_000, **why)
    line = ("20/11/2026", "FT-LINE", "", "40.000", words)
    file = statement_files.hand_in(account, table(line), f"{words}.csv".replace("/", ""), asker, uuid4())
    statement_files.take_waiting()
    paths = ["", f"khoan-thu/{order.code}/", f"khoan-thu/{order.code}/hoan-tra/", "doi-chieu/"]
    paths += ["doi-chieu/?xem=da-quyet-dinh", f"doi-chieu/{payment.pk}/", f"doi-chieu/{payment.pk}/chia/"]
    paths += [
        f"doi-chieu/{payment.pk}/khong-phai/",
        "hoan-tra/",
        "hoan-tra/?xem=cho-chuyen",
        "hoan-tra/?xem=khong-duyet",
    ]
    paths += [f"hoan-tra/{refund.pk}/" for refund in Refund.objects.all()]
    paths += [f"hoan-tra/{Refund.objects.get(state='approved').pk}/{act}/" for act in ("da-chuyen", "khong-thanh")]
    paths += [f"hoan-tra/{Refund.objects.get(state='asked').pk}/{act}/" for act in ("duyet", "khong-duyet")]
    paths += ["sao-ke/", "sao-ke/tai-len/", f"sao-ke/{file.pk}/", "tai-khoan/", "tai-khoan/them/"]
    paths += [f"tai-khoan/{account.pk}/{act}" for act in ("", "thoi-dung/", "go/")]
    paths += ["doi-soat/", "doi-soat/sai-lech/"]
    return [HOME + path for path in paths]


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def untranslated(text: str) -> list[str]:
    """Vietnamese words of a page that are marked as no data; the currency is named đồng in every language."""
    assert 'lang="en"' in text
    own = OF_THE_DATA.sub("", text[text.index("<main") : text.index("</main")]).replace("đồng", "")
    return [own[max(0, found.start() - 40) : found.end() + 40] for found in VIETNAMESE.finditer(own)]


def test_what_people_wrote_stays_text_on_every_page(account: BankAccount, desk: Client) -> None:
    """Given a payer, a bank and colleagues who write mark-up, no page of the desk runs it."""
    addresses = everywhere(account, EVIL)
    shown = {address: text_of(desk, address) for address in addresses}
    assert [address for address, text in shown.items() if EVIL in text] == []
    assert sum("&lt;script&gt;" in text for text in shown.values()) >= 10, "it is shown, not swallowed"


def test_every_page_speaks_english_to_whoever_reads_english(account: BankAccount, desk: Client) -> None:
    addresses = everywhere(account, "plain")
    desk.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    found = {address: untranslated(text_of(desk, address)) for address in addresses}
    assert {address: words for address, words in found.items() if words} == {}


REFUSALS: list[tuple[str, dict[str, str]]] = [
    ("tai-khoan/them/", {"unit": "x", "bank_bin": "1", "number": "-", "holder": "", "tax_code": "1"}),
    ("doi-chieu/{payment}/", {"code": "NO-SUCH"}),
    ("doi-chieu/{payment}/", {}),
    ("doi-chieu/{payment}/chia/", {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-amount_dong": "x"}),
    ("doi-chieu/{payment}/khong-phai/", {"reason": " "}),
    ("hoan-tra/{refund}/da-chuyen/", {"sent_reference": ""}),
    ("hoan-tra/{refund}/khong-thanh/", {"reason": "came back"}),
    ("hoan-tra/{refund}/da-den/", {}),
    ("khoan-thu/{order}/hoan-tra/", {"amount_dong": "9.999.999", "reason": "x", "legal_ground": "y"}),
    ("sao-ke/tai-len/", {}),
]


def test_every_refusal_speaks_english_too_and_changes_nothing(account: BankAccount, desk: Client) -> None:
    everywhere(account, "plain")
    refund = Refund.objects.get(state="approved")
    names = {"payment": Payment.objects.get(provider_reference="FT-NONE").pk, "refund": refund.pk}
    desk.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    before = list(Refund.objects.order_by("pk").values()), Decision.objects.count(), StatementFile.objects.count()
    for path, sent in REFUSALS:
        answer = desk.post(HOME + path.format(**names, order=refund.order.code), sent)
        text = answer.content.decode()
        assert answer.status_code == 422, path
        assert "govuk-error" in text, path
        assert untranslated(text) == [], path
    after = list(Refund.objects.order_by("pk").values()), Decision.objects.count(), StatementFile.objects.count()
    assert after == before


@pytest.mark.parametrize(
    "path", ["", "doi-chieu/", "hoan-tra/", "sao-ke/", "tai-khoan/", "doi-soat/", "doi-soat/sai-lech/"]
)
def test_a_page_that_nobody_ever_reached_is_the_first_one_or_an_empty_one(desk: Client, path: str) -> None:
    for beyond in ({"after": "0"}, {"after": "99999999999999999999"}, {"before": "-1"}, {"after": "\0", "before": "x"}):
        assert desk.get(HOME + path, beyond).status_code == 200, beyond


def test_no_address_of_the_desk_changes_anything_by_being_opened(account: BankAccount, desk: Client) -> None:
    """Also those that act: a link in a letter, or a browser that looks ahead, decides nothing."""
    addresses = everywhere(account, "plain")
    kept = list(Refund.objects.order_by("pk").values()), list(Decision.objects.values()), account.valid_to
    for address in addresses:
        assert desk.head(address).status_code == 200
        assert desk.get(address).status_code == 200
    account.refresh_from_db()
    assert (list(Refund.objects.order_by("pk").values()), list(Decision.objects.values()), account.valid_to) == kept
    assert {desk.post(HOME + path).status_code for path in ("", "doi-chieu/", "hoan-tra/", "sao-ke/")} == {405}


def test_an_account_that_a_statement_names_is_ended_and_never_removed(
    account: BankAccount, desk: Client, keeper: User
) -> None:
    details = Details("970415", "999900001", "UBND")
    other = bank_accounts.begin(account.unit, details, today_in_vietnam(), keeper)
    statement_files.hand_in(other, table(), "a.csv", keeper, uuid4())
    answer = desk.post(f"{HOME}tai-khoan/{other.pk}/go/")
    assert answer.status_code == 422
    assert "chỉ có thể thôi dùng" in answer.content.decode()
    assert BankAccount.objects.filter(pk=other.pk).exists()
