"""Bank accounts, orders with their lines, payments, the ledger, notices, histories, refunds, nightly checks."""

import uuid

import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import payments.vocabulary
import portal.accounts.fields
import units.models.validity


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("units", "0006_reorganisations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NightlyCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="lúc kiểm tra")),
                ("transactions", models.PositiveBigIntegerField(verbose_name="số bút toán")),
                ("orders", models.PositiveBigIntegerField(verbose_name="số khoản thu")),
                ("problems", models.JSONField(blank=True, default=list, verbose_name="sai lệch")),
            ],
            options={
                "verbose_name": "lần kiểm tra sổ cái",
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="BankAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "valid_from",
                    models.DateField(
                        default=units.models.validity.today_in_vietnam, verbose_name="có hiệu lực từ ngày"
                    ),
                ),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="hết hiệu lực từ ngày")),
                ("bank_bin", models.CharField(max_length=6, verbose_name="mã ngân hàng (BIN)")),
                ("bank_name", models.CharField(max_length=100, verbose_name="ngân hàng")),
                ("number", models.CharField(max_length=19, verbose_name="số tài khoản")),
                ("holder", models.CharField(max_length=100, verbose_name="chủ tài khoản")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_accounts",
                        to="units.unit",
                        verbose_name="đơn vị",
                    ),
                ),
            ],
            options={
                "verbose_name": "tài khoản thu",
                "ordering": ("unit", "-valid_from"),
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="mã công khai"),
                ),
                ("code", models.CharField(max_length=25, unique=True, verbose_name="mã khoản thu")),
                ("payer_name", models.CharField(max_length=200, verbose_name="họ tên người nộp")),
                ("purpose", models.CharField(max_length=300, verbose_name="nội dung thu")),
                ("subject_ref", models.CharField(blank=True, db_index=True, max_length=64, verbose_name="mã hồ sơ")),
                ("due_dong", models.BigIntegerField(verbose_name="số tiền phải nộp")),
                ("waived_dong", models.BigIntegerField(default=0, verbose_name="số tiền được miễn, giảm")),
                ("received_dong", models.BigIntegerField(default=0, verbose_name="số tiền đã nhận")),
                ("refunded_dong", models.BigIntegerField(default=0, verbose_name="số tiền đã hoàn")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="hạn nộp")),
                ("placed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="lúc lập")),
                ("paid_at", models.DateTimeField(blank=True, null=True, verbose_name="lúc nộp đủ")),
                ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="lúc hủy")),
                (
                    "state",
                    models.GeneratedField(
                        choices=[
                            ("open", "Chưa nộp"),
                            ("part_paid", "Đã nộp một phần"),
                            ("paid", "Đã nộp đủ"),
                            ("overpaid", "Đã nộp thừa"),
                            ("cancelled", "Đã hủy"),
                            ("refunded", "Đã hoàn tiền"),
                        ],
                        db_persist=True,
                        expression=models.Case(
                            models.When(
                                models.Q(
                                    ("cancelled_at__isnull", False),
                                    ("received_dong", models.F("refunded_dong")),
                                    ("refunded_dong__gt", 0),
                                ),
                                models.Value("refunded"),
                            ),
                            models.When(models.Q(("cancelled_at__isnull", False)), models.Value("cancelled")),
                            models.When(
                                models.Q(
                                    (
                                        "received_dong__gt",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("due_dong"), "+", models.F("refunded_dong")
                                        ),
                                    )
                                ),
                                models.Value("overpaid"),
                            ),
                            models.When(
                                models.Q(
                                    (
                                        "received_dong",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("due_dong"), "+", models.F("refunded_dong")
                                        ),
                                    )
                                ),
                                models.Value("paid"),
                            ),
                            models.When(models.Q(("refunded_dong__gt", 0)), models.Value("refunded")),
                            models.When(models.Q(("received_dong", 0)), models.Value("open")),
                            default=models.Value("part_paid"),
                            output_field=models.CharField(max_length=10),
                        ),
                        output_field=models.CharField(max_length=10),
                        verbose_name="trạng thái",
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="payments.bankaccount",
                        verbose_name="tài khoản thu",
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người nộp",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="units.unit",
                        verbose_name="đơn vị thu",
                    ),
                ),
            ],
            options={
                "verbose_name": "khoản thu",
                "verbose_name_plural": "khoản thu",
            },
        ),
        migrations.CreateModel(
            name="OrderEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=payments.vocabulary.event_kinds, max_length=20, verbose_name="việc")),
                (
                    "outcome",
                    models.CharField(
                        blank=True, choices=payments.vocabulary.outcomes, max_length=20, verbose_name="kết quả"
                    ),
                ),
                ("amount_dong", models.BigIntegerField(blank=True, null=True, verbose_name="số tiền")),
                ("note", models.TextField(blank=True, verbose_name="ghi chú")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="lúc")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="payments.order"
                    ),
                ),
            ],
            options={
                "verbose_name": "việc của khoản thu",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("fee", "Lệ phí"), ("charge", "Phí"), ("other", "Khoản khác")],
                        max_length=6,
                        verbose_name="loại",
                    ),
                ),
                ("code", models.CharField(max_length=64, verbose_name="mã")),
                ("name", models.CharField(max_length=500, verbose_name="khoản thu")),
                ("quantity", models.PositiveIntegerField(default=1, verbose_name="số lượng")),
                ("unit_price_dong", models.BigIntegerField(verbose_name="đơn giá")),
                ("reduction_dong", models.BigIntegerField(default=0, verbose_name="được miễn, giảm")),
                ("legal_basis", models.TextField(blank=True, verbose_name="căn cứ miễn, giảm")),
                ("amount_dong", models.BigIntegerField(verbose_name="thành tiền")),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="payments.order"
                    ),
                ),
            ],
            options={
                "verbose_name": "dòng khoản thu",
                "ordering": ("position",),
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "provider",
                    models.CharField(choices=payments.vocabulary.providers, max_length=20, verbose_name="kênh"),
                ),
                ("provider_reference", models.CharField(max_length=100, verbose_name="mã giao dịch")),
                ("amount_dong", models.BigIntegerField(verbose_name="số tiền")),
                ("account_number", models.CharField(blank=True, max_length=19, verbose_name="tài khoản nhận")),
                ("told_purpose", models.CharField(blank=True, max_length=500, verbose_name="nội dung chuyển khoản")),
                ("received_at", models.DateTimeField(verbose_name="lúc tiền đến")),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="lúc ghi nhận")),
                (
                    "order",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="payments.order",
                        verbose_name="khoản thu",
                    ),
                ),
            ],
            options={
                "verbose_name": "lần nộp tiền",
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "provider",
                    models.CharField(choices=payments.vocabulary.providers, max_length=20, verbose_name="kênh"),
                ),
                ("provider_reference", models.CharField(max_length=100, verbose_name="mã giao dịch")),
                (
                    "happening",
                    models.CharField(
                        choices=payments.vocabulary.happenings, max_length=10, verbose_name="nội dung báo"
                    ),
                ),
                ("told", portal.accounts.fields.EncryptedJSONField(verbose_name="nguyên văn")),
                (
                    "outcome",
                    models.CharField(choices=payments.vocabulary.outcomes, max_length=20, verbose_name="kết quả xử lý"),
                ),
                ("arrived_at", models.DateTimeField(auto_now_add=True, verbose_name="lúc đến")),
                (
                    "order",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="payments.order",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="payments.payment",
                    ),
                ),
            ],
            options={
                "verbose_name": "thông báo của bên trung gian",
            },
        ),
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("transaction", models.UUIDField(db_index=True, verbose_name="bút toán")),
                (
                    "kind",
                    models.CharField(choices=payments.vocabulary.postings, max_length=20, verbose_name="nghiệp vụ"),
                ),
                (
                    "account",
                    models.CharField(
                        choices=[
                            ("payer", "Người nộp"),
                            ("unit", "Đơn vị thu"),
                            ("provider", "Bên trung gian thanh toán"),
                            ("refund", "Chờ hoàn trả"),
                            ("difference", "Chênh lệch"),
                        ],
                        max_length=10,
                        verbose_name="tài khoản",
                    ),
                ),
                ("amount_dong", models.BigIntegerField(verbose_name="số tiền")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="lúc ghi sổ")),
                (
                    "order",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="payments.order",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="payments.payment",
                    ),
                ),
            ],
            options={
                "verbose_name": "dòng sổ cái",
                "verbose_name_plural": "sổ cái",
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount_dong", models.BigIntegerField(verbose_name="số tiền hoàn")),
                ("reason", models.CharField(max_length=500, verbose_name="lý do")),
                ("legal_ground", models.CharField(max_length=300, verbose_name="căn cứ pháp lý")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Chờ duyệt hoàn trả"),
                            ("approved", "Đã duyệt, chờ chuyển tiền"),
                            ("refused", "Không được duyệt hoàn trả"),
                            ("sent", "Đã hoàn trả xong"),
                        ],
                        default="asked",
                        max_length=8,
                        verbose_name="trạng thái",
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="lúc đề nghị")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="lúc quyết định")),
                ("decision_note", models.CharField(blank=True, max_length=500, verbose_name="ý kiến")),
                ("sent_reference", models.CharField(blank=True, max_length=100, verbose_name="mã giao dịch hoàn")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="lúc chuyển tiền")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="payments.order",
                        verbose_name="khoản thu",
                    ),
                ),
            ],
            options={
                "verbose_name": "hoàn trả",
            },
        ),
        migrations.AddIndex(
            model_name="bankaccount",
            index=models.Index(fields=["number"], name="bankaccount_by_number"),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="bankaccount_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("bank_bin__regex", "^[0-9]{6}$")), name="bankaccount_bin_form"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__regex", "^[A-Z0-9]{1,19}$")), name="bankaccount_number_form"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=(("unit", "="), (units.models.validity.ValidityRange(), "&&")),
                name="bankaccount_one_a_unit_at_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["unit", "-placed_at", "-id"], name="order_by_unit"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("state__in", ("open", "part_paid"))),
                fields=["unit", "due_at"],
                name="order_awaiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__regex", "^[A-Z0-9][A-Z0-9.-]{0,24}$")), name="order_code_form"
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("due_dong__gte", 0),
                    ("due_dong__lt", 1000000000000000),
                    ("waived_dong__gte", 0),
                    ("waived_dong__lt", 1000000000000000),
                ),
                name="order_amounts",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(("refunded_dong__gte", 0), ("refunded_dong__lte", models.F("received_dong"))),
                name="order_gives_back_no_more_than_came",
            ),
        ),
        migrations.AddIndex(
            model_name="orderevent",
            index=models.Index(fields=["order", "id"], name="orderevent_by_order"),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.UniqueConstraint(fields=("order", "position"), name="orderline_once_a_position"),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["fee", "charge", "other"])), name="orderline_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("unit_price_dong__gte", 0),
                    ("unit_price_dong__lt", 1000000000000000),
                    ("reduction_dong__gte", 0),
                    ("reduction_dong__lt", 1000000000000000),
                    ("amount_dong__gte", 0),
                    ("amount_dong__lt", 1000000000000000),
                ),
                name="orderline_amounts",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(condition=models.Q(("quantity__gte", 1)), name="orderline_something"),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "amount_dong",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("quantity"), "*", models.F("unit_price_dong")
                            ),
                            "-",
                            models.F("reduction_dong"),
                        ),
                    )
                ),
                name="orderline_sum",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reduction_dong", 0), models.Q(("legal_basis", ""), _negated=True), _connector="OR"
                ),
                name="orderline_reduced_on_legal_basis",
            ),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(fields=["account_number", "received_at"], name="payment_by_account"),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("order__isnull", True)), fields=["-received_at"], name="payment_unmatched"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                fields=("provider", "provider_reference"), name="payment_once_a_reference"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("provider__in", ["bank", "national_platform", "cash", "card"])),
                name="payment_provider_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("provider_reference", ""), _negated=True), name="payment_has_reference"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_dong__gte", 1), ("amount_dong__lt", 1000000000000000)),
                name="payment_amount",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["provider", "provider_reference"], name="notice_by_reference"),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("account__in", ["payer", "unit", "provider", "refund", "difference"])),
                name="ledgerentry_account_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount_dong__gt", -1000000000000000),
                    ("amount_dong__lt", 1000000000000000),
                    models.Q(("amount_dong", 0), _negated=True),
                ),
                name="ledgerentry_amount",
            ),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(
                condition=models.Q(("state__in", ["asked", "approved"])), fields=["asked_at"], name="refund_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_dong__gte", 1), ("amount_dong__lt", 1000000000000000)), name="refund_amount"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "approved", "refused", "sent"])), name="refund_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), _negated=True), models.Q(("legal_ground", ""), _negated=True)
                ),
                name="refund_with_reason_and_legal_ground",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="refund_by_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("state", "asked")),
                    models.Q(
                        models.Q(("state", "asked"), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="refund_decided_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("sent_at__isnull", False), ("state", "sent"), models.Q(("sent_reference", ""), _negated=True)
                    ),
                    models.Q(
                        models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", True), ("sent_reference", "")
                    ),
                    _connector="OR",
                ),
                name="refund_sent_has_reference",
            ),
        ),
    ]
