"""What we count ourselves for a month: numerator and denominator, nothing about points (`portal.reports` will judge).

The month's dossiers are those filed before its end that were not ended before its beginning: what came, lay there and
went out. What an older system ended is not ours to be judged by.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from dossiers import payment_figures
from dossiers.models import Dossier, Paper, Rating, Result
from dossiers.models.dossier import TAKEN_OVER
from dossiers.statuses import PAUSED, PaperSource
from hotline.kinds import OPEN, Score
from hotline.models import Ticket
from payments.revenue import Period
from portal.national.figures.months import Count, Month
from portal.national.figures.provision import (
    full_content,
    online_dossiers,
    online_procedures,
    shown_on_time,
    wholly_online,
)
from portal.national.models import Difference
from units.models import Unit


def dossiers_of(month: Month) -> QuerySet[Dossier]:
    """The month's dossiers."""
    still_open = Q(finished_at=None) | Q(finished_at__gte=month.starts_at)
    found = Dossier.objects.filter(still_open, submitted_at__lt=month.ends_at)
    return found.exclude(client_id__startswith=TAKEN_OVER)


def not_in_sync() -> Q:
    """Of a dossier: nothing or not all was told, or it was found to stand otherwise there."""
    differs = Exists(Difference.objects.filter(dossier=OuterRef("pk"), mended_at=None))
    return Q(national_standing=None) | Q(national_standing__told_sequence__lt=F("last_sequence")) | Q(differs)


def is_late(month: Month) -> Q:
    """Of a dossier: ended after its due time, or open past it; a pause stops the clock."""
    open_late = Q(finished_at=None, due_at__lt=month.judged_at) & ~Q(status__in=[int(one) for one in PAUSED])
    return Q(finished_at__gt=F("due_at")) | open_late


def _sync(month: Month) -> Count:
    found = dossiers_of(month)
    return Count(found.exclude(not_in_sync()).count(), found.count())


def _progress(month: Month) -> Count:
    found = dossiers_of(month)
    return Count(found.exclude(is_late(month)).count(), found.count())


def _paid_online(month: Month) -> Count:
    units = list(Unit.objects.values_list("pk", flat=True))
    told = payment_figures.figures(units, Period(month.first, month.last), payment_figures.NATIONAL).a
    return Count(told.numerator, told.denominator)


def _digitised(month: Month) -> Count:
    on_paper = Exists(Paper.objects.filter(dossier=OuterRef("pk"), replaced_by=None, source=PaperSource.BROUGHT))
    found = dossiers_of(month)
    return Count(found.exclude(on_paper).count(), found.count())


def _reused(month: Month) -> Count:
    reused = Exists(Paper.objects.filter(dossier=OuterRef("pk"), source=PaperSource.IN_DATABASE))
    found = dossiers_of(month)
    return Count(found.filter(reused).count(), found.count())


def _electronic_results(month: Month) -> Count:
    """Of what was handed out in the month, what has a result that was signed here."""
    found = dossiers_of(month).filter(returned_at__gte=month.starts_at, returned_at__lt=month.ends_at)
    signed = Exists(Result.objects.filter(dossier=OuterRef("pk"), document__isnull=False))
    return Count(found.filter(signed).count(), found.count())


def _reception_satisfaction(month: Month) -> Count:
    """Less what was rated badly, complained of, or late."""
    found = dossiers_of(month)
    badly = Exists(Rating.objects.filter(dossier=OuterRef("pk"), score=Rating.Score.NOT_SATISFIED))
    complained = Exists(Ticket.objects.filter(dossier=OuterRef("pk")))
    return Count(found.exclude(badly).exclude(complained).exclude(is_late(month)).count(), found.count())


def _tickets(month: Month) -> QuerySet[Ticket]:
    return Ticket.objects.filter(received_at__gte=month.starts_at, received_at__lt=month.ends_at)


def _ticket_late(month: Month) -> Q:
    return Q(was_late=True) | Q(state__in=[str(state) for state in OPEN], answer_due_at__lt=month.judged_at)


def _petitions_on_time(month: Month) -> Count:
    found = _tickets(month)
    return Count(found.exclude(_ticket_late(month)).count(), found.count())


def _petition_satisfaction(month: Month) -> Count:
    """Of those answered, less the dissatisfied, the reopened and the late."""
    found = _tickets(month).filter(first_answered_at__isnull=False)
    content = found.filter(Q(score=None) | ~Q(score=Score.NOT_SATISFIED), reopened_count=0)
    return Count(content.exclude(_ticket_late(month)).count(), found.count())


COUNTERS: dict[str, Callable[[Month], Count]] = {
    "shown_on_time": shown_on_time,
    "full_content": full_content,
    "wholly_online": wholly_online,
    "online_procedures": online_procedures,
    "online_dossiers": online_dossiers,
    "sync": _sync,
    "progress": _progress,
    "paid_online": _paid_online,
    "digitised": _digitised,
    "reused": _reused,
    "electronic_results": _electronic_results,
    "reception_satisfaction": _reception_satisfaction,
    "petitions_on_time": _petitions_on_time,
    "petition_satisfaction": _petition_satisfaction,
}
"""By the name that a definition calls it."""
