"""The fees of a case as the page tells them: what is announced, what people really pay, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from portal.ui.speaking import dong
from procedures.cards import say_fee_range
from procedures.choices import WAYS, Channel, FeeKind
from procedures.fee_rules import Due, Line, Offer, Rule, Situation, lines


@dataclass(frozen=True)
class Benefit:
    """A rule that lowers a fee, in words: for whom, when filed how ("" for any way), to how much, why, until when."""

    amount: str
    channel: str
    who: str
    proof: str
    text: str
    basis: str
    last_day: date | None


@dataclass(frozen=True)
class ShownFee:
    """One fee. ``now`` is what everybody pays who files by that channel, "" when it is the announced amount."""

    name: str
    channel: str
    amount: str
    now: str
    is_counted: bool
    basis: str
    note: str
    benefits: list[Benefit]


@dataclass(frozen=True)
class ShownFees:
    """All fees of a case: under the heading of their kind, and in one phrase for the card on top."""

    groups: list[tuple[str, list[ShownFee]]]
    summary: str


def shown_fees(
    dues: Sequence[Due], rules: Sequence[Rule], *, procedure: str, case: str, day: date, channel: str = ""
) -> ShownFees:
    """The fees on a day, of one channel when it is known. Fees that depend on a number are shown for one."""
    base = Situation(day, Channel.ANY, procedure, case)
    told = [(due, _by_channel(due, rules, base, channel)) for due in dues]
    told = [(due, found) for due, found in told if found]
    groups = [
        (str(FeeKind(kind).label), [_shown(due, found, channel) for due, found in told if due.kind == kind])
        for kind in FeeKind.values
        if any(due.kind == kind for due, _found in told)
    ]
    return ShownFees(groups, _summary(told))


def _by_channel(due: Due, rules: Sequence[Rule], base: Situation, channel: str) -> dict[str, Line]:
    """The line of a fee for each way of filing that it is owed for."""
    asked = [channel] if channel else list(WAYS)
    answers = {due.quantity_of: 1} if due.quantity_of else {}
    situations = [Situation(base.day, way, base.procedure, base.case, answers) for way in asked]
    found = [(situation.channel, lines([due], rules, situation)) for situation in situations]
    return {way: those[0] for way, those in found if those}


def _shown(due: Due, found: dict[str, Line], channel: str) -> ShownFee:
    ways = list(found.values())
    same = len({line.owed_dong for line in ways}) == 1
    lowered = same and ways[0].rule is not None
    return ShownFee(
        name=due.name,
        channel="" if due.channel == Channel.ANY and not channel else str(Channel(channel or due.channel).label),
        amount=say_amount(due.amount_dong),
        now=say_amount(ways[0].owed_dong) if lowered else "",
        is_counted=bool(due.quantity_of),
        basis=due.legal_basis,
        note=due.note,
        benefits=_benefits(found),
    )


def _benefits(found: dict[str, Line]) -> list[Benefit]:
    """Rules that won, then those that need proof; one that does the same in every way of filing is told once."""
    offers: dict[tuple[str, int | None], list[tuple[str, Offer]]] = {}
    for proven in (True, False):
        for way, line in found.items():
            won = [Offer(line.rule, line.owed_dong)] if line.rule else []
            for offer in won if proven else line.on_proof:
                offers.setdefault((offer.rule.key, offer.owed_dong), []).append((way, offer))
    return [
        _benefit(ways[0][1], "" if len(ways) == len(found) and offer_is_for_any(ways[0][1]) else _names(ways))
        for ways in offers.values()
    ]


def offer_is_for_any(offer: Offer) -> bool:
    """Whether a rule asks for no way of filing of its own."""
    return offer.rule.channel == Channel.ANY


def _names(ways: list[tuple[str, Offer]]) -> str:
    return ", ".join(str(Channel(way).label) for way, _offer in ways)


def _benefit(offer: Offer, channel: str) -> Benefit:
    rule = offer.rule
    return Benefit(
        amount=say_amount(offer.owed_dong),
        channel=channel,
        who=rule.group_name,
        proof=rule.proof,
        text=rule.text,
        basis=rule.legal_basis,
        last_day=rule.valid_to - timedelta(days=1) if rule.valid_to else None,
    )


def _summary(told: list[tuple[Due, dict[str, Line]]]) -> str:
    """What people pay after the waivers that everybody gets; what only some get is told below."""
    owed = [line.owed_dong for _due, found in told for line in found.values()]
    phrase = say_fee_range(sorted({amount for amount in owed if amount is not None}), None in owed)
    if any(line.on_proof for _due, found in told for line in found.values()):
        return _("%(amount)s; có người được miễn, giảm, xem bên dưới") % {"amount": phrase}
    return phrase


def say_amount(amount_dong: int | None) -> str:
    """An amount, zero too, so that nobody wonders; unknown ones are told where one files."""
    return _("theo thông báo khi tiếp nhận") if amount_dong is None else dong(amount_dong)
