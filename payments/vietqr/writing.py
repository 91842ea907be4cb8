"""From what is to be paid to the text of the QR."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypedDict, Unpack

from payments.vietqr import tags
from payments.vietqr.payload import Payload
from payments.vietqr.tags import PointOfInitiation
from payments.vietqr.tlv import Item, join

#: NAPAS 5.2.12 and EMVCo MPM 1.1, 4.8.1: each additional value; what is longer, banks cut.
LONGEST_ADDITIONAL = 25
_ACCOUNT = re.compile(r"[0-9A-Za-z]{1,19}")
_CARD = re.compile(r"[0-9]{13,19}")
_ADDITIONAL_TAG = re.compile(r"[0-9]{2}")
_CODES = {name: code for code, name in tags.INITIATIONS.items()}


class Parameters(TypedDict, total=False):
    """What ``encode`` and ``compose`` take; a transfer needs ``bank_bin`` and ``account`` only."""

    bank_bin: str
    account: str
    #: Whole đồng, 1 to 13 digits; without it the payer types it.
    amount: int | str | None
    #: ASCII, at most 25 letters.
    purpose: str
    #: QRIBFTTA (account, the default) or QRIBFTTC (card).
    service: str
    #: Dynamic with an amount, static without, unless said.
    point_of_initiation: PointOfInitiation
    merchant_name: str
    merchant_city: str
    merchant_category: str
    #: Further values of object 62, by name ("bill_number") or by tag ("06").
    additional: Mapping[str, str]
    #: Another maker than NAPAS, then with its shop's number.
    guid: str
    vnpay_merchant: str
    currency: str
    country: str


def encode(payload: Payload | None = None, /, **parameters: Unpack[Parameters]) -> str:
    """The text for the QR of these parameters, or of a payload that was read. Raises ValueError with the reason."""
    if payload is None:
        return compose(**parameters).encode()
    if parameters:
        raise TypeError("encode takes a payload or parameters, not both")
    return payload.encode()


def compose(**parameters: Unpack[Parameters]) -> Payload:
    """The payload of these parameters. Raises ValueError with the reason, TypeError for a name it doesn't know."""
    unknown = set(parameters) - Parameters.__annotations__.keys()
    if unknown:
        raise TypeError(f"encode knows no parameter {', '.join(sorted(unknown))}")
    amount = _amount(parameters.get("amount"))
    initiation = parameters.get("point_of_initiation") or ("dynamic" if amount else "static")
    if initiation not in _CODES:
        raise ValueError(f"point_of_initiation là “{initiation}”: chỉ có static hoặc dynamic.")
    values = [
        (tags.VERSION, tags.VERSION_1),
        (tags.INITIATION, _CODES[initiation]),
        _receiver(parameters),
        (tags.CATEGORY, parameters.get("merchant_category")),
        (tags.CURRENCY, parameters.get("currency", tags.DONG)),
        (tags.AMOUNT, amount),
        (tags.COUNTRY, parameters.get("country", tags.VIET_NAM)),
        (tags.MERCHANT_NAME, parameters.get("merchant_name")),
        (tags.MERCHANT_CITY, parameters.get("merchant_city")),
        (tags.ADDITIONAL, _additional(parameters)),
    ]
    return Payload(tuple(Item(tag, value) for tag, value in values if value))


def _amount(amount: int | str | None) -> str:
    """The digits; anything else is left to the check, which says what is wrong with it."""
    return "" if amount is None else str(amount)


def _receiver(parameters: Parameters) -> tuple[str, str]:
    guid = parameters.get("guid", tags.NAPAS_GUID)
    if guid != tags.NAPAS_GUID:
        merchant = (Item(tags.GUID, guid), Item(tags.BENEFICIARY, parameters.get("vnpay_merchant", "")))
        return tags.OTHER_TEMPLATE, join(merchant)
    service, account = parameters.get("service", tags.TO_ACCOUNT), parameters.get("account", "")
    if not (_CARD if service == tags.TO_CARD else _ACCOUNT).fullmatch(account):
        raise ValueError("Số tài khoản gồm 1 đến 19 chữ và số, số thẻ gồm 13 đến 19 chữ số.")
    bank = Item(tags.BENEFICIARY_BANK, parameters.get("bank_bin", ""))
    beneficiary = join((bank, Item(tags.BENEFICIARY_ACCOUNT, account)))
    template = (Item(tags.GUID, guid), Item(tags.BENEFICIARY, beneficiary), Item(tags.SERVICE, service))
    return tags.NAPAS_TEMPLATE, join(template)


def _additional(parameters: Parameters) -> str:
    """Object 62 in the order of its tags, as banks print it."""
    given = dict(parameters.get("additional", {}))
    purpose = parameters.get("purpose")
    if purpose and given.setdefault("purpose", purpose) != purpose:
        raise ValueError("Nội dung chuyển khoản được nêu hai lần, khác nhau.")
    items = sorted(Item(tags.ADDITIONAL_TAGS.get(name, name), value) for name, value in given.items())
    for tag, value in items:
        if not _ADDITIONAL_TAG.fullmatch(tag):
            raise ValueError(f"Không có trường bổ sung “{tag}”.")
        if len(value) > LONGEST_ADDITIONAL:
            raise ValueError(f"“{value}” dài {len(value)} ký tự, quá {LONGEST_ADDITIONAL}.")
    return join(items)
