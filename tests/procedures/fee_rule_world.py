"""Rules on fees for tests: a procedure with a fee, drafts by a department, and a way to each state."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from procedures.choices import FeeEffect
from procedures.fee_desk import deciding
from procedures.models import FeeRule, ProcedureVersion
from procedures.publishing import publish
from tests.procedures.deciding_world import Deciders
from tests.procedures.factories import FeeFactory, ProcedureFactory, draft

CODE = "1.001193"
FEE = "LP-HT"


def tomorrow(days: int = 1) -> date:
    """A day to come."""
    return timezone.localdate() + timedelta(days=days)


def with_fee(code: str = CODE, amount_dong: int | None = 8000, **fee: Any) -> ProcedureVersion:
    """A procedure in force whose one fee has a code that rules can name."""
    made = draft(procedure=ProcedureFactory(code=code))
    case = made.cases.get()
    case.fees.all().delete()
    FeeFactory(case=case, **{"code": FEE, "amount_dong": amount_dong, **fee})
    publish([made], valid_from=date(2026, 1, 1))
    return made


def content(**values: Any) -> dict[str, Any]:
    """What a rule says: everybody is exempt from tomorrow on."""
    return {
        "text": "Miễn lệ phí hộ tịch cho mọi người.",
        "legal_basis": "Nghị quyết 9/2026/NQ-HĐND",
        "effect": FeeEffect.EXEMPT,
        "fee_codes": [FEE],
        "valid_from": tomorrow(),
        **values,
    }


def drafted(people: Deciders, **values: Any) -> FeeRule:
    """A draft of the department."""
    return deciding.create(people.drafter, content(**values), key=uuid4())


def waiting(people: Deciders, **values: Any) -> FeeRule:
    """A rule that waits for an approval."""
    return deciding.submit(drafted(people, **values), people.drafter)


def approved(people: Deciders, **values: Any) -> FeeRule:
    """A rule approved for a day to come."""
    return deciding.approve(waiting(people, **values), people.checker)


def in_force(**values: Any) -> FeeRule:
    """A rule of the starter, in force since 2026-01-01."""
    return FeeRule.objects.create(**{"key": "starter", **content(valid_from=date(2026, 1, 1)), **values})


def end_proposed(people: Deciders, rule: FeeRule, last_day: date | None = None) -> FeeRule:
    """A rule whose end somebody proposes."""
    return deciding.propose_end(rule, people.drafter, last_day or tomorrow(9), "Nghị quyết 10/2026 bãi bỏ")
