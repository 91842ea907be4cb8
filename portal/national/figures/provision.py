"""What we count of the catalogue (shown in time, shown whole) and of online provision: groups 1 and 3 of QĐ 766/QĐ-TTg.

The catalogue here is what this province announces for its own two levels; procedures of ministries are not ours to be
judged by. What must be published and was never drafted is nowhere here: that figure has a reason instead of a count.
"""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from dossiers.models import Dossier
from dossiers.models.dossier import TAKEN_OVER
from dossiers.statuses import Channel
from portal.national.figures.months import Count, Month
from procedures.choices import ComponentKind, Level, OnlineLevel
from procedures.models import Case, Component, DecisionChange, DecisionState, ProcedureVersion, TimeLimit


def shown_on_time(month: Month) -> Count:
    """Of the changes whose decision took effect in the month, those shown to everybody by the end of that day.

    One that waits for its publication is late from the day after.
    """
    decided = DecisionChange.objects.filter(
        decision__state__in=(DecisionState.APPROVED, DecisionState.PUBLISHED),
        decision__effective_on__gte=month.first,
        decision__effective_on__lte=month.judged_on,
    )
    shown_late = Q(decision__published_at__date__gt=F("decision__effective_on"))
    still_hidden = Q(decision__published_at=None, decision__effective_on__lt=timezone.localdate())
    return Count(decided.exclude(shown_late | still_hidden).count(), decided.count())


def full_content(month: Month) -> Count:
    """Of the procedures in force, those with every part that each must have (NĐ 63/2010 Đ8 khoản 2).

    Fees, forms and conditions belong to a procedure "if there are any": to have none is no lack.
    """
    found = _in_force(month)
    papers = Exists(Component.objects.filter(case=OuterRef("pk"), kind=ComponentKind.PAPER))
    limits = Exists(TimeLimit.objects.filter(case=OuterRef("pk")))
    cases = Case.objects.filter(version=OuterRef("pk"))
    whole = found.filter(Exists(cases)).exclude(Exists(cases.exclude(papers, limits)))
    nothing = Q(targets=[]) | Q(guide=[]) | Q(results=[]) | Q(legal_basis=[]) | Q(executing_agency="")
    return Count(whole.exclude(nothing).count(), found.count())


def wholly_online(month: Month) -> Count:
    """Of what was filed in the month for procedures that can be done wholly online, what was filed online."""
    found = _filed(month).filter(procedure_version__online_level=OnlineLevel.FULL)
    return Count(found.filter(channel=Channel.ONLINE).count(), found.count())


def online_procedures(month: Month) -> Count:
    """Of the procedures in force, those that can be filed online, wholly or in part."""
    found = _in_force(month)
    return Count(found.exclude(online_level=OnlineLevel.NONE).count(), found.count())


def online_dossiers(month: Month) -> Count:
    """Of what was filed in the month by any channel, what was filed online."""
    found = _filed(month)
    return Count(found.filter(channel=Channel.ONLINE).count(), found.count())


def _in_force(month: Month) -> QuerySet[ProcedureVersion]:
    own = [Level.COMMUNE, Level.PROVINCE]
    return ProcedureVersion.objects.valid_on(month.judged_on).filter(levels__overlap=own)


def _filed(month: Month) -> QuerySet[Dossier]:
    """What came in the month, without what an older system had."""
    found = Dossier.objects.filter(submitted_at__gte=month.starts_at, submitted_at__lt=month.ends_at)
    return found.exclude(client_id__startswith=TAKEN_OVER)
