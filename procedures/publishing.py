"""Making drafts the versions in force, and ending procedures. What is published can never change again (trigger)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from procedures import announced_changes, page_cache, search_index
from procedures.choices import VersionState
from procedures.models import Procedure, ProcedureVersion

Tell = Callable[[str], None]


class NotDraft(ValueError):
    """A version to publish is none that could be: published already, or gone."""


@transaction.atomic
def publish(versions: Sequence[ProcedureVersion], valid_from: date | None = None) -> None:
    """Put drafts in force from a day (today by default), all or none; each ends the version before it.

    At most one draft a procedure. Procedures are locked in the order of their ids, in a way that stops nobody who
    only reads or refers to them. Raises NotDraft (published twice), and IntegrityError when a version already stands
    announced for a later day.
    """
    change_catalogue(versions, {}, valid_from)


@transaction.atomic
def change_catalogue(
    versions: Sequence[ProcedureVersion],
    ended: Mapping[int, int | None],
    valid_from: date | None = None,
    tell: Tell = lambda stage: None,
    decision_number: str = "",
) -> None:
    """Put drafts in force and end procedures in one act, all or none. Raises as `publish`.

    ``ended``: ids of procedures that end on that day, each with the id of the one that takes its place, or None.
    ``tell`` hears the stage that begins: "lock", "force", "search". ``decision_number`` goes into the log of changes.
    """
    today = timezone.localdate()
    start = valid_from or today
    procedure_ids = sorted({version.procedure_id for version in versions} | set(ended))
    tell("lock")
    codes = _lock(procedure_ids)
    tell("force")
    standing = _end_versions_before(procedure_ids, start, today)
    _put_in_force(versions, start)
    _name_successors(versions, ended)
    announced_changes.record(versions, ended, standing, start, decision_number)
    for version in versions:
        version.state, version.valid_from = VersionState.PUBLISHED, start
    if start <= today:
        tell("search")
        search_index.refresh(procedure_ids)
    transaction.on_commit(lambda: page_cache.forget(codes))


@transaction.atomic
def turn_the_day() -> int:
    """Let versions announced for a day that has come take over: end those before, tell search; how many turned.

    Cheap when nothing turned; can run at any time and again.
    """
    today = timezone.localdate()
    over = ProcedureVersion.objects.filter(state=VersionState.PUBLISHED, valid_to__lte=today)
    stale = ProcedureVersion.objects.filter(state=VersionState.PUBLISHED, valid_from__lte=today, search_entry=None)
    begun = stale.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today))
    ids = sorted(set(over.values_list("procedure_id", flat=True)) | set(begun.values_list("procedure_id", flat=True)))
    if not ids:
        return 0
    codes = _lock(ids)
    over.update(state=VersionState.RETIRED)
    search_index.refresh(ids)
    transaction.on_commit(lambda: page_cache.forget(codes))
    return len(ids)


def _lock(procedure_ids: Collection[int]) -> list[str]:
    """Lock procedures in the order of their ids; their codes. Foreign keys to them stay possible meanwhile."""
    rows = Procedure.objects.select_for_update(no_key=True).filter(pk__in=procedure_ids).order_by("pk")
    return [procedure.code for procedure in rows]


def _put_in_force(versions: Sequence[ProcedureVersion], start: date) -> None:
    """Raises NotDraft, which takes back what the transaction did so far, when one of them is no draft."""
    wanted = {version.pk for version in versions}
    drafts = ProcedureVersion.objects.filter(pk__in=wanted, state=VersionState.DRAFT)
    found = drafts.update(state=VersionState.PUBLISHED, valid_from=start)
    if found < len(wanted):
        raise NotDraft(f"{len(wanted) - found} of {len(wanted)} versions are not drafts")


def _end_versions_before(procedure_ids: list[int], start: date, today: date) -> list[ProcedureVersion]:
    """The versions that end. Half-open validity: in force up to, not including, the first day of the new."""
    standing = ProcedureVersion.objects.filter(
        procedure__in=procedure_ids, state=VersionState.PUBLISHED, valid_from__lte=start
    ).exclude(valid_to__lte=start)
    ending = list(standing.only("procedure_id"))
    if start <= today:
        standing.update(valid_to=start, state=VersionState.RETIRED)
    else:
        standing.update(valid_to=start)
    return ending


def _name_successors(versions: Sequence[ProcedureVersion], ended: Mapping[int, int | None]) -> None:
    """Say what took the place of each ended procedure; one that is in force again was replaced by nothing."""
    by_successor: dict[int | None, list[int]] = {}
    for procedure_id, successor_id in ended.items():
        by_successor.setdefault(successor_id, []).append(procedure_id)
    for successor_id, procedure_ids in by_successor.items():
        Procedure.objects.filter(pk__in=procedure_ids).update(replaced_by=successor_id)
    again = {version.procedure_id for version in versions}
    Procedure.objects.filter(pk__in=again, replaced_by__isnull=False).update(replaced_by=None)
