"""Why something about money cannot be done, in words for the person who asked."""

from __future__ import annotations


class PaymentProblem(Exception):
    """The act is not possible; nothing was changed. `field` names the box of a form it belongs to."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class OrderRefused(PaymentProblem):
    """The order cannot be placed so."""


class NotPossibleNow(PaymentProblem):
    """The state of the order, the payment or the refund does not allow it."""
