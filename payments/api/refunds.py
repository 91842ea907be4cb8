"""REST of refunds: what goes back on the orders that the caller may read; read only, four eyes decide on pages."""

from __future__ import annotations

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request

from payments.api.callers import MayReadPayments, orders_for
from payments.api.serializers import RefundSerializer
from payments.models import Refund
from payments.models.refunds import RefundState
from portal.rest import moments


class RefundFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """By state, order, unit, and when it was asked for."""

    state = filters.ChoiceFilter(choices=RefundState.choices)
    order = filters.CharFilter(field_name="order__code")
    unit = filters.CharFilter(field_name="order__unit__code")
    since, until = moments.since("asked_at"), moments.until("asked_at")

    class Meta:
        model = Refund
        fields = ("state", "order", "unit", "since", "until")


def refunds_for(request: Request) -> QuerySet[Refund]:
    """The refunds of the orders that the caller may read, with all that is shown."""
    return Refund.objects.filter(order__in=orders_for(request)).select_related("order__unit")


class RefundList(ListAPIView[Refund]):
    """Refunds of the orders that the caller may read, newest first."""

    permission_classes = (MayReadPayments,)
    serializer_class = RefundSerializer
    filterset_class = RefundFilter
    keyset = "-id"
    queryset = Refund.objects.none()

    def get_queryset(self) -> QuerySet[Refund]:
        """Those of the caller's orders."""
        return refunds_for(self.request)


class RefundDetail(RetrieveAPIView[Refund]):
    """One refund."""

    permission_classes = (MayReadPayments,)
    serializer_class = RefundSerializer
    queryset = Refund.objects.none()

    def get_queryset(self) -> QuerySet[Refund]:
        """Those of the caller's orders."""
        return refunds_for(self.request)
