"""Settings of the sandbox: a site of its own in which other systems try their clients (docs/decisions/0036).

A demonstration on a database of its own, for others to reach: nothing leaves it but webhooks, and what it makes can be
told from the real thing. It refuses to start on a database that might be the real one, or with a door to a real peer.
"""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DEBUG", "0")

from portal.settings.development import *  # noqa: F403
from portal.settings.environment import is_of_this_machine

SANDBOX = True
PORTAL_DEMO = True

if "sandbox" not in str(DATABASES["default"]["NAME"]):
    message = (
        "The sandbox works in a database with 'sandbox' in its name (DATABASE_URL), so that it is never the real one."
    )
    raise ImproperlyConfigured(message)

for name in ("NATIONAL_PORTAL_URL", "NATIONAL_SIGN_ON_URL", "PAYMENT_PLATFORM_URL", "TAX_OFFICE_URL"):
    if not is_of_this_machine(str(globals()[name] or "")):
        message = (
            f"{name} must lead to a simulator on this machine, or nowhere: the sandbox tells nobody of what it holds."
        )
        raise ImproperlyConfigured(message)

# Letters of the sandbox would reach people who never filed anything.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
HOTLINE_IMAP_HOST = ""
# Whatever it signs is signed by the demonstration's own authority.
DOCUMENT_SIGNER = "demo"
#: No agency takes in ninety thousand dossiers a day: codes of the sandbox are known by their numbers.
CODE_NUMBERS_AFTER = 90_000
MIDDLEWARE = ["portal.sandboxed.MarkAnswers", *MIDDLEWARE]
