"""REST for orders and receipts: read only; money moves by notices and people."""

from __future__ import annotations

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request

from payments.api.callers import MayReadPayments, orders_for
from payments.api.serializers import OrderDetailSerializer, OrderSerializer, ReceiptSerializer
from payments.models import Order, Receipt
from payments.models.receipts import ReceiptState
from payments.vocabulary import OrderState


class OrderFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """By state, unit, and what the order is for."""

    state = filters.ChoiceFilter(choices=OrderState.choices)
    unit = filters.CharFilter(field_name="unit__code")
    subject = filters.CharFilter(field_name="subject_ref")

    class Meta:
        model = Order
        fields = ("state", "unit", "subject")


class ReceiptFilter(filters.FilterSet):  # type: ignore[misc]
    """By state, order and unit."""

    state = filters.ChoiceFilter(choices=ReceiptState.choices)
    order = filters.CharFilter(field_name="order__code")
    unit = filters.CharFilter(field_name="unit__code")

    class Meta:
        model = Receipt
        fields = ("state", "order", "unit")


class OrderList(ListAPIView[Order]):
    """The orders that the caller may read, newest first."""

    permission_classes = (MayReadPayments,)
    serializer_class = OrderSerializer
    filterset_class = OrderFilter
    keyset = "-id"
    queryset = Order.objects.none()

    def get_queryset(self) -> QuerySet[Order]:
        """Those of the caller."""
        return orders_for(self.request).select_related("unit")


class OrderDetail(RetrieveAPIView[Order]):
    """One order with lines and receipts."""

    permission_classes = (MayReadPayments,)
    serializer_class = OrderDetailSerializer
    lookup_field = "code"
    queryset = Order.objects.none()

    def get_queryset(self) -> QuerySet[Order]:
        """Those of the caller, with all that is shown."""
        parts = ("lines", "receipts__document", "receipts__unit", "receipts__order", "receipts__replaced_by")
        return orders_for(self.request).select_related("unit").prefetch_related(*parts)


def receipts_for(request: Request) -> QuerySet[Receipt]:
    """The receipts of the orders that the caller may read, with all that is shown."""
    parts = ("unit", "order", "document", "replaced_by")
    return Receipt.objects.filter(order__in=orders_for(request)).select_related(*parts)


class ReceiptList(ListAPIView[Receipt]):
    """The receipts of those orders, newest first."""

    permission_classes = (MayReadPayments,)
    serializer_class = ReceiptSerializer
    filterset_class = ReceiptFilter
    keyset = "-id"
    queryset = Receipt.objects.none()

    def get_queryset(self) -> QuerySet[Receipt]:
        """Those of the caller's orders."""
        return receipts_for(self.request)


class ReceiptDetail(RetrieveAPIView[Receipt]):
    """One receipt, as `replaces` and `replaced_by` name it."""

    permission_classes = (MayReadPayments,)
    serializer_class = ReceiptSerializer
    queryset = Receipt.objects.none()

    def get_queryset(self) -> QuerySet[Receipt]:
        """Those of the caller's orders."""
        return receipts_for(self.request)
