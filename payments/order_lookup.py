"""Which order the words of one transfer name, asked from the database. Many transfers at once: see `matching`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.db.models import Q

from payments.code_finding import Codes
from payments.matching import certain_code
from payments.models import BankAccount, Order

_LONGEST_CODE = 25
_RUN = re.compile(r"[A-Z0-9.-]+")
_PART = re.compile(r"[A-Z0-9]+")
#: A code has no more parts between dots and dashes than this.
_MOST_PARTS = 8
#: So many parts of one text are looked up: no purpose of a real transfer has more.
_MOST_SPANS = 400
#: Orders of one account that are looked through when a bank changed a code's signs, the newest first.
_MOST_ORDERS = 5_000


def code_told(text: str, account: str) -> str:
    """The code of the one order that the text names beyond doubt; "" when a person has to look.

    First the codes that stand in the text letter by letter, whatever became of their orders (money for a cancelled
    order must find it); then, for codes that lost their signs, those that await money in this account.
    """
    spans = list(_spans(text.upper()))[:_MOST_SPANS]
    known = Order.objects.filter(code__in=spans).values_list("code", flat=True) if spans else ()
    verbatim = certain_code(text, Codes(known))
    if verbatim:
        return verbatim
    # By their keys, so that each side of the OR has its index.
    known_as = list(BankAccount.objects.filter(number=account).values_list("pk", flat=True))
    into = Q(account__in=known_as) | Q(former_account__in=known_as)
    awaiting = Order.objects.awaiting().filter(into).order_by("-placed_at", "-id")
    return certain_code(text, Codes(awaiting.values_list("code", flat=True)[:_MOST_ORDERS]))


def _spans(text: str) -> Iterator[str]:
    """Every stretch of the text between its signs that could be a code."""
    for run in _RUN.finditer(text):
        parts = list(_PART.finditer(run[0]))
        for first in range(len(parts)):
            for last in range(first, min(first + _MOST_PARTS, len(parts))):
                span = run[0][parts[first].start() : parts[last].end()]
                if len(span) <= _LONGEST_CODE:
                    yield span
