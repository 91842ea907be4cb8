"""Wrong passwords, counted in the database: the lock must hold while the cache is away."""

from __future__ import annotations

from django.db import models


class SignInFailures(models.Model):
    """How often sign-in went wrong for one name typed from one place; only a fingerprint of both stands here."""

    fingerprint = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.fingerprint[:8]}… {self.count}"
