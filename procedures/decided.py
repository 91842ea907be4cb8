"""What decisions say of one procedure to its readers: what is decided for a later day, and how it came to an end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from procedures import page_cache
from procedures.models import ChangeKind, Decision, DecisionChange, DecisionState, Procedure, ProcedureVersion


@dataclass(frozen=True)
class Decided:
    """What a decision does to a procedure on a day; ``successor`` is what takes its place ("" for nothing)."""

    day: date
    number: str
    is_end: bool
    successor: str
    successor_name: str


def ahead_of(code: str, today: date) -> Decided | None:
    """What is decided for a later day than today; from the cache until the catalogue changes, then one query."""
    found: tuple[Decided, ...] = page_cache.kept(_key(code), lambda: _ahead(code))
    return next((decided for decided in found if decided.day > today), None)


def with_ahead(versions: QuerySet[ProcedureVersion]) -> QuerySet[ProcedureVersion]:
    """The versions, each with what is decided for its procedure, so that a page reads both in one query."""
    same = Q(procedure=OuterRef("procedure")) | Q(replaced=OuterRef("procedure"))
    waiting = DecisionChange.objects.filter(same, **_is_ahead()).order_by("decision__effective_on", "pk")
    told = JSONObject(
        day="decision__effective_on",
        number="decision__number",
        kind="kind",
        code="procedure__code",
        replaced="replaced__code",
        name="version__name",
    )
    return versions.annotate(decided_ahead=Subquery(waiting.values(told=told)[:1]))


def remember(code: str, versions: Sequence[ProcedureVersion]) -> None:
    """Keep what `ahead_of` tells, read on the way to something else (`with_ahead`)."""
    told: dict[str, Any] | None = getattr(versions[0], "decided_ahead", None) if versions else None
    page_cache.kept(_key(code), lambda: (_of_json(told, code),) if told else ())


def ending_of(code: str) -> Decided | None:
    """How a procedure that is no longer in force came to its end, when a decision of ours ended it."""
    ends = _changes(code).filter(decision__state=DecisionState.PUBLISHED).exclude(_brings_a_version(code))
    last = ends.order_by("-decision__effective_on", "-pk").first()
    return _told(last, code) if last else None


def tell_readers(decision: Decision) -> None:
    """Let public pages of its procedures be made anew: what is decided for later changed. Call in the transaction."""
    codes = _codes(decision)
    transaction.on_commit(lambda: page_cache.forget(codes))


def _key(code: str) -> str:
    return f"decided:{page_cache.edition()}:{code}"


def _ahead(code: str) -> tuple[Decided, ...]:
    waiting = _changes(code).filter(**_is_ahead()).order_by("decision__effective_on", "pk")
    return tuple(_told(change, code) for change in waiting)


def _is_ahead() -> dict[str, Any]:
    return {"decision__state": DecisionState.APPROVED, "decision__effective_on__gt": timezone.localdate()}


def _of_json(told: dict[str, Any], code: str) -> Decided:
    is_replaced = told["replaced"] == code
    return Decided(
        day=date.fromisoformat(told["day"]),
        number=told["number"],
        is_end=is_replaced or told["kind"] == ChangeKind.ABOLISH,
        successor=told["code"] if is_replaced else "",
        successor_name=told["name"] or "" if is_replaced else "",
    )


def _changes(code: str) -> QuerySet[DecisionChange]:
    found = DecisionChange.objects.filter(Q(procedure__code=code) | Q(replaced__code=code))
    return found.select_related("decision", "procedure", "version", "replaced")


def _brings_a_version(code: str) -> Q:
    return Q(procedure__code=code) & ~Q(kind=ChangeKind.ABOLISH)


def _told(change: DecisionChange, code: str) -> Decided:
    is_replaced = change.replaced is not None and change.replaced.code == code
    day = change.decision.effective_on
    assert day is not None  # noqa: S101 - decided ones have their day (decision_approved_is_complete)
    return Decided(
        day=day,
        number=change.decision.number,
        is_end=is_replaced or change.kind == ChangeKind.ABOLISH,
        successor=change.procedure.code if is_replaced else "",
        successor_name=change.version.name if is_replaced and change.version else "",
    )


def _codes(decision: Decision) -> list[str]:
    touched = Procedure.objects.filter(Q(changes__decision=decision) | Q(replacing_changes__decision=decision))
    return list(touched.values_list("code", flat=True).distinct())
