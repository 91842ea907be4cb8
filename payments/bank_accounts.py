"""The receiving accounts of units: begun from a day, replaced by the next, ended; one that no order used can go again.

An order keeps the account it was placed with, so a change touches later orders only.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from payments.models import BankAccount
from payments.problems import NotPossibleNow, PaymentProblem
from payments.vietqr.banks import bank_of
from portal.accounts.models import User
from units.access import units_of_agency
from units.models import Unit, today_in_vietnam

#: NAPAS: up to nineteen letters and digits; shorter than this none is known.
_NUMBER = re.compile(r"[A-Z0-9]{6,19}")
_TAX_CODE = re.compile(r"[0-9]{10}(-[0-9]{3})?")


@dataclass(frozen=True)
class Details:
    """What identifies an account; the number as typed, with or without spaces."""

    bank_bin: str
    number: str
    holder: str
    tax_code: str = ""


@transaction.atomic
def begin(unit: Unit, details: Details, first_day: dt.date, user: User) -> BankAccount:
    """Let a unit receive into this account from a day on; the one in use until then ends with that day.

    Raises PaymentProblem, with the field, for a bank that takes no VietQR, a malformed number or tax code, a number
    that another agency receives into, a day in the past, and a day on which another account has begun already.
    """
    number = "".join(details.number.split()).upper()
    bank = bank_of(details.bank_bin)
    if bank is None or not bank.takes_vietqr:
        raise PaymentProblem(_("Ngân hàng này không nhận chuyển khoản bằng VietQR."), "bank_bin")
    _require_sound(number, details)
    if first_day < today_in_vietnam():
        raise PaymentProblem(_("Ngày bắt đầu không được trước hôm nay."), "first_day")
    _require_no_other_agency(unit, bank.bin, number, first_day)
    _end_those_before(unit, bank.bin, number, first_day, user)
    try:
        with transaction.atomic():
            return BankAccount.objects.create(
                unit=unit,
                bank_bin=bank.bin,
                bank_name=bank.short_name,
                number=number,
                holder=details.holder.strip(),
                tax_code=details.tax_code.strip(),
                valid_from=first_day,
                entered_by=user,
                entered_at=timezone.now(),
            )
    except IntegrityError as error:
        raise PaymentProblem(_("Đơn vị vừa có tài khoản thu khác trong thời gian này."), "first_day") from error


@transaction.atomic
def end(account: BankAccount, last_day: dt.date, user: User) -> BankAccount:
    """Receive into it no longer after a day. Raises PaymentProblem for a day in the past or before its first."""
    current = BankAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)
    if current.valid_to is not None and current.valid_to <= today_in_vietnam():
        raise NotPossibleNow(_("Tài khoản này đã thôi dùng."))
    if last_day < max(today_in_vietnam(), current.valid_from):
        raise PaymentProblem(_("Ngày cuối không được trước hôm nay và trước ngày bắt đầu."), "last_day")
    if current.valid_to is not None and last_day + dt.timedelta(days=1) >= current.valid_to:
        raise PaymentProblem(_("Tài khoản này đã được định thôi dùng trước ngày đó."), "last_day")
    current.valid_to, current.ended_by = last_day + dt.timedelta(days=1), user
    current.save(update_fields=["valid_to", "ended_by"])
    return current


@transaction.atomic
def take_away(account: BankAccount) -> None:
    """Remove an account that was typed wrongly. Raises NotPossibleNow once an order or a statement names it."""
    try:
        with transaction.atomic():
            BankAccount.objects.select_for_update(of=("self",)).get(pk=account.pk).delete()
    except ProtectedError as error:
        words = _("Đã có khoản thu hoặc sao kê dùng tài khoản này, nên chỉ có thể thôi dùng từ một ngày.")
        raise NotPossibleNow(words) from error


def _require_sound(number: str, details: Details) -> None:
    if not _NUMBER.fullmatch(number):
        raise PaymentProblem(_("Số tài khoản gồm 6 đến 19 chữ số hoặc chữ cái không dấu."), "number")
    if not details.holder.strip():
        raise PaymentProblem(_("Hãy ghi tên chủ tài khoản."), "holder")
    if details.tax_code.strip() and not _TAX_CODE.fullmatch(details.tax_code.strip()):
        raise PaymentProblem(_("Mã số thuế gồm 10 chữ số, có thể thêm gạch nối và 3 chữ số."), "tax_code")


def _require_no_other_agency(unit: Unit, bank_bin: str, number: str, first_day: dt.date) -> None:
    """A number that another agency receives into is a slip, or worse."""
    same = BankAccount.objects.filter(bank_bin=bank_bin, number=number).exclude(valid_to__lte=first_day)
    if same.exclude(unit__in=units_of_agency(unit)).exists():
        raise PaymentProblem(_("Số tài khoản này đang là tài khoản thu của cơ quan khác."), "number")


def _end_those_before(unit: Unit, bank_bin: str, number: str, first_day: dt.date, user: User) -> None:
    """End what the unit receives into on that day; what begins later or on the same day stands in the way."""
    standing = BankAccount.objects.select_for_update(of=("self",)).filter(unit=unit).exclude(valid_to__lte=first_day)
    for account in standing:
        if (account.bank_bin, account.number) == (bank_bin, number):
            raise PaymentProblem(_("Đơn vị đang dùng chính tài khoản này."), "number")
        if account.valid_from >= first_day:
            words = _(
                "Đơn vị đã có tài khoản thu bắt đầu từ ngày %(day)s. Hãy gỡ tài khoản đó trước, hoặc chọn ngày sau."
            )
            raise PaymentProblem(words % {"day": f"{account.valid_from:%d/%m/%Y}"}, "first_day")
        account.valid_to, account.ended_by = first_day, user
        account.save(update_fields=["valid_to", "ended_by"])
