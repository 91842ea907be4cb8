"""How people are reached beside e-mail. Without a gateway nobody gets SMS; without a key no browser gets messages."""

from __future__ import annotations

import re

from django.core.exceptions import ImproperlyConfigured

from portal.settings.environment import address, matching, one_of, secrets, switch, text, whole_number

__all__ = [
    "SMS_BRAND",
    "SMS_GATEWAY_DRIVER",
    "SMS_GATEWAY_TOKEN",
    "SMS_GATEWAY_URL",
    "SMS_MOST_A_DAY",
    "SMS_MOST_PARTS",
    "SMS_MOST_PARTS_A_DAY",
    "SMS_MOST_URGENT_A_DAY",
    "SMS_QUIET_HOURS",
    "SMS_REPORT_SECRETS",
    "SMS_WITH_ACCENTS",
    "WEB_PUSH_CONTACT",
    "WEB_PUSH_KEY",
]

SMS_GATEWAY_URL = address("SMS_GATEWAY_URL", "", "https", "http") if text("SMS_GATEWAY_URL") else ""
SMS_GATEWAY_DRIVER = one_of("SMS_GATEWAY_DRIVER", "JSON", ("JSON",))
SMS_GATEWAY_TOKEN = text("SMS_GATEWAY_TOKEN")
#: The sender that telephones show: a registered name of at most 11 signs (NĐ 91/2020/NĐ-CP, chapter IV).
SMS_BRAND = matching("SMS_BRAND", "DICHVUCONG", r"[A-Za-z0-9_.\- ]{3,11}", "3 to 11 letters, digits, dots or dashes")
#: With Vietnamese letters a part holds 70 signs; without them 160, for the same price.
SMS_WITH_ACCENTS = switch("SMS_WITH_ACCENTS", default=False)
SMS_MOST_PARTS = whole_number("SMS_MOST_PARTS", 2, at_least=1)
SMS_MOST_A_DAY = whole_number("SMS_MOST_A_DAY", 6, at_least=1)
#: The same for what is urgent, such as calls of a duty roster that nobody answers.
SMS_MOST_URGENT_A_DAY = whole_number("SMS_MOST_URGENT_A_DAY", 20, at_least=1)
#: What a day may cost: parts to all numbers together; what is urgent is not held back by it.
SMS_MOST_PARTS_A_DAY = whole_number("SMS_MOST_PARTS_A_DAY", 20_000, at_least=2)
#: From when to when nothing leaves; the default is the night of NĐ 91/2020/NĐ-CP Đ13, which advertisers keep.
SMS_QUIET_HOURS = matching("SMS_QUIET_HOURS", "22-7", r"([01]?\d|2[0-3])-([01]?\d|2[0-3])", "two hours such as 22-7")
#: The gateway signs with it what it tells of arrivals; without one the door is shut.
SMS_REPORT_SECRETS = secrets("SMS_REPORT_SECRETS")

#: Our private key of Web Push (`bin/manage make_web_push_key`), and whom push services may write to.
WEB_PUSH_KEY = text("WEB_PUSH_KEY")
if not re.fullmatch(r"([A-Za-z0-9_-]{43}=?)?", WEB_PUSH_KEY):
    raise ImproperlyConfigured("WEB_PUSH_KEY must be a key as bin/manage make_web_push_key prints it.")
WEB_PUSH_CONTACT = text("WEB_PUSH_CONTACT")
