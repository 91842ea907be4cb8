"""Settings of sign-on with the National Public Service Portal, and of what it asks of staff. Off until configured."""

from __future__ import annotations

from urllib.parse import urlsplit

from portal.settings.environment import address, switch, text

__all__ = [
    "NATIONAL_SIGN_ON_ACR",
    "NATIONAL_SIGN_ON_CLIENT",
    "NATIONAL_SIGN_ON_IS_SIMULATED",
    "NATIONAL_SIGN_ON_SECRET",
    "NATIONAL_SIGN_ON_URL",
    "SOCIALACCOUNT_ADAPTER",
    "SOCIALACCOUNT_EMAIL_AUTHENTICATION",
    "SOCIALACCOUNT_STORE_TOKENS",
    "STAFF_SECOND_FACTOR",
    "sign_on_origin",
]

#: The issuer; its document of endpoints is at /.well-known/openid-configuration beneath it.
NATIONAL_SIGN_ON_URL = address("NATIONAL_SIGN_ON_URL", "", "https", "http") if text("NATIONAL_SIGN_ON_URL") else ""
#: Who we are to it, and the secret shared with it.
NATIONAL_SIGN_ON_CLIENT = text("NATIONAL_SIGN_ON_CLIENT")
NATIONAL_SIGN_ON_SECRET = text("NATIONAL_SIGN_ON_SECRET")
#: The level of assurance asked for.
NATIONAL_SIGN_ON_ACR = text("NATIONAL_SIGN_ON_ACR", "LoA1")
#: Set by `bin/serve` in demonstrations: the buttons say so.
NATIONAL_SIGN_ON_IS_SIMULATED = switch("NATIONAL_SIGN_ON_IS_SIMULATED", default=False)

#: Staff set up a second factor before they work. Demonstrations and tests turn it off: their people have none.
STAFF_SECOND_FACTOR = switch("STAFF_SECOND_FACTOR", default=True)

SOCIALACCOUNT_ADAPTER = "portal.accounts.sign_on.social_adapter.SocialAccountAdapter"
# Never: whoever writes another's address into their profile there would walk into the account here.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False


def sign_on_origin() -> list[str]:
    """The origin to which the form "sign out" may lead on, for the content security policy."""
    parts = urlsplit(NATIONAL_SIGN_ON_URL)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []
