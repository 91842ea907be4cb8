"""Making drafts the versions in force. What is published here can never change again (trigger)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from procedures import page_cache, search_index
from procedures.choices import VersionState
from procedures.models import Procedure, ProcedureVersion


@transaction.atomic
def publish(versions: Sequence[ProcedureVersion], valid_from: date | None = None) -> None:
    """Put drafts in force from a day (today by default), all or none; each ends the version before it.

    At most one draft a procedure. Procedures are locked in the order of their ids. Raises
    IntegrityError when a version already stands announced for a later day.
    """
    today = timezone.localdate()
    start = valid_from or today
    procedure_ids = sorted({version.procedure_id for version in versions})
    locked = Procedure.objects.select_for_update().filter(pk__in=procedure_ids).order_by("pk")
    codes = [procedure.code for procedure in locked]
    _end_versions_before(procedure_ids, start, today)
    ProcedureVersion.objects.filter(pk__in=[version.pk for version in versions], state=VersionState.DRAFT).update(
        state=VersionState.PUBLISHED, valid_from=start
    )
    for version in versions:
        version.state, version.valid_from = VersionState.PUBLISHED, start
    if start <= today:
        search_index.refresh(procedure_ids)
    transaction.on_commit(lambda: page_cache.forget(codes))


def _end_versions_before(procedure_ids: list[int], start: date, today: date) -> None:
    """Half-open validity: the old version is in force up to, not including, the first day of the new."""
    standing = ProcedureVersion.objects.filter(
        procedure__in=procedure_ids, state=VersionState.PUBLISHED, valid_from__lte=start
    ).exclude(valid_to__lte=start)
    if start <= today:
        standing.update(valid_to=start, state=VersionState.RETIRED)
    else:
        standing.update(valid_to=start)
