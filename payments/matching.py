"""Which order a transfer is for. Pure: orders and transfers are values, nothing is booked here.

Certain is only what the payer said himself: the code of one open order, whole and by itself in the words of the
transfer. Amounts never make a match certain (many orders cost the same); they rank what the matching desk is offered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from django.utils.translation import gettext as _

from payments.code_finding import Codes, Found, Standing
from portal.vietnamese import without_accents

#: What a desk can look through; more of the same amount tell nothing.
MOST_SUGGESTIONS = 10
_MOST_WEIGHED = 50
_NAME_WORDS = range(2, 9)
_FOR_CODE = {Standing.CLEAR: 70, Standing.JOINED: 60, Standing.LOOKS_ALIKE: 45, Standing.CUT: 15}
_FOR_LETTER, _FOR_AMOUNT, _FOR_ACCOUNT, _FOR_NAME = 1, 20, 5, 15
#: From here on a suggestion is likely; beneath it is a possibility among others.
_LIKELY = 60


class Transfer(Protocol):
    """What matching reads of a line of a statement or of a bank's notice."""

    @property
    def account(self) -> str: ...  # noqa: D102
    @property
    def amount_dong(self) -> int: ...  # noqa: D102
    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def counterparty(self) -> str: ...  # noqa: D102


class Confidence(StrEnum):
    """How sure a match is; only what is certain may be booked without a person."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"
    NONE = "none"


@dataclass(frozen=True)
class OpenOrder:
    """An order that waits for money: its code, what is still owed, where it should come in, who pays."""

    code: str
    owed_dong: int
    account: str = ""
    payer_name: str = ""


@dataclass(frozen=True)
class Suggestion:
    """An order the transfer may be for, with the reasons in words; the higher the score, the more speaks for it."""

    order: OpenOrder
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """The order, only when it is certain; else what the desk may choose from, the best first."""

    order: OpenOrder | None
    confidence: Confidence
    reasons: tuple[str, ...]
    suggestions: tuple[Suggestion, ...] = ()


class OpenOrders:
    """Open orders made ready for many transfers."""

    def __init__(self, orders: Iterable[OpenOrder]) -> None:
        self.by_code = {order.code: order for order in orders}
        self.codes = Codes(self.by_code)
        self._by_amount: dict[tuple[str, int], list[OpenOrder]] = defaultdict(list)
        self._by_name: dict[tuple[str, int, str], list[OpenOrder]] = defaultdict(list)
        for order in self.by_code.values():
            self._by_amount[order.account, order.owed_dong].append(order)
            self._by_name[order.account, order.owed_dong, _words(order.payer_name)].append(order)

    def of_amount(self, transfer: Transfer) -> list[OpenOrder]:
        """Orders that await just this amount in this account; when they are many, those of the payer named only."""
        kind = (transfer.account, transfer.amount_dong)
        found = self._by_amount.get(kind, [])
        if len(found) <= MOST_SUGGESTIONS:
            return found
        names = dict.fromkeys((*_names(transfer.text), *_names(transfer.counterparty)))
        return [order for name in names for order in self._by_name.get((*kind, name), ())][:_MOST_WEIGHED]


def match(transfer: Transfer, orders: OpenOrders | Iterable[OpenOrder]) -> Match:
    """The order a transfer is for. Pass `OpenOrders` when there are many transfers."""
    if transfer.amount_dong <= 0:
        return Match(None, Confidence.NONE, (_("Giao dịch chuyển tiền ra."),))
    ready = orders if isinstance(orders, OpenOrders) else OpenOrders(orders)
    found = ready.codes.find(transfer.text)
    if certain := _certain(found):
        first = _weigh(transfer, ready.by_code[certain.code], certain)
        return Match(first.order, Confidence.CERTAIN, first.reasons, (first,))
    suggestions = _suggestions(transfer, ready, found)
    if not suggestions:
        return Match(None, Confidence.NONE, (_("Không tìm thấy khoản thu phù hợp."),))
    first = suggestions[0]
    is_alone = len(suggestions) == 1 or suggestions[1].score < first.score
    likely = first.score >= _LIKELY and is_alone
    return Match(None, Confidence.LIKELY if likely else Confidence.POSSIBLE, first.reasons, suggestions)


def certain_code(text: str, codes: Codes) -> str:
    """The one code that the payer named beyond doubt; "" where a person has to look."""
    found = _certain(codes.find(text))
    return found.code if found else ""


def _certain(found: list[Found]) -> Found | None:
    """The one code that stands clear; None when none does or another whole code stands beside it."""
    whole = [one for one in found if one.standing >= Standing.JOINED and not any(other.covers(one) for other in found)]
    return whole[0] if len(whole) == 1 and whole[0].standing == Standing.CLEAR else None


def _suggestions(transfer: Transfer, ready: OpenOrders, found: list[Found]) -> tuple[Suggestion, ...]:
    by_code = {one.code: one for one in found[:_MOST_WEIGHED]}
    orders = [ready.by_code[code] for code in by_code]
    orders += [order for order in ready.of_amount(transfer) if order.code not in by_code]
    ranked = sorted((_weigh(transfer, order, by_code.get(order.code)) for order in orders), key=_rank)
    return tuple(ranked[:MOST_SUGGESTIONS])


def _rank(suggestion: Suggestion) -> tuple[int, str]:
    return -suggestion.score, suggestion.order.code


def _weigh(transfer: Transfer, order: OpenOrder, found: Found | None) -> Suggestion:
    """What speaks for an order, each reason with its weight."""
    weights: list[tuple[int, str]] = []
    if found:
        letters = found.letters * _FOR_LETTER if found.standing == Standing.CUT else 0
        weights.append((_FOR_CODE[found.standing] + letters, _say(found)))
    if order.owed_dong == transfer.amount_dong:
        weights.append((_FOR_AMOUNT, _("Đúng số tiền còn phải nộp.")))
    if order.account and order.account == transfer.account:
        weights.append((_FOR_ACCOUNT, _("Đúng tài khoản thu.")))
    if _is_named(order, transfer):
        weights.append((_FOR_NAME, _("Có họ tên người nộp.")))
    return Suggestion(order, sum(weight for weight, _why in weights), tuple(why for _weight, why in weights))


def _say(found: Found) -> str:
    return {
        Standing.CLEAR: _("Nội dung có đúng mã %(code)s."),
        Standing.JOINED: _("Nội dung có mã %(code)s dính với chữ hoặc số khác."),
        Standing.LOOKS_ALIKE: _("Nội dung có mã giống %(code)s."),
        Standing.CUT: _("Nội dung có một phần mã %(code)s."),
    }[found.standing] % {"code": found.code}


def _is_named(order: OpenOrder, transfer: Transfer) -> bool:
    """Whether the payer's whole name stands in the words of the transfer or is the other side."""
    said = (f" {_words(text)} " for text in (transfer.text, transfer.counterparty))
    return bool(order.payer_name) and any(f" {_words(order.payer_name)} " in text for text in said)


def _names(text: str) -> Iterator[str]:
    """Every run of words that could be somebody's name."""
    words = _words(text).split()
    for length in _NAME_WORDS:
        yield from (" ".join(words[start : start + length]) for start in range(len(words) - length + 1))


def _words(text: str) -> str:
    plain = without_accents(text)
    return " ".join("".join(letter if letter.isalnum() else " " for letter in plain).split())
