"""Orders, the ledger, what providers report, statements, reconciliation, refunds, and shifts."""

from payments.models.accounts import BankAccount
from payments.models.api_readers import ApiReader
from payments.models.attempts import PlatformAttempt
from payments.models.checks import NightlyCheck
from payments.models.decisions import Decision
from payments.models.ledger import LedgerEntry
from payments.models.notices import Notice
from payments.models.order_events import OrderEvent
from payments.models.orders import Order, OrderLine
from payments.models.payments import Payment
from payments.models.platform_receipts import PlatformReceipt
from payments.models.receipts import Receipt
from payments.models.reconciling import Difference, Reconciliation
from payments.models.refunds import FailedTransfer, Refund
from payments.models.reversals import Reversal
from payments.models.shifts import Shift, ShiftEntry
from payments.models.statements import StatedLine, StatementFile
from payments.models.tax_summaries import SummaryEntry, TaxSummary

__all__ = [
    "ApiReader",
    "BankAccount",
    "Decision",
    "Difference",
    "FailedTransfer",
    "LedgerEntry",
    "NightlyCheck",
    "Notice",
    "Order",
    "OrderEvent",
    "OrderLine",
    "Payment",
    "PlatformAttempt",
    "PlatformReceipt",
    "Receipt",
    "Reconciliation",
    "Refund",
    "Reversal",
    "Shift",
    "ShiftEntry",
    "StatedLine",
    "StatementFile",
    "SummaryEntry",
    "TaxSummary",
]
