"""What the doors of payment providers need: secrets shared with them. Without one the door stays shut."""

from __future__ import annotations

from portal.settings.environment import address, secrets, text

__all__ = [
    "BANK_NOTICE_SECRETS",
    "PAYMENT_PLATFORM_PARTNER",
    "PAYMENT_PLATFORM_SECRET",
    "PAYMENT_PLATFORM_URL",
    "SIMULATED_BANK_URL",
    "TAX_OFFICE_TOKEN",
    "TAX_OFFICE_URL",
]

#: Secrets of banks that tell of money by webhook; a new one stands beside the old one while they are exchanged.
BANK_NOTICE_SECRETS = secrets("BANK_NOTICE_SECRETS")

#: Who we are to the national payment platform, the secret shared with it, and where it listens.
PAYMENT_PLATFORM_PARTNER = text("PAYMENT_PLATFORM_PARTNER")
PAYMENT_PLATFORM_SECRET = next(iter(secrets("PAYMENT_PLATFORM_SECRET")), "")
PAYMENT_PLATFORM_URL = address("PAYMENT_PLATFORM_URL", "", "https", "http") if text("PAYMENT_PLATFORM_URL") else ""

#: Where a demonstration's bank listens; `bin/serve` sets it, a real site has none.
SIMULATED_BANK_URL = text("SIMULATED_BANK_URL")

#: Where the tax office takes summaries of receipts, and the token it gave us. Without an address they wait, to be
#: downloaded and handed in by hand.
TAX_OFFICE_URL = address("TAX_OFFICE_URL", "", "https", "http") if text("TAX_OFFICE_URL") else ""
TAX_OFFICE_TOKEN = text("TAX_OFFICE_TOKEN")
