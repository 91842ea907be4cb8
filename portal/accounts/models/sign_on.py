"""Sessions that began at the national portal: it may end them from there (OpenID Connect Back-Channel Logout)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class SignOn(models.Model):
    """One session of ours begun by sign-on; forgotten when no session can be that old."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sign_ons")
    session_key = models.CharField(max_length=40, unique=True)
    #: Fingerprints (blind indexes) of the server's names for the person and for the session there.
    subject = models.CharField(max_length=64, db_index=True)
    there = models.CharField(max_length=64, blank=True, default="", db_index=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
