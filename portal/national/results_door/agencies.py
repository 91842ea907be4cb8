"""The agencies that may ask at the door: taken up, changed, given a new secret, shut out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils import timezone

from portal.national.models.results_door import AskingAgency
from portal.outbox.standard_webhooks import new_secret

if TYPE_CHECKING:
    from portal.accounts.models import User

log = structlog.get_logger(__name__)


class CodeTaken(ValueError):
    """Another agency has this code, perhaps since a moment ago."""


def with_figures() -> QuerySet[AskingAgency]:
    """All agencies with what they asked and got in the last 30 days, and when they asked last."""
    lately = Q(asks__asked_at__gt=timezone.now() - timedelta(days=30))
    return AskingAgency.objects.annotate(
        asked=Count("asks", filter=lately), got=Sum("asks__given", filter=lately), last_asked_at=Max("asks__asked_at")
    )


def add(typed: dict[str, Any], by: User) -> AskingAgency:
    """Take up an agency with a secret made here, to be shown once. Raises CodeTaken."""
    agency = AskingAgency(**typed, secret=new_secret(), created_by=by)
    try:
        with transaction.atomic():
            agency.save(force_insert=True)
    except IntegrityError as error:
        raise CodeTaken(agency.agency_code) from error
    log.info("results_agency_added", agency=agency.pk, by=by.pk)
    return agency


def change(agency: AskingAgency, typed: dict[str, Any], by: User) -> None:
    """Keep what was changed; the code stays. What was asked before stays as it is."""
    changes = {name: value for name, value in typed.items() if name != "agency_code"}
    AskingAgency.objects.filter(pk=agency.pk).update(**changes)
    log.info("results_agency_changed", agency=agency.pk, by=by.pk)


def renew_secret(agency: AskingAgency, by: User) -> str:
    """A new secret; the one before opens nothing from now on."""
    secret = new_secret()
    current = AskingAgency.objects.get(pk=agency.pk)
    current.secret = secret
    current.save(update_fields=["secret"])
    log.info("results_agency_secret_renewed", agency=agency.pk, by=by.pk)
    return secret
