"""What the API says of orders and receipts. Amounts are whole đồng."""

from __future__ import annotations

from rest_framework import serializers

from payments.models import Order, OrderLine, Receipt, Refund


class OrderSerializer(serializers.ModelSerializer[Order]):
    """An order in lists; `subject` is what it is for (a dossier's code), `missing_dong` what is still awaited."""

    unit = serializers.CharField(source="unit.code")
    subject = serializers.CharField(source="subject_ref")
    state = serializers.CharField(help_text="open, part_paid, paid, overpaid, cancelled, refunded")
    missing_dong = serializers.IntegerField()

    class Meta:
        """Facts, sums and moments; no person."""

        model = Order
        fields: tuple[str, ...] = (
            "code",
            "unit",
            "subject",
            "purpose",
            "state",
            "due_dong",
            "waived_dong",
            "received_dong",
            "refunded_dong",
            "missing_dong",
            "placed_at",
            "due_at",
            "paid_at",
            "cancelled_at",
        )


class OrderLineSerializer(serializers.ModelSerializer[OrderLine]):
    """One due; `kind` is fee (lệ phí), charge (phí) or other."""

    kind = serializers.CharField()

    class Meta:
        """The line as it was placed."""

        model = OrderLine
        fields = (
            "kind",
            "code",
            "name",
            "quantity",
            "unit_price_dong",
            "reduction_dong",
            "legal_basis",
            "amount_dong",
        )


class ReceiptSerializer(serializers.ModelSerializer[Receipt]):
    """An electronic receipt with its verification code, once it is signed."""

    unit = serializers.CharField(source="unit.code")
    order = serializers.CharField(source="order.code")
    kind = serializers.CharField()
    state = serializers.CharField(help_text="active, replaced, cancelled")
    number = serializers.CharField(source="shown_number")
    verification_code = serializers.SerializerMethodField()
    replaces = serializers.IntegerField(
        source="replaces_id", allow_null=True, help_text="id of the receipt in whose place this one stands"
    )
    replaced_by = serializers.IntegerField(
        source="replaced_by.pk",
        default=None,
        allow_null=True,
        help_text="id of the receipt that stands in the place of this one",
    )

    class Meta:
        """What the receipt prints, without the payer's name."""

        model = Receipt
        fields = (
            "id",
            "order",
            "unit",
            "kind",
            "template_symbol",
            "symbol",
            "number",
            "year",
            "amount_dong",
            "issued_at",
            "state",
            "replaces",
            "replaced_by",
            "verification_code",
        )

    def get_verification_code(self, receipt: Receipt) -> str:
        """Empty until it is signed."""
        return receipt.document.verification_code if receipt.document else ""


class OrderDetailSerializer(OrderSerializer):
    """One order with its lines and receipts."""

    lines = OrderLineSerializer(many=True)
    receipts = ReceiptSerializer(many=True)

    class Meta(OrderSerializer.Meta):
        """The list's fields and the parts."""

        fields = (*OrderSerializer.Meta.fields, "lines", "receipts")


class RefundSerializer(serializers.ModelSerializer[Refund]):
    """Money that goes back; why it does stays among those who decide, since it tells of people."""

    order = serializers.CharField(source="order.code")
    unit = serializers.CharField(source="order.unit.code")

    class Meta:
        """Facts, sums and moments; no person."""

        model = Refund
        fields = (
            "id",
            "order",
            "unit",
            "amount_dong",
            "channel",
            "state",
            "legal_ground",
            "asked_at",
            "decided_at",
            "sent_at",
            "sent_reference",
            "confirmed_at",
        )
