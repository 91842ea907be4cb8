"""Units that are paid into their agency's account, as long as they have none of their own.

An agency is one budget unit with one tax code and often one account at the Treasury or a bank; its divisions and its
centre collect into it. Another agency's account is never used, whoever stands above it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from payments.models import BankAccount
from units.access import units_of_agency
from units.models import Unit, ValidityQuerySet


@dataclass(frozen=True)
class Sharing:
    """A unit without an account of its own, and its agency's; None where the agency has none either."""

    unit: Unit
    account: BankAccount | None


def receiving_account(unit: Unit) -> BankAccount | None:
    """The account into which a unit is paid today: its own, else its agency's; None where neither has one."""
    accounts = BankAccount.objects.current()
    own = accounts.filter(unit=unit).first()
    agency = unit.agency
    if own is not None or agency.pk == unit.pk:
        return own
    return accounts.filter(unit=agency).first()


def sharing(units: ValidityQuerySet[Unit]) -> list[Sharing]:
    """Those of the units that have no account of their own today, each with what it is paid into; two queries."""
    without = list(units.filter(~_has_own()).select_related("parent__parent__parent"))
    accounts = BankAccount.objects.current().filter(unit__in={unit.agency.pk for unit in without})
    by_agency = {account.unit_id: account for account in accounts}
    return [Sharing(unit, by_agency.get(unit.agency.pk)) for unit in without]


def units_sharing(account: BankAccount) -> list[Unit]:
    """The units that are paid into this account although it is their agency's; none for a unit's own account."""
    if account.unit.agency.pk != account.unit_id:
        return []
    parts = Unit.objects.current().filter(pk__in=units_of_agency(account.unit)).exclude(pk=account.unit_id)
    return list(parts.filter(~_has_own()).order_by("code"))


def _has_own() -> Exists:
    return Exists(BankAccount.objects.current().filter(unit=OuterRef("pk")))
