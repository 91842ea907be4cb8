"""Settings of the tests: a database of their own, tasks and mail in the process, quick passwords."""

from __future__ import annotations

import os

from portal.settings.base import *  # noqa: F403
from portal.settings.environment import PORTAL_VAR

DEBUG = False
PORTAL_DEMO = True
ALLOWED_HOSTS = ["*"]
SECRET_KEY = "test-secret-key-that-guards-nothing-but-is-long-enough"  # noqa: S105
FIELD_ENCRYPTION_KEYS = ["dGVzdC1rZXktb2YtMzItYnl0ZXMtZm9yLXRoZS10ZXM="]
BLIND_INDEX_KEY = "test-blind-index-key-that-guards-nothing"
STAFF_SECOND_FACTOR = False
PAYMENT_PLATFORM_PARTNER = "H29"
PAYMENT_PLATFORM_SECRET = "test-secret-shared-with-a-platform-that-is-none"  # noqa: S105
HOTLINE_EXCHANGE_SECRETS = ["test-secret-shared-with-an-exchange-that-is-none"]
HOTLINE_MAIL_SECRETS = ["test-secret-shared-with-a-gateway-that-is-none"]
NATIONAL_INBOUND_SECRETS = ["test-secret-shared-with-a-national-portal-that-is-none"]
RESULTS_DOOR_SECRET = "test-secret-of-which-a-key-for-answers-is-made"  # noqa: S105
SMS_REPORT_SECRETS = ["test-secret-shared-with-an-sms-gateway-that-is-none"]
BANK_NOTICE_SECRETS = ["test-secret-shared-with-a-bank-that-is-none"]

# Browser tests call the site from threads of the live server; a pool would hold on to
# connections of the test database and block its removal.
DATABASES["default"]["OPTIONS"].pop("pool", None)
# What a test commits need not outlive a power cut: no test waits for the disk.
DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off"
# A test's transaction is seen by its own thread only.
OUTBOX_LANES = 1
INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "test",
    }
}
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
MEDIA_ROOT = PORTAL_VAR / "test-files" / os.environ.get("PYTEST_XDIST_WORKER", "main")
