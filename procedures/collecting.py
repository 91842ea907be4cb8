"""When the fees of a case are collected: the dated setting that fits, or the default.

Default: before receipt, ten working days to pay, given back while the dossier was not received. A fee is owed for a
service rendered (Luật Phí và lệ phí 97/2015/QH13 Đ3), and none was rendered then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from procedures.choices import Channel, CollectionMoment, GivingBack
from procedures.models import CollectionRule


@dataclass(frozen=True)
class Collecting:
    """When fees are due, how many working days the payer has, and until when they are given back on which ground."""

    moment: CollectionMoment = CollectionMoment.BEFORE_RECEIPT
    working_days: int = 10
    gives_back: GivingBack = GivingBack.UNTIL_RECEIVED
    legal_basis: str = "Luật Phí và lệ phí số 97/2015/QH13, Điều 3"


def collecting_of(procedure: str, case: str, channel: str, day: date) -> Collecting:
    """How a case filed by `channel` on a day collects its fees; the setting that names most counts. One query."""
    fitting = CollectionRule.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day),
        valid_from__lte=day,
        procedure_code__in=("", procedure),
        case_key__in=("", case),
        channel__in=(Channel.ANY, channel),
    )
    best = max(fitting, key=_says, default=None)
    if best is None:
        return Collecting()
    return Collecting(CollectionMoment(best.moment), best.working_days, GivingBack(best.gives_back), best.legal_basis)


def _says(rule: CollectionRule) -> tuple[bool, bool, bool]:
    """A case says more than a procedure, a procedure more than a channel."""
    return bool(rule.case_key), bool(rule.procedure_code), rule.channel != Channel.ANY
