"""What must hold of the objects of a payload, whoever wrote it. Every refusal says the reason in Vietnamese.

Stricter than EMVCo where money could go astray (currency, country, a torn template), and no stricter than what banks
and shops in Viet Nam print: longer names than 25 letters, objects in another order, 52, 59 and 60 left out.
"""

from __future__ import annotations

import re

from payments.vietqr import tags
from payments.vietqr.tlv import Item, split

#: EMVCo MPM 1.1, 4.7.3: 13 digits; the đồng has no smaller unit, so no decimal mark.
_AMOUNT = re.compile(r"[0-9]{1,13}")
_BANK = re.compile(r"[0-9]{6}")
#: NAPAS 5.2.3.2: number of an account or card.
LONGEST_ACCOUNT = 19
#: EMVCo MPM 1.1, 3.1: what a QR of this kind may hold at most, the check value (8) included.
LONGEST_PAYLOAD = 512


def check(items: tuple[Item, ...]) -> None:
    """Raises ValueError with the reason when the objects are no payment in đồng in Viet Nam that can be trusted."""
    root = dict(items)
    if len(root) < len(items):
        raise ValueError("Một trường xuất hiện hai lần.")
    _check_letters(items)
    _check_frame(items, root)
    _check_money(root)
    _check_receivers(items)
    for tag in (tags.ADDITIONAL, tags.OTHER_LANGUAGE):
        split(root.get(tag, ""), f"{tag}.")


def _check_letters(items: tuple[Item, ...]) -> None:
    """Printable ASCII; only the template of the other language may hold other letters."""
    for tag, value in items:
        if not value.isprintable() or (not value.isascii() and tag != tags.OTHER_LANGUAGE):
            raise ValueError(f"Trường {tag} có ký tự không được dùng trong mã thanh toán (chỉ chữ không dấu).")


def _check_frame(items: tuple[Item, ...], root: dict[str, str]) -> None:
    if not items or items[0] != (tags.VERSION, tags.VERSION_1):
        raise ValueError("Mã không bắt đầu bằng 000201: không phải mã thanh toán EMVCo.")
    if tags.CRC in root:
        raise ValueError("Mã kiểm tra (trường 63) không đứng cuối.")
    if root.get(tags.INITIATION, "11") not in tags.INITIATIONS:
        raise ValueError(f"Trường 01 là “{root[tags.INITIATION]}”: chỉ có 11 (dùng nhiều lần) hoặc 12 (dùng một lần).")
    length = sum(len(value) + 4 for value in root.values()) + 8
    if length > LONGEST_PAYLOAD:
        raise ValueError(f"Mã dài {length} ký tự, quá {LONGEST_PAYLOAD}.")


def _check_money(root: dict[str, str]) -> None:
    currency, country, amount = root.get(tags.CURRENCY), root.get(tags.COUNTRY), root.get(tags.AMOUNT)
    if currency != tags.DONG:
        raise ValueError(f"Tiền tệ là “{currency or ''}”, không phải đồng Việt Nam (704).")
    if country != tags.VIET_NAM:
        raise ValueError(f"Quốc gia là “{country or ''}”, không phải Việt Nam (VN).")
    if amount is not None and not (_AMOUNT.fullmatch(amount) and int(amount)):
        raise ValueError(f"Số tiền “{amount}” không phải số đồng nguyên lớn hơn 0, tối đa 13 chữ số.")


def _check_receivers(items: tuple[Item, ...]) -> None:
    templates = [item for item in items if int(item.tag) in tags.MERCHANT_TEMPLATES]
    if not templates and not any(int(tag) in tags.CARD_SCHEMES for tag, _ in items):
        raise ValueError("Mã không nêu người nhận tiền.")
    for tag, value in templates:
        _check_template(tag, dict(split(value, f"{tag}.")))


def _check_template(tag: str, template: dict[str, str]) -> None:
    guid = template.get(tags.GUID)
    if guid is None:
        raise ValueError(f"Trường {tag} không nêu tổ chức phát hành (trường {tag}.00).")
    if tag == tags.NAPAS_TEMPLATE and guid != tags.NAPAS_GUID:
        raise ValueError(f"Trường 38 dành cho NAPAS ({tags.NAPAS_GUID}) nhưng ghi “{guid}”.")
    if guid == tags.NAPAS_GUID:
        _check_napas(tag, template)


def _check_napas(tag: str, template: dict[str, str]) -> None:
    service = template.get(tags.SERVICE)
    if service is not None and service not in tags.SERVICES:
        raise ValueError(f"Dịch vụ “{service}” không phải dịch vụ của NAPAS.")
    beneficiary = dict(split(template.get(tags.BENEFICIARY, ""), f"{tag}.01."))
    bank, account = beneficiary.get(tags.BENEFICIARY_BANK, ""), beneficiary.get(tags.BENEFICIARY_ACCOUNT, "")
    if not _BANK.fullmatch(bank):
        raise ValueError(f"Mã ngân hàng “{bank}” không gồm 6 chữ số.")
    if not 0 < len(account) <= LONGEST_ACCOUNT:
        raise ValueError(f"Số tài khoản hoặc số thẻ phải có từ 1 đến {LONGEST_ACCOUNT} ký tự.")
