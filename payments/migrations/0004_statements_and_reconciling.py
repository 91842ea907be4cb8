"""Statements, what the desk decided, reconciliation, and refunds that are followed to their end."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

import payments.vocabulary

# A payment leaves the desk and comes back; a transfer of a refund may fail and be sent again; decisions are undone once.
FACTS = """
DROP TRIGGER payments_payment_is_a_fact ON payments_payment;
CREATE TRIGGER payments_payment_is_a_fact BEFORE UPDATE OR DELETE ON payments_payment
    FOR EACH ROW EXECUTE FUNCTION payments_is_a_fact('{settled_at}', '{order_id}');
DROP TRIGGER payments_refund_is_a_fact ON payments_refund;
CREATE TRIGGER payments_refund_is_a_fact BEFORE UPDATE OR DELETE ON payments_refund
    FOR EACH ROW EXECUTE FUNCTION payments_is_a_fact(
        '{state,decision_note,sent_reference,sent_at}',
        '{decided_by_id,decided_at,confirmed_at,confirmed_by_id}');
CREATE TRIGGER payments_decision_is_a_fact BEFORE UPDATE OR DELETE ON payments_decision
    FOR EACH ROW EXECUTE FUNCTION payments_is_a_fact('{}', '{undone_at,undone_by_id}');
CREATE TRIGGER payments_difference_is_a_fact BEFORE UPDATE OR DELETE ON payments_difference
    FOR EACH ROW EXECUTE FUNCTION payments_is_a_fact('{owner_id,reason}', '{closed_at,closed_by_id}');
CREATE TRIGGER payments_statedline_append_only BEFORE UPDATE OR DELETE ON payments_statedline
    FOR EACH ROW EXECUTE FUNCTION payments_is_append_only();
CREATE TRIGGER payments_failedtransfer_append_only BEFORE UPDATE OR DELETE ON payments_failedtransfer
    FOR EACH ROW EXECUTE FUNCTION payments_is_append_only();
"""
FACTS_BACK = """
DROP TRIGGER payments_failedtransfer_append_only ON payments_failedtransfer;
DROP TRIGGER payments_statedline_append_only ON payments_statedline;
DROP TRIGGER payments_difference_is_a_fact ON payments_difference;
DROP TRIGGER payments_decision_is_a_fact ON payments_decision;
DROP TRIGGER payments_refund_is_a_fact ON payments_refund;
CREATE TRIGGER payments_refund_is_a_fact BEFORE UPDATE OR DELETE ON payments_refund
    FOR EACH ROW EXECUTE FUNCTION payments_is_a_fact(
        '{state,decision_note,sent_reference}', '{decided_by_id,decided_at,sent_at}');
DROP TRIGGER payments_payment_is_a_fact ON payments_payment;
CREATE TRIGGER payments_payment_is_a_fact BEFORE UPDATE OR DELETE ON payments_payment
    FOR EACH ROW EXECUTE FUNCTION payments_is_a_fact('{}', '{order_id}');
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("files", "0003_unused_uploads_of_a_client"),
        ("payments", "0003_receipts"),
        ("units", "0009_accountants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount_dong", models.BigIntegerField(verbose_name="số tiền")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="lý do")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="lúc quyết định")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="lúc gỡ")),
            ],
            options={
                "verbose_name": "quyết định đối chiếu",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Difference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "provider",
                    models.CharField(choices=payments.vocabulary.providers, max_length=20, verbose_name="kênh"),
                ),
                ("account_number", models.CharField(max_length=19, verbose_name="tài khoản")),
                ("day", models.DateField(verbose_name="ngày")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("missing_here", "Sao kê có, sổ không có"),
                            ("missing_there", "Sổ có, sao kê không có"),
                            ("differing", "Số tiền khác nhau"),
                        ],
                        max_length=13,
                        verbose_name="loại sai lệch",
                    ),
                ),
                ("reference", models.CharField(max_length=100, verbose_name="mã giao dịch")),
                ("here_dong", models.BigIntegerField(blank=True, null=True, verbose_name="theo sổ")),
                ("there_dong", models.BigIntegerField(blank=True, null=True, verbose_name="theo sao kê")),
                ("found_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="lúc phát hiện")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="lúc khép lại")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="lý do")),
            ],
            options={
                "verbose_name": "sai lệch đối soát",
            },
        ),
        migrations.CreateModel(
            name="FailedTransfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=100, verbose_name="mã giao dịch hoàn")),
                ("sent_at", models.DateTimeField(verbose_name="lúc chuyển tiền")),
                ("reason", models.CharField(max_length=500, verbose_name="lý do không chuyển được")),
                ("noted_at", models.DateTimeField(auto_now_add=True, verbose_name="lúc ghi nhận")),
            ],
            options={
                "verbose_name": "lần hoàn tiền không thành",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Reconciliation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "provider",
                    models.CharField(choices=payments.vocabulary.providers, max_length=20, verbose_name="kênh"),
                ),
                ("account_number", models.CharField(max_length=19, verbose_name="tài khoản")),
                ("day", models.DateField(verbose_name="ngày")),
                ("matched", models.PositiveIntegerField(default=0, verbose_name="khớp")),
                ("missing_here", models.PositiveIntegerField(default=0, verbose_name="sổ không có")),
                ("missing_there", models.PositiveIntegerField(default=0, verbose_name="sao kê không có")),
                ("differing", models.PositiveIntegerField(default=0, verbose_name="khác số tiền")),
                ("here_dong", models.BigIntegerField(default=0, verbose_name="theo sổ")),
                ("there_dong", models.BigIntegerField(default=0, verbose_name="theo sao kê")),
                ("compared_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="lúc đối soát")),
            ],
            options={
                "verbose_name": "đối soát ngày",
            },
        ),
        migrations.CreateModel(
            name="StatedLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "provider",
                    models.CharField(
                        choices=payments.vocabulary.providers, default="bank", max_length=20, verbose_name="kênh"
                    ),
                ),
                ("account_number", models.CharField(max_length=19, verbose_name="tài khoản")),
                ("reference", models.CharField(max_length=100, verbose_name="mã giao dịch")),
                ("booked_at", models.DateTimeField(verbose_name="lúc ghi sổ của ngân hàng")),
                ("booked_on", models.DateField(verbose_name="ngày ghi sổ")),
                ("amount_dong", models.BigIntegerField(verbose_name="số tiền")),
                ("text", models.CharField(blank=True, max_length=500, verbose_name="nội dung")),
                ("row", models.PositiveIntegerField(verbose_name="dòng")),
            ],
            options={
                "verbose_name": "dòng sao kê",
            },
        ),
        migrations.CreateModel(
            name="StatementFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file_name", models.CharField(max_length=255, verbose_name="tệp")),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="lúc tải lên")),
                ("submission_key", models.UUIDField(unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Đang chờ máy xử lý"),
                            ("running", "Đang ghi nhận"),
                            ("done", "Đã ghi nhận xong"),
                            ("failed", "Không ghi nhận được"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="tình trạng",
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0, verbose_name="số dòng")),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("beat_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("first_day", models.DateField(blank=True, null=True, verbose_name="từ ngày")),
                ("last_day", models.DateField(blank=True, null=True, verbose_name="đến ngày")),
                ("problem", models.TextField(blank=True)),
                ("faults", models.JSONField(blank=True, default=list)),
                ("outcomes", models.JSONField(blank=True, default=dict)),
            ],
            options={
                "verbose_name": "sao kê",
                "ordering": ("-pk",),
            },
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="entered_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="lúc ghi"),
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="entered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="settled_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="lúc đối chiếu xong"),
        ),
        migrations.AddField(
            model_name="refund",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="lúc ngân hàng xác nhận"),
        ),
        migrations.AddField(
            model_name="refund",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="refund",
            name="state",
            field=models.CharField(
                choices=[
                    ("asked", "Chờ duyệt hoàn trả"),
                    ("approved", "Đã duyệt, chờ chuyển tiền"),
                    ("refused", "Không được duyệt hoàn trả"),
                    ("sent", "Đã chuyển tiền hoàn"),
                ],
                default="asked",
                max_length=8,
                verbose_name="trạng thái",
            ),
        ),
        AddIndexConcurrently(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("order__isnull", True), ("settled_at__isnull", True)),
                fields=["account_number", "-received_at", "-id"],
                name="payment_at_the_desk",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("confirmed_at__isnull", True), ("state", "sent"), _connector="OR"),
                name="refund_confirmed_once_sent",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="order",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="payments.order",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="payment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="payments.payment"
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="undone_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="difference",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="difference",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="difference",
            name="payment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="payments.payment",
            ),
        ),
        migrations.AddField(
            model_name="difference",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit", verbose_name="đơn vị"
            ),
        ),
        migrations.AddField(
            model_name="failedtransfer",
            name="noted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="failedtransfer",
            name="refund",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="failures", to="payments.refund"
            ),
        ),
        migrations.AddField(
            model_name="reconciliation",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit", verbose_name="đơn vị"
            ),
        ),
        migrations.AddField(
            model_name="difference",
            name="line",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="payments.statedline",
            ),
        ),
        migrations.AddField(
            model_name="statementfile",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="statements",
                to="payments.bankaccount",
                verbose_name="tài khoản thu",
            ),
        ),
        migrations.AddField(
            model_name="statementfile",
            name="stored",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
            ),
        ),
        migrations.AddField(
            model_name="statementfile",
            name="uploaded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="statedline",
            name="file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="payments.statementfile",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_dong__gte", 1), ("amount_dong__lt", 1000000000000000)),
                name="decision_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("order__isnull", False), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="decision_not_ours_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undone_at__isnull", True), ("undone_by__isnull", True)),
                    models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                    _connector="OR",
                ),
                name="decision_undone_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at__isnull", True)),
                fields=("payment", "order"),
                name="decision_once_an_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("order__isnull", True), ("undone_at__isnull", True)),
                fields=("payment",),
                name="decision_not_ours_once",
            ),
        ),
        migrations.AddIndex(
            model_name="reconciliation",
            index=models.Index(fields=["unit", "-day", "-id"], name="reconciliation_by_unit"),
        ),
        migrations.AddConstraint(
            model_name="reconciliation",
            constraint=models.UniqueConstraint(
                fields=("provider", "unit", "account_number", "day"), name="reconciliation_once"
            ),
        ),
        migrations.AddIndex(
            model_name="difference",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)), fields=["unit", "day", "id"], name="difference_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="difference",
            constraint=models.UniqueConstraint(
                fields=("provider", "account_number", "reference", "kind", "day", "unit"), name="difference_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="difference",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["missing_here", "missing_there", "differing"])),
                name="difference_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="difference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_at__isnull", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="difference_closed_with_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="statementfile",
            index=models.Index(
                condition=models.Q(("state__in", ("waiting", "running"))), fields=["state"], name="statement_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="statementfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "running", "done", "failed"])),
                name="statement_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="statementfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("done", "failed")), _negated=True),
                    ("finished_at__isnull", False),
                    _connector="OR",
                ),
                name="statement_ended_when",
            ),
        ),
        migrations.AddIndex(
            model_name="statedline",
            index=models.Index(fields=["provider", "reference"], name="statedline_by_reference"),
        ),
        migrations.AddConstraint(
            model_name="statedline",
            constraint=models.UniqueConstraint(
                fields=("provider", "account_number", "booked_on", "reference", "amount_dong"), name="statedline_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="statedline",
            constraint=models.CheckConstraint(
                condition=models.Q(("provider__in", ["bank", "national_platform", "cash", "card"])),
                name="statedline_provider_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="statedline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount_dong__gt", -1000000000000000),
                    ("amount_dong__lt", 1000000000000000),
                    models.Q(("amount_dong", 0), _negated=True),
                ),
                name="statedline_amount",
            ),
        ),
        migrations.RunSQL(FACTS, FACTS_BACK),
    ]
