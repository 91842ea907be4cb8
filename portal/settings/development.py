"""Settings of a developer's or a newcomer's machine: what `bin/serve` runs."""

from __future__ import annotations

import sys

import structlog

from portal.settings.base import *  # noqa: F403
from portal.settings.environment import PORTAL_VAR, env, switch, text
from portal.settings.logs import logging_config
from portal.settings.secrets_file import kept
from portal.settings.simulated_keys import simulated_key

DEBUG = switch("DEBUG", default=True)
PORTAL_DEMO = switch("PORTAL_DEMO", default=True)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])

SECRET_KEY = text("SECRET_KEY") or kept(PORTAL_VAR / "secrets", "secret_key")
FIELD_ENCRYPTION_KEYS = env.list("FIELD_ENCRYPTION_KEYS", default=[]) or [
    kept(PORTAL_VAR / "secrets", "field_encryption_key")
]
BLIND_INDEX_KEY = text("BLIND_INDEX_KEY") or kept(PORTAL_VAR / "secrets", "blind_index_key")

# The simulated bank signs with it (`bin/manage simulate_bank`).
BANK_NOTICE_SECRETS = BANK_NOTICE_SECRETS or [kept(PORTAL_VAR / "secrets", "bank_notice_secret")]
# So does the simulated payment platform (`bin/manage simulate_payment_platform`).
PAYMENT_PLATFORM_PARTNER = PAYMENT_PLATFORM_PARTNER or "DEMO"
PAYMENT_PLATFORM_SECRET = PAYMENT_PLATFORM_SECRET or kept(PORTAL_VAR / "secrets", "payment_platform_secret")
PAYMENT_PLATFORM_URL = PAYMENT_PLATFORM_URL or "http://127.0.0.1:8902"

# The simulated national portal asks for them (`bin/manage simulate_national_portal`).
NATIONAL_PORTAL_USERNAME = NATIONAL_PORTAL_USERNAME or "demo"
NATIONAL_PORTAL_PASSWORD = NATIONAL_PORTAL_PASSWORD or kept(PORTAL_VAR / "secrets", "national_portal_password")
NATIONAL_PORTAL_UNIT = NATIONAL_PORTAL_UNIT or "H29"
# It signs with it what people file there.
NATIONAL_INBOUND_SECRETS = NATIONAL_INBOUND_SECRETS or [kept(PORTAL_VAR / "secrets", "national_inbound_secret")]
# Its store of results knows us by this, and signs with a key that is made of it (portal/national/results_store).
RESULTS_STORE_TOKEN = RESULTS_STORE_TOKEN or kept(PORTAL_VAR / "secrets", "results_store_token")
RESULTS_STORE_KEY = RESULTS_STORE_KEY or simulated_key(RESULTS_STORE_TOKEN)
RESULTS_STORE_GIVES = switch("RESULTS_STORE_GIVES", default=PORTAL_DEMO)
# Of this our own key is made, with which we answer agencies that ask for results.
RESULTS_DOOR_SECRET = RESULTS_DOOR_SECRET or kept(PORTAL_VAR / "secrets", "results_door_secret")
# The simulated gateway for text messages signs with it what it tells (`bin/manage simulate_sms_gateway`).
SMS_REPORT_SECRETS = SMS_REPORT_SECRETS or [kept(PORTAL_VAR / "secrets", "sms_report_secret")]
SMS_GATEWAY_TOKEN = SMS_GATEWAY_TOKEN or kept(PORTAL_VAR / "secrets", "sms_gateway_token")
# Any 32 bytes are a key of Web Push.
WEB_PUSH_KEY = WEB_PUSH_KEY or kept(PORTAL_VAR / "secrets", "web_push_key")
WEB_PUSH_CONTACT = WEB_PUSH_CONTACT or "mailto:quan-tri@example.vn"
# The simulated sign-on (`bin/manage simulate_sign_on`) knows the portal by these.
NATIONAL_SIGN_ON_CLIENT = NATIONAL_SIGN_ON_CLIENT or "demo"
NATIONAL_SIGN_ON_SECRET = NATIONAL_SIGN_ON_SECRET or kept(PORTAL_VAR / "secrets", "national_sign_on_secret")
if PORTAL_DEMO:
    # The simulated post office (`bin/manage simulate_post_office`) is on this machine.
    PEERS_INTERNAL_HOSTS = [*PEERS_INTERNAL_HOSTS, "127.0.0.1"]
# Demo people have a password that everybody knows, and no telephone.
STAFF_SECOND_FACTOR = switch("STAFF_SECOND_FACTOR", default=not PORTAL_DEMO)

if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = True

LOGGING = logging_config(structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()))
