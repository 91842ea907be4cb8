"""The Celery application: tasks live in each app's `tasks.py`; the broker is Valkey (Redis protocol)."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.signals import celeryd_init
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.development")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.steps["worker"].add(DjangoStructLogInitStep)
app.autodiscover_tasks()


@celeryd_init.connect
def wait_for_the_broker(conf: Any, **_: Any) -> None:
    """Let workers wait on an idle socket; the half-second limit is for pages that publish."""
    conf.broker_transport_options = {
        **conf.broker_transport_options,
        "socket_timeout": None,
        "max_retries": None,
    }
