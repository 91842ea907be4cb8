"""Settings of logs: one event a line, without personal data (no IP, no names, no query strings)."""

from __future__ import annotations

import logging
from typing import Any

import structlog

from portal.settings.environment import one_of

LOG_LEVEL = one_of("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"))
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = None
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG


class RouteOnly(logging.Filter):
    """Puts the route in place of the path in Django's own lines ("Not Found: …"): paths carry codes and names."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the line, and let it pass."""
        if hasattr(record, "request") and isinstance(record.args, tuple):
            match = getattr(record.request, "resolver_match", None)
            route = f"/{match.route}" if match else "(no route)"
            record.args = tuple(
                route if isinstance(part, str) and part.startswith("/") else part for part in record.args
            )
        return True


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]

structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_SHARED,
        structlog.processors.StackInfoRenderer(),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)


def logging_config(renderer: Any) -> dict[str, Any]:
    """Build Django's LOGGING with every line rendered by `renderer` (JSON or for the eye)."""
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": _SHARED,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            renderer,
        ],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "filters": {"route only": {"()": RouteOnly}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["route only"]},
        },
        "root": {"handlers": ["console"], "level": LOG_LEVEL},
        "loggers": {
            "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
            "fontTools": {"level": "ERROR"},
            "weasyprint": {"level": "ERROR"},
        },
    }


LOGGING = logging_config(structlog.processors.JSONRenderer(ensure_ascii=False))
