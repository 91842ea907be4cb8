"""The settings this app reads, in one place, with their defaults and units."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from django.conf import settings

#: One piece of a resumable upload: held in memory while it is sealed.
MAX_PIECE_BYTES = 8 * 1024 * 1024


def max_bytes() -> int:
    """Largest accepted file in bytes (UPLOAD_MAX_BYTES, default 30 MiB)."""
    return cast("int", getattr(settings, "UPLOAD_MAX_BYTES", 30 * 1024 * 1024))


def max_pixels() -> int:
    """Largest accepted picture in pixels (UPLOAD_MAX_PIXELS): beyond it a small file could exhaust the memory."""
    return cast("int", getattr(settings, "UPLOAD_MAX_PIXELS", 100_000_000))


def unclaimed_lifetime() -> timedelta:
    """How long an upload that nothing uses is kept (UPLOAD_KEEP_UNCLAIMED_DAYS, default 30)."""
    return timedelta(days=getattr(settings, "UPLOAD_KEEP_UNCLAIMED_DAYS", 30))


#: A system files for many people: it may leave so many times as much unused.
CLIENT_TIMES = 50


def max_unused_files() -> int:
    """How many files a person may hold that no dossier uses (UPLOAD_MAX_UNUSED_FILES, default 300)."""
    return cast("int", getattr(settings, "UPLOAD_MAX_UNUSED_FILES", 300))


def max_unused_bytes() -> int:
    """How many bytes these files may have together (UPLOAD_MAX_UNUSED_BYTES, default 1 GiB)."""
    return cast("int", getattr(settings, "UPLOAD_MAX_UNUSED_BYTES", 1024**3))


def clamd_url() -> str:
    """Where clamd listens (CLAMD_URL: tcp://host:port or unix://path); empty means no virus scan."""
    return cast("str", getattr(settings, "CLAMD_URL", ""))


def encryption_keys() -> list[str]:
    """Fernet keys, newest first (FIELD_ENCRYPTION_KEYS): the first wraps, all can unwrap."""
    return list(settings.FIELD_ENCRYPTION_KEYS)
