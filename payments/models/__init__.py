"""Orders, the ledger, what providers report, and refunds."""

from payments.models.accounts import BankAccount
from payments.models.checks import NightlyCheck
from payments.models.ledger import LedgerEntry
from payments.models.notices import Notice
from payments.models.order_events import OrderEvent
from payments.models.orders import Order, OrderLine
from payments.models.payments import Payment
from payments.models.receipts import Receipt
from payments.models.refunds import Refund

__all__ = [
    "BankAccount",
    "LedgerEntry",
    "NightlyCheck",
    "Notice",
    "Order",
    "OrderEvent",
    "OrderLine",
    "Payment",
    "Receipt",
    "Refund",
]
