"""What stands above the titles: whose account it is, and in which money."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from payments.statements.lines import Unreadable
from payments.statements.titles import Rows
from portal.vietnamese import without_accents

_ACCOUNT = re.compile(r"(?:so tai khoan|account (?:number|no))\D{0,40}(\d{6,19})")
_MONEY = re.compile(r"(?:loai tien|currency)[^a-z0-9]{0,20}([a-z]{3})\b")


def own_account(letterhead: Rows, account: str) -> str:
    """The account of the statement: the one asked for, else the one named. Raises Unreadable if they differ.

    Also for a statement in other money than đồng.
    """
    words = " | ".join(without_accents(str(cell)) for row in letterhead for cell in row if cell not in ("", None))
    for money in _MONEY.findall(words):
        refuse_other_money(money)
    named = _ACCOUNT.findall(words)
    if named:
        refuse_other_account(named, account)
    return account or next(iter(named), "")


def refuse_other_money(currency: str) -> None:
    """Raises Unreadable unless the code of the money is VND."""
    if currency.upper() != "VND":
        raise Unreadable(_("Sao kê bằng %(currency)s, không phải đồng Việt Nam.") % {"currency": currency.upper()})


def refuse_other_account(named: list[str], account: str) -> None:
    """Raises Unreadable when an account is asked for and the statement names others only."""
    if account and account not in named:
        told = {"named": ", ".join(named), "account": account}
        raise Unreadable(_("Sao kê của tài khoản %(named)s, không phải %(account)s.") % told)
