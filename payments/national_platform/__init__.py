"""Messages of the national payment platform (version 1.0.6): written, signed, checked and read; nothing is sent here.

Which field says what, and where it comes from, stands in docs/payments-platform.md.
"""

from __future__ import annotations

from payments.national_platform.asking import Due, Partner, Payer, Paying, Service, ask_receipt, ask_state, init
from payments.national_platform.checksum import checksum, is_checksum
from payments.national_platform.telling import (
    Told,
    acknowledge,
    read_notice,
    read_receipt,
    read_state,
    signed_notice,
    signed_receipt,
)
from payments.national_platform.words import State

__all__ = [
    "Due",
    "Partner",
    "Payer",
    "Paying",
    "Service",
    "State",
    "Told",
    "acknowledge",
    "ask_receipt",
    "ask_state",
    "checksum",
    "init",
    "is_checksum",
    "read_notice",
    "read_receipt",
    "read_state",
    "signed_notice",
    "signed_receipt",
]
