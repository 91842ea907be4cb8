"""Removing what nobody uses: uploads that were begun or finished and then abandoned.

Repeatable: it works in small batches, each in its own transaction, and what it missed today it removes tomorrow.
"""

from __future__ import annotations

import structlog
from django.db import transaction
from django.utils import timezone

from portal.files import conf, store
from portal.files.models import StoredFile, Upload
from portal.files.uploads import drop_parts

log = structlog.get_logger(__name__)
BATCH = 200


def remove_abandoned() -> int:
    """Remove uploads that nothing claimed within the lifetime, and their content; return how many."""
    removed = 0
    while batch := _remove_batch():
        removed += batch
    if removed:
        log.info("abandoned_uploads_removed", count=removed)
    return removed


@transaction.atomic
def _remove_batch() -> int:
    too_old = timezone.now() - conf.unclaimed_lifetime()
    abandoned = Upload.objects.filter(claimed_at=None, updated_at__lt=too_old).order_by("id")
    batch = list(abandoned.select_for_update(skip_locked=True)[:BATCH])
    for upload in batch:
        drop_parts(upload)
    contents = {upload.stored_id for upload in batch if upload.stored_id}
    Upload.objects.filter(pk__in=[upload.pk for upload in batch]).delete()
    for stored in StoredFile.objects.filter(pk__in=contents):
        store.discard(stored)  # stays when a document or another upload has the same content
    return len(batch)
