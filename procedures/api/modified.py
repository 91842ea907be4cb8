"""What changed since a moment, for clients that keep a copy of the catalogue in force."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.utils import timezone

from procedures import change_log
from procedures.api.listing import BESIDE, Question, VersionPage, fitting
from procedures.models import Procedure, ProcedureVersion


def list_modified(question: Question) -> VersionPage:
    """Procedures that changed for readers of the catalogue in force, by code, each as it is today.

    One that ended comes with its last version. With filters, those come that fit now or did before the change, so that
    who keeps one field only learns of a procedure that left it. Three queries whatever the length.
    """
    today = timezone.localdate()
    fits = fitting(question)
    felt = change_log.entries().filter(
        fits("version__") | fits("before__"),
        procedure=OuterRef("pk"),
        effective_on__lte=today,
        felt_at__gte=question.modified_since,
    )
    changed = Procedure.objects.filter(Exists(felt), code__gt=question.after).order_by("code")
    codes = list(changed.values_list("pk", "code")[: question.size + 1])
    shown = codes[: question.size]
    more = shown[-1][1] if len(codes) > question.size else None
    return VersionPage(_newest([pk for pk, _code in shown]), more, "" if question.after else None)


def _newest(procedure_ids: list[int]) -> list[ProcedureVersion]:
    """The version of each that is in force today, or that was last."""
    begun = ProcedureVersion.objects.visible_to(None).filter(
        procedure__in=procedure_ids, valid_from__lte=timezone.localdate()
    )
    newest = begun.order_by("procedure__code", "-valid_from", "-number").distinct("procedure__code")
    return list(newest.select_related(*BESIDE))
