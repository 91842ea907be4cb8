"""Who reads orders through REST: a machine those of the units it was given, a person their own and those they keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from payments import accountants
from payments.models import ApiReader, Order
from portal.accounts.models import User
from portal.rest.scopes import HasScope, client_of

if TYPE_CHECKING:
    from rest_framework.views import APIView

    from payments.models.orders import OrderQuerySet

ReadsPayments = HasScope("payments:read")


class MayReadPayments(BasePermission):
    """A signed-in person, or a machine with `payments:read`."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the caller may come in; which orders they see is the queryset's matter."""
        if request.auth is None:
            return bool(request.user and request.user.is_authenticated)
        return bool(ReadsPayments().has_permission(request, view))


def orders_for(request: Request) -> OrderQuerySet:
    """The orders that the caller may read."""
    if request.auth is not None:
        given = ApiReader.objects.filter(client_id=client_of(request))
        return Order.objects.filter(unit__in=given.values("unit"))
    if not isinstance(request.user, User):
        return Order.objects.none()
    return Order.objects.filter(Q(payer=request.user) | Q(unit__in=accountants.units_kept_by(request.user)))
