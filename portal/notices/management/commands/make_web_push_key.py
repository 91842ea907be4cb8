"""A key of Web Push: `bin/manage make_web_push_key`, once, into WEB_PUSH_KEY."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management.base import BaseCommand

from portal.notices.push.encryption import CURVE, to_base64url

_BYTES = 32


class Command(BaseCommand):
    """Prints a fresh private key; whoever changes it loses every browser that asked for messages."""

    help = "Print a fresh private key for WEB_PUSH_KEY. Keep it: browsers know the portal by it."

    def handle(self, **options: object) -> None:
        number = ec.generate_private_key(CURVE).private_numbers().private_value
        self.stdout.write(to_base64url(number.to_bytes(_BYTES, "big")))
