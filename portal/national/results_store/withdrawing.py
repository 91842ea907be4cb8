"""Taking a consent back: what waits stops, what was found is forgotten, what was fetched and not filed is deleted.

A paper that was filed stays in its dossier: what was done on the ground of a consent stays lawful after it ends (Luật
Bảo vệ dữ liệu cá nhân 91/2025/QH15).
"""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from portal.accounts.identity import blind_index
from portal.accounts.models import AssuranceLevel, User
from portal.files import uploads
from portal.files.refusals import UploadRefused
from portal.national.models import FindState, LookState, StoreLook
from portal.national.results_store.grounds import OF_CONSENT


def looks_about(user: User) -> QuerySet[StoreLook]:
    """Every look at results of the person, whoever asked, newest first; nothing for whose number is not proven."""
    if user.assurance_level < AssuranceLevel.LEVEL_1 or not user.id_number:
        return StoreLook.objects.none()
    return StoreLook.objects.filter(owner_index=blind_index(user.id_number))


def may_be_withdrawn(look: StoreLook) -> bool:
    """Whether there is a consent that stands; a look that the law allowed is none."""
    return look.ground in OF_CONSENT and look.withdrawn_at is None


@transaction.atomic
def withdraw(look: StoreLook) -> bool:
    """Take the consent back; False where there is none to take back, or it was before."""
    current = StoreLook.objects.select_for_update().get(pk=look.pk)
    if not may_be_withdrawn(current):
        return False
    current.withdrawn_at, current.state = timezone.now(), LookState.STOPPED
    current.save(update_fields=["withdrawn_at", "state"])
    for find in current.finds.filter(state=FindState.TAKEN, upload__isnull=False).select_related("upload"):
        # UploadRefused: it is part of a dossier.
        with suppress(UploadRefused):
            assert find.upload is not None  # noqa: S101 - asked for above; the checker of types does not know
            uploads.delete_unused(find.upload)
    current.finds.exclude(state=FindState.TAKEN).delete()
    return True
