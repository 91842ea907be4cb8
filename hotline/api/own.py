"""The list of tickets that a system filed for others, as 1022 and the national portal do: how far each is."""

from __future__ import annotations

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework.request import Request

from hotline.kinds import State
from hotline.models import Ticket
from portal.rest import moments
from portal.rest.scopes import HasScope, client_of

FollowsFeedback = HasScope("feedback:write")


class TicketFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """Which of its own tickets."""

    state = filters.ChoiceFilter(choices=State.choices)
    reference = filters.CharFilter(field_name="client_reference", help_text="The code that the system gave it itself.")
    handling_unit = filters.CharFilter(field_name="handling_unit__code")
    since, until = moments.since("received_at"), moments.until("received_at")

    class Meta:
        model = Ticket
        fields = ("state", "reference", "handling_unit", "since", "until")


def tickets_of(request: Request) -> QuerySet[Ticket]:
    """What the calling system filed; nothing for anybody else."""
    client = client_of(request)
    return Ticket.objects.filter(client_id=client).select_related("handling_unit") if client else Ticket.objects.none()
