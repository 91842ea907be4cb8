"""The benchmark of reconciling finds what was left out, its reference finds the same, and nothing of it stays."""

from __future__ import annotations

import pytest

from benchmarks import reconcile
from payments.models import BankAccount, Difference, Payment
from tests.accounts.factories import make_user
from tests.units.factories import CommuneCommitteeFactory

pytestmark = pytest.mark.django_db


def test_a_small_run_finds_what_is_missing_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"LINES": 40, "NEW": 4, "GONE": 3}.items():
        monkeypatch.setattr(reconcile, name, value)
    make_user()
    CommuneCommitteeFactory.create()

    plain, whole, found = reconcile.run()

    assert (found.value, plain.unit, whole.unit) == (3, "s", "s")
    assert whole.reference == reconcile.REFERENCE
    assert not (Payment.objects.exists() or Difference.objects.exists() or BankAccount.objects.exists())
