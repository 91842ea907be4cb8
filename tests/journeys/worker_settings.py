"""Settings of the worker that serves the journeys: the test database, a queue of its own, the tests' mail server."""

from __future__ import annotations

import os

from portal.settings.test import *  # noqa: F403
from portal.settings.test import DATABASES, PORTAL_VAR

DATABASES["default"]["NAME"] = os.environ["JOURNEYS_DATABASE"]
CELERY_TASK_ALWAYS_EAGER = False
CELERY_TASK_DEFAULT_QUEUE = os.environ["JOURNEYS_QUEUE"]
CELERY_BEAT_SCHEDULE_FILENAME = str(PORTAL_VAR / f"beat-{os.environ['JOURNEYS_QUEUE']}")
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = "127.0.0.1", int(os.environ["JOURNEYS_MAIL_PORT"])
