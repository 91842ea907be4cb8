"""The few facts that a card shows: who handles it, how long, how much, online or not.

Stored with the search entry as plain facts and put into words when shown, so both languages work.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.ui.speaking import dong, language
from procedures import fee_rule_book
from procedures.choices import WAYS, Channel, OnlineLevel, TimeUnit
from procedures.fee_rules import Due, Situation, lines
from procedures.models import Case, Fee, ProcedureVersion, SearchEntry, TimeLimit


@dataclass(frozen=True)
class Card:
    """One search result in the reader's words."""

    code: str
    name: str
    agency: str
    time: str
    fee: str
    online: str
    is_online: bool


def card_of(version: ProcedureVersion) -> dict[str, Any]:
    """The facts of a version's first case, and of the range of fees over all its cases."""
    cases = list(version.cases.all())
    limits = [limit for case in cases[:1] if (limit := shortest_limit(case))]
    return {
        "code": version.procedure.code,
        "agency": version.executing_agency,
        "limit": _limit_facts(limits[0]) if limits else None,
        "dues": [_due_facts(case, fee) for case in cases for fee in case.fees.all()],
    }


def _due_facts(case: Case, fee: Fee) -> list[Any]:
    """What the rules on fees ask of a fee; the same order in `_owed`."""
    return [case.key, fee.code, fee.kind, fee.channel, fee.amount_dong]


def shortest_limit(case: Case) -> TimeLimit | None:
    """The limit to name first: that of online filing, else whichever is stated."""
    return case.time_limit(Channel.ONLINE) or next(iter(case.time_limits.all()), None)


def _limit_facts(limit: TimeLimit) -> dict[str, Any]:
    return {
        "amount": str(limit.amount),
        "unit": limit.unit,
        "same_day": limit.same_day_before_15,
    }


def shown_card(entry: SearchEntry) -> Card:
    """An entry's card in the active language."""
    facts = entry.card
    limit = facts.get("limit")
    return Card(
        code=str(facts["code"]),
        name=entry.name,
        agency=facts.get("agency") or _("Cơ quan theo phân công của Ủy ban nhân dân"),
        time=say_limit(Decimal(limit["amount"]), limit["unit"], limit["same_day"])
        if limit
        else _("Theo thông báo khi tiếp nhận"),
        fee=_say_fees(facts),
        online=str(OnlineLevel(entry.online_level).label),
        is_online=entry.online_level != OnlineLevel.NONE,
    )


def _say_fees(facts: dict[str, Any]) -> str:
    """What is really to pay today, over all cases and ways of filing, by the rules that hold for everybody."""
    if "dues" not in facts:  # written by an earlier release; the next publication of the procedure writes it anew
        return say_fee_range(facts.get("fees", []), bool(facts.get("fee_in_text")))
    amounts = {amount for due in facts["dues"] for amount in _owed(str(facts["code"]), *due)}
    return say_fee_range(sorted(amount for amount in amounts if amount is not None), None in amounts)


def _owed(procedure: str, case: str, code: str, kind: str, channel: str, amount_dong: int | None) -> set[int | None]:
    """What a fee comes to for one, by each way of filing that it is owed for."""
    day, rules = timezone.localdate(), fee_rule_book.rules()
    due = Due(code, "", kind, channel, amount_dong)
    ways = WAYS if channel == Channel.ANY else (channel,)
    return {line.owed_dong for way in ways for line in lines([due], rules, Situation(day, way, procedure, case))}


def say_limit(amount: Decimal, unit: str, same_day: bool) -> str:
    """A time limit as people say it: "Trong ngày", "3 ngày làm việc"."""
    if same_day:
        return _("Trong ngày; nhận sau 15 giờ thì ngày làm việc tiếp theo")
    number = f"{amount.normalize():f}"
    number = number if language() == "en" else number.replace(".", ",")
    count = int(amount) if amount == int(amount) else 2
    sayings = {
        TimeUnit.WORKING_DAY: ngettext("%(number)s ngày làm việc", "%(number)s ngày làm việc", count),
        TimeUnit.DAY: ngettext("%(number)s ngày", "%(number)s ngày", count),
        TimeUnit.WORKING_HOUR: ngettext("%(number)s giờ làm việc", "%(number)s giờ làm việc", count),
        TimeUnit.MONTH: ngettext("%(number)s tháng", "%(number)s tháng", count),
    }
    return sayings[TimeUnit(unit)] % {"number": number}


def say_fee_range(amounts: list[int], is_in_text: bool) -> str:
    """The money in one phrase; "by the text" when an amount is not a plain number."""
    if not amounts:
        return _("Theo quy định, xem chi tiết") if is_in_text else _("Không mất phí")
    if amounts[-1] == 0:
        return _("Có thể phải nộp phí, xem chi tiết") if is_in_text else _("Không mất phí")
    if len(amounts) == 1:
        return dong(amounts[0])
    if amounts[0] == 0:
        return _("Miễn phí hoặc đến %(most)s") % {"most": dong(amounts[-1])}
    told = {"least": dong(amounts[0]), "most": dong(amounts[-1])}
    return _("Từ %(least)s đến %(most)s") % told


def say_fee(fee: Fee) -> str:
    """One fee's amount in words."""
    if fee.amount_dong is None:
        return _("Theo quy định")
    return dong(fee.amount_dong) if fee.amount_dong else _("Không thu")
