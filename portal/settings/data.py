"""Settings of what keeps state: PostgreSQL, Valkey (cache and task broker), files."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from portal.settings.environment import PORTAL_VAR, address, env, text, whole_number

DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url_config(
        address("DATABASE_URL", "postgresql://postgres@localhost/portal", "postgresql", "postgres")
    )
}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"].setdefault("OPTIONS", {})
# Only what `portal.prepared` asks is prepared, and from its first use; statements of the ORM never are.
DATABASES["default"]["OPTIONS"]["prepare_threshold"] = 0
DATABASES["default"]["OPTIONS"]["pool"] = {
    "min_size": whole_number("DATABASE_POOL_MIN", 1),
    "max_size": whole_number("DATABASE_POOL_MAX", 12, at_least=max(1, whole_number("DATABASE_POOL_MIN", 1))),
    "timeout": 10,
}
# Messages that one process of the worker sends side by side; each needs a connection of the pool while it leaves.
OUTBOX_LANES = max(1, min(whole_number("OUTBOX_LANES", 8, at_least=1), whole_number("DATABASE_POOL_MAX", 12) - 2))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = address("REDIS_URL", "redis://127.0.0.1:6379/0", "redis", "rediss", "unix")


def broker_url(redis_url: str) -> str:
    """Say a Redis address the way Celery wants it: Unix sockets have a scheme of their own."""
    parts = urlsplit(redis_url)
    return f"redis+socket://{parts.path}" if parts.scheme == "unix" else redis_url


CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "portal.caching.FailOpenRedisCache",
        "LOCATION": REDIS_URL,
        "TIMEOUT": 300,
        "KEY_PREFIX": "portal",
        "OPTIONS": {"socket_connect_timeout": 0.3, "socket_timeout": 0.5},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

CELERY_BROKER_URL = broker_url(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_TIMEOUT = 0.5
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# Publishing must never slow a page: portal/celery.py lifts socket_timeout in the workers.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 1800,
    "socket_connect_timeout": 0.3,
    "socket_timeout": 0.5,
    "max_retries": 0,
}
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"
CELERY_BEAT_SCHEDULE_FILENAME = str(PORTAL_VAR / "beat-schedule")

MEDIA_ROOT = PORTAL_VAR / "files"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if text("S3_BUCKET"):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": text("S3_BUCKET"),
            "endpoint_url": text("S3_ENDPOINT_URL") or None,
            "default_acl": "private",
            "file_overwrite": False,
        },
    }
