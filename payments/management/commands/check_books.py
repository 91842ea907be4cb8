"""Prove now that the books agree: `bin/manage check_books`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from payments import nightly_check


class Command(BaseCommand):
    help = "Check that the ledger sums to zero and agrees with orders, payments and refunds."

    def handle(self, *args: Any, **options: Any) -> None:
        check = nightly_check.run()
        if check.problems:
            told = "; ".join(f"{found['rule']}: {found['count']}" for found in check.problems)
            raise CommandError(f"The books disagree. {told}. See the latest NightlyCheck for the first subjects.")
        self.stdout.write(f"The books agree: {check.transactions} transactions, {check.orders} orders.")
