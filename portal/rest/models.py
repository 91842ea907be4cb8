"""Answers kept so that a request sent twice counts once, and what each client may ask for."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

KEPT_FOR = timedelta(hours=24)


class IdempotentRequest(models.Model):
    """One Idempotency-Key of one caller with the answer it got.

    Answers to "create" hold codes and dates, never personal data: they stand here in clear.
    """

    owner = models.CharField(max_length=120)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.JSONField(null=True)
    location = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_answer_per_key", fields=["owner", "key"])]

    def __str__(self) -> str:
        return f"{self.owner} {self.key}"

    @property
    def is_stale(self) -> bool:
        """Whether the key is old enough to be used for something new."""
        return self.created_at < timezone.now() - KEPT_FOR


class ClientGrant(models.Model):
    """The scopes that a client may ask for, fewer but never more, and how often it may call."""

    application = models.OneToOneField(
        settings.OAUTH2_PROVIDER_APPLICATION_MODEL, models.CASCADE, related_name="portal_grant"
    )
    scopes = ArrayField(models.CharField(max_length=40))
    #: Since when it gets no token any more.
    closed_at = models.DateTimeField(null=True)
    #: Calls of REST a minute; None: as many as the site lets everybody (API_CALLS_PER_MINUTE).
    calls_per_minute = models.PositiveIntegerField(null=True)
    #: Of the form that registered it: sent twice, it makes one client.
    submission_key = models.UUIDField(null=True, unique=True)

    class Meta:
        constraints = [models.CheckConstraint(name="client_may_call", condition=Q(calls_per_minute__gte=1))]

    def __str__(self) -> str:
        return " ".join(self.scopes)
