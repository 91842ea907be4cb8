"""What a provider reports of one payment, in the words every provider shares. Drivers make it from their messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from payments.vocabulary import CURRENCY, Happening, Provider


@dataclass(frozen=True)
class Reported:
    """One report. Amounts are taken as told, also impossible ones: judging them is the business of `receiving`.

    `provider_reference` is the provider's own and the same every time it speaks of this payment. `order_code` is the
    order it is for, "" where the driver could not tell. `account_number` is where the money came in, "" where the
    provider does not say. `is_authentic` is False when the signature did not fit. `told` is the message as it came.
    """

    provider: Provider
    provider_reference: str
    amount_dong: int
    occurred_at: datetime
    order_code: str = ""
    account_number: str = ""
    purpose: str = ""
    currency: str = CURRENCY
    happening: Happening = Happening.PAID
    is_authentic: bool = True
    told: dict[str, Any] = field(default_factory=dict)
