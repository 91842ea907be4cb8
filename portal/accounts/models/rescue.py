"""What somebody typed when their session was already gone, kept for an hour until they are back."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import Q

from portal.accounts.fields import EncryptedJSONField

KEPT_FOR = timedelta(hours=1)


class RescuedPost(models.Model):
    """A POST that lost its session: encrypted, found by the digest of an opaque cookie, for one person and one page."""

    key_digest = models.CharField(max_length=64, unique=True)
    owner_digest = models.CharField(max_length=64)
    path = models.CharField(max_length=2000)
    content = EncryptedJSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.CheckConstraint(name="rescued_post_has_an_owner", condition=~Q(owner_digest=""))]

    def __str__(self) -> str:
        return self.path
