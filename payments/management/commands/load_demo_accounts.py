"""Invented bank accounts for a demonstration: `bin/manage load_demo_accounts`."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from payments.models import BankAccount
from portal.vietnamese import without_accents
from units.models import AGENCY_KINDS, Unit

#: Vietcombank's BIN; the numbers begin as no account of theirs does.
_BIN, _BANK = "970436", "Vietcombank (mô phỏng)"


class Command(BaseCommand):
    """Every agency gets an account of its own; those that have one keep it."""

    help = "Give every agency an invented bank account. Demonstrations only."

    def handle(self, **options: object) -> None:
        if not settings.PORTAL_DEMO:
            raise CommandError("load_demo_accounts runs in demonstrations only (PORTAL_DEMO).")
        has_one = BankAccount.objects.current().values("unit")
        without = Unit.objects.current().filter(kind__in=AGENCY_KINDS).exclude(pk__in=has_one)
        made = BankAccount.objects.bulk_create(_account(unit) for unit in without)
        self.stdout.write(f"{len(made)} demo accounts")


def _account(unit: Unit) -> BankAccount:
    return BankAccount(
        unit=unit,
        bank_bin=_BIN,
        bank_name=_BANK,
        number=f"999000{unit.pk:07}",
        holder=without_accents(unit.name).upper()[:100],
        valid_from=unit.valid_from,
    )
