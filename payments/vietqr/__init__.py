"""VietQR (NAPAS 247): the text inside a payment QR, written and read; nothing of orders, pictures or money.

``encode(bank_bin=…, account=…, amount=…, purpose=…)`` gives the text, ``decode(text)`` a :class:`Payload` or ValueError
with the reason in the reader's words. Sources: EMVCo Merchant-Presented Mode 1.1; NAPAS QR Switching part IV, 1.5.2.
"""

from __future__ import annotations

from payments.vietqr.banks import Bank, bank_of
from payments.vietqr.payload import Payload
from payments.vietqr.reading import decode
from payments.vietqr.writing import Parameters, compose, encode

__all__ = ["Bank", "Parameters", "Payload", "bank_of", "compose", "decode", "encode"]
