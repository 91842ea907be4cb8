"""The rules on fees that this province applies, kept until the catalogue changes; and what a case costs under them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.accounts.models import AssuranceLevel, User
from procedures import page_cache
from procedures.fee_rules import Due, Line, Rule, Situation, lines
from procedures.models import Case, Fee, FeeRule, RuleState

#: People whose electronic identity is of level 2 (VNeID), as sign-in tells (NĐ 69/2024/NĐ-CP).
LEVEL_2 = "vneid-level-2"
#: The groups that one's own sign-in proves, so that nobody hands in a paper for them online.
PROVED_BY_SIGN_IN = frozenset({LEVEL_2})
#: The rules as this process last used them, under the key that names the edition of the catalogue.
_held: dict[str, tuple[Rule, ...]] = {}


def rules() -> tuple[Rule, ...]:
    """All approved rules of this province, of every day.

    From this process's memory while the edition of the catalogue stays, else from the cache, else by one query.
    """
    key = f"fee-rules:{page_cache.edition()}:{settings.PORTAL_PROVINCE}"
    found = _held.get(key)
    if found is None:
        found = page_cache.kept(key, _read)
        _held.clear()
        _held[key] = found
    return found


def _read() -> tuple[Rule, ...]:
    return tuple(rule_of(row) for row in approved().order_by("key"))


def approved() -> QuerySet[FeeRule]:
    """What everybody may know and what counts: the approved rules of this province and of the whole country."""
    return FeeRule.objects.filter(Q(province="") | Q(province=settings.PORTAL_PROVINCE), state=RuleState.APPROVED)


def rule_of(row: FeeRule) -> Rule:
    """A stored rule as the reckoning reads it, whatever its state."""
    return Rule(
        key=row.key,
        text=row.text,
        effect=row.effect,
        valid_from=row.valid_from,
        legal_basis=row.legal_basis,
        valid_to=row.valid_to,
        percent_off=row.percent_off,
        amount_dong=row.amount_dong,
        channel=row.channel,
        fee_codes=tuple(row.fee_codes),
        kinds=tuple(row.kinds),
        procedure_codes=tuple(row.procedure_codes),
        case_keys=tuple(row.case_keys),
        answers=tuple((name, tuple(wanted)) for name, wanted in sorted(row.answers.items())),
        group=row.group,
        group_name=row.group_name,
        proof=row.proof,
    )


def changed() -> None:
    """To be called in the transaction that changes a rule: pages show it once it is committed."""
    transaction.on_commit(lambda: page_cache.forget(()))


def groups_of(user: User | None) -> frozenset[str]:
    """The groups that signing in proves somebody to belong to."""
    if user is None or user.assurance_level < AssuranceLevel.LEVEL_2:
        return frozenset()
    return frozenset({LEVEL_2})


def due_of(fee: Fee) -> Due:
    """A stored fee as the rules read it."""
    return Due(fee.code, fee.name, fee.kind, fee.channel, fee.amount_dong, fee.quantity_of, fee.legal_basis, fee.note)


def lines_for(
    case: Case,
    channel: str,
    *,
    procedure: str,
    answers: dict[str, Any] | None = None,
    groups: Iterable[str] = (),
    day: date | None = None,
    pinned: Iterable[Rule] = (),
) -> list[Line]:
    """What is owed when a case is filed by ``channel`` on a day (today by default), each line with its reason.

    A ``pinned`` rule counts as it reads there, whatever became of it since.
    """
    situation = Situation(
        day=day or timezone.localdate(),
        channel=channel,
        procedure=procedure,
        case=case.key,
        answers=answers or {},
        groups=frozenset(groups),
    )
    kept = {rule.key: rule for rule in pinned}
    known = [*(rule for rule in rules() if rule.key not in kept), *kept.values()]
    return lines([due_of(fee) for fee in case.fees.all()], known, situation)
