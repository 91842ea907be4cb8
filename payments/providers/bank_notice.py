"""A bank's notice that money came in: one JSON object, signed. Other banks' forms get a reader like `read` each."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from payments.order_lookup import code_told
from payments.reported import Reported
from payments.vocabulary import Provider

_LONGEST = {"transaction": 100, "account": 30, "currency": 3, "text": 500, "counterparty": 200, "occurred_at": 40}
_NEEDED = ("transaction", "account", "currency", "occurred_at")


class Unreadable(ValueError):
    """The message is no notice; the reason names the field."""


@dataclass(frozen=True)
class BankNotice:
    """What a bank says of one transfer that came in; the amount as told, also an impossible one."""

    transaction: str
    account: str
    amount_dong: int
    currency: str
    occurred_at: dt.datetime
    text: str
    counterparty: str


def write(notice: BankNotice) -> bytes:
    """The body of a notice; also how the simulated bank says it."""
    data = {
        "transaction": notice.transaction,
        "account": notice.account,
        "amount": notice.amount_dong,
        "currency": notice.currency,
        "occurred_at": notice.occurred_at.isoformat(),
        "text": notice.text,
        "counterparty": notice.counterparty,
    }
    return json.dumps({"type": "bank.credit", "data": data}, ensure_ascii=False).encode()


def read(body: bytes) -> BankNotice:
    """What a body says. Raises Unreadable for what is no notice of a credit."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable("the body is not JSON") from error
    if (
        not isinstance(message, dict)
        or message.get("type") != "bank.credit"
        or not isinstance(message.get("data"), dict)
    ):
        raise Unreadable("type is not bank.credit, or data is missing")
    data = message["data"]
    told = {name: _text(data, name) for name in _LONGEST}
    return BankNotice(
        transaction=told["transaction"],
        account=told["account"],
        amount_dong=_amount(data.get("amount")),
        currency=told["currency"],
        occurred_at=_moment(told["occurred_at"]),
        text=told["text"],
        counterparty=told["counterparty"],
    )


def reported(notice: BankNotice, *, is_authentic: bool, names_order: bool = True) -> Reported:
    """The notice in the words every provider shares, with the order that its text names where that is asked."""
    return Reported(
        provider=Provider.BANK,
        provider_reference=notice.transaction,
        amount_dong=notice.amount_dong,
        occurred_at=notice.occurred_at,
        order_code=code_told(notice.text, notice.account) if names_order else "",
        account_number=notice.account,
        purpose=notice.text,
        currency=notice.currency,
        is_authentic=is_authentic,
        told={"counterparty": notice.counterparty},
    )


def _text(data: dict[str, Any], name: str) -> str:
    value = data.get(name, "")
    if not isinstance(value, str) or "\0" in value:
        raise Unreadable(f"{name} is not text")
    text = value.strip()
    if len(text) > _LONGEST[name]:
        raise Unreadable(f"{name} is longer than {_LONGEST[name]} letters")
    if not text and name in _NEEDED:
        raise Unreadable(f"{name} is missing")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Unreadable(f"{name} is not text") from error
    return text


def _amount(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Unreadable("amount is not in whole đồng")
    return value


def _moment(text: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise Unreadable("occurred_at is not a moment of ISO 8601") from error
    if moment.tzinfo is None:
        raise Unreadable("occurred_at has no zone")
    try:
        return moment.astimezone(dt.UTC)
    except OverflowError as error:
        raise Unreadable("occurred_at is outside of the years 1 to 9999") from error
