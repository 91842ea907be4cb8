"""Shifts at the till, what moved in their drawers, and mistakes taken back; PostgreSQL keeps them as they were."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

# A shift is opened, then counted, then handed over: each once, and nothing of an earlier step changes.
SHIFT_IS_A_FACT = """
CREATE FUNCTION payments_shift_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    allowed text[] := '{}';
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a row of % cannot be deleted', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.closed_at IS NULL THEN
        allowed := '{closed_at,counted,counted_dong,difference_reason,terminal_dong}';
    ELSIF OLD.handed_over_at IS NULL THEN
        allowed := '{handed_over_at,handover_document}';
    END IF;
    IF NOT payments_changes_only(to_jsonb(NEW), to_jsonb(OLD), allowed) THEN
        RAISE EXCEPTION 'a row of % cannot be changed so', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_shift_goes_on BEFORE UPDATE OR DELETE ON payments_shift
    FOR EACH ROW EXECUTE FUNCTION payments_shift_goes_on();
CREATE TRIGGER payments_shiftentry_append_only BEFORE UPDATE OR DELETE ON payments_shiftentry
    FOR EACH ROW EXECUTE FUNCTION payments_is_append_only();
CREATE TRIGGER payments_reversal_is_a_fact BEFORE UPDATE OR DELETE ON payments_reversal
    FOR EACH ROW EXECUTE FUNCTION payments_is_a_fact('{state}', '{decided_by_id,decided_at}');
"""
SHIFT_IS_A_FACT_BACK = """
DROP TRIGGER payments_reversal_is_a_fact ON payments_reversal;
DROP TRIGGER payments_shiftentry_append_only ON payments_shiftentry;
DROP TRIGGER payments_shift_goes_on ON payments_shift;
DROP FUNCTION payments_shift_goes_on();
"""

# Money moves while a shift is open; only the hand-over follows its count. The lock lets no count pass by an entry.
OPEN_SHIFTS_ONLY = """
CREATE FUNCTION payments_entry_fits_its_shift() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_closed boolean;
BEGIN
    SELECT closed_at IS NOT NULL INTO is_closed FROM payments_shift WHERE id = NEW.shift_id FOR SHARE;
    IF is_closed <> (NEW.kind = 'handed_over') THEN
        RAISE EXCEPTION 'an entry % does not fit its shift', NEW.kind USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_entry_fits_its_shift BEFORE INSERT ON payments_shiftentry
    FOR EACH ROW EXECUTE FUNCTION payments_entry_fits_its_shift();
"""
OPEN_SHIFTS_ONLY_BACK = """
DROP TRIGGER payments_entry_fits_its_shift ON payments_shiftentry;
DROP FUNCTION payments_entry_fits_its_shift();
"""

# Looked at when a transaction ends: the drawer began with its float, holds what was counted, and is empty after.
DRAWERS = """
CREATE FUNCTION payments_drawer_agrees() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    shift payments_shift;
    held record;
BEGIN
    IF TG_TABLE_NAME = 'payments_shift' THEN
        SELECT * INTO shift FROM payments_shift WHERE id = NEW.id;
    ELSE
        SELECT * INTO shift FROM payments_shift WHERE id = NEW.shift_id;
    END IF;
    SELECT coalesce(sum(amount_dong) FILTER (WHERE kind NOT IN ('card', 'card_back')), 0) AS everything,
           coalesce(sum(amount_dong) FILTER (WHERE kind = 'opened'), -1) AS begun,
           count(*) FILTER (WHERE kind = 'difference') AS differences
        INTO held FROM payments_shiftentry WHERE shift_id = shift.id;
    IF held.begun <> shift.float_dong
        OR (shift.closed_at IS NOT NULL AND shift.handed_over_at IS NULL AND held.everything <> shift.counted_dong)
        OR (shift.handed_over_at IS NOT NULL AND held.everything <> 0)
        OR (held.differences > 0 AND shift.difference_reason = '') THEN
        RAISE EXCEPTION 'the drawer of shift % is not what its entries say', shift.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payments_drawer_agrees AFTER INSERT OR UPDATE ON payments_shift
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_drawer_agrees();
CREATE CONSTRAINT TRIGGER payments_entries_fill_the_drawer AFTER INSERT ON payments_shiftentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_drawer_agrees();
"""
DRAWERS_BACK = """
DROP TRIGGER payments_entries_fill_the_drawer ON payments_shiftentry;
DROP TRIGGER payments_drawer_agrees ON payments_shift;
DROP FUNCTION payments_drawer_agrees();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0004_statements_and_reconciling"),
        ("units", "0008_parts_taken_off"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Reversal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=500, verbose_name="lý do")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Chờ duyệt hủy lần thu"),
                            ("approved", "Đã hủy lần thu"),
                            ("refused", "Không hủy lần thu"),
                        ],
                        default="asked",
                        max_length=8,
                        verbose_name="trạng thái",
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="lúc đề nghị")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="lúc quyết định")),
            ],
            options={
                "verbose_name": "hủy lần thu tại quầy",
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="lúc mở ca")),
                ("float_dong", models.BigIntegerField(verbose_name="tiền đầu ca")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="lúc đóng ca")),
                ("counted", models.JSONField(blank=True, null=True, verbose_name="số tờ theo mệnh giá")),
                ("counted_dong", models.BigIntegerField(blank=True, null=True, verbose_name="tiền đếm được")),
                ("difference_reason", models.CharField(blank=True, max_length=500, verbose_name="lý do chênh lệch")),
                ("terminal_dong", models.BigIntegerField(blank=True, null=True, verbose_name="tổng trên máy quẹt thẻ")),
                ("handed_over_at", models.DateTimeField(blank=True, null=True, verbose_name="lúc nộp về quỹ")),
                ("handover_document", models.CharField(blank=True, max_length=100, verbose_name="số chứng từ nộp quỹ")),
            ],
            options={
                "verbose_name": "ca thu tiền",
            },
        ),
        migrations.CreateModel(
            name="ShiftEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opened", "Tiền đầu ca"),
                            ("cash", "Thu tiền mặt"),
                            ("card", "Thu bằng thẻ"),
                            ("cash_back", "Hủy lần thu tiền mặt"),
                            ("card_back", "Hủy lần thu bằng thẻ"),
                            ("difference", "Chênh lệch khi đếm"),
                            ("handed_over", "Nộp về quỹ"),
                        ],
                        max_length=12,
                        verbose_name="việc",
                    ),
                ),
                ("amount_dong", models.BigIntegerField(verbose_name="số tiền")),
                ("given_dong", models.BigIntegerField(blank=True, null=True, verbose_name="khách đưa")),
                ("transaction", models.UUIDField(blank=True, null=True, verbose_name="bút toán")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="lúc")),
            ],
            options={
                "verbose_name": "việc trong ca thu tiền",
                "ordering": ("pk",),
            },
        ),
        migrations.RemoveConstraint(
            model_name="ledgerentry",
            name="ledgerentry_account_known",
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="account",
            field=models.CharField(
                choices=[
                    ("payer", "Người nộp"),
                    ("unit", "Đơn vị thu"),
                    ("provider", "Bên trung gian thanh toán"),
                    ("refund", "Chờ hoàn trả"),
                    ("difference", "Chênh lệch"),
                    ("treasury", "Quỹ của đơn vị"),
                ],
                max_length=10,
                verbose_name="tài khoản",
            ),
        ),
        # Validated by the next migration, so that no table is read through while it is locked.
        AddConstraintNotValid(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("account__in", ["payer", "unit", "provider", "refund", "difference", "treasury"])),
                name="ledgerentry_account_known",
            ),
        ),
        migrations.AddField(
            model_name="reversal",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="reversal",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reversal",
            name="moved_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="payments.order",
                verbose_name="chuyển sang khoản thu",
            ),
        ),
        migrations.AddField(
            model_name="shift",
            name="clerk",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người thu tiền",
            ),
        ),
        migrations.AddField(
            model_name="shift",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="shifts",
                to="units.unit",
                verbose_name="đơn vị",
            ),
        ),
        migrations.AddField(
            model_name="shiftentry",
            name="actor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="shiftentry",
            name="payment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="shift_entries",
                to="payments.payment",
            ),
        ),
        migrations.AddField(
            model_name="shiftentry",
            name="shift",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="payments.shift"
            ),
        ),
        migrations.AddField(
            model_name="reversal",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reversals",
                to="payments.shiftentry",
                verbose_name="lần thu",
            ),
        ),
        migrations.AddIndex(
            model_name="shift",
            index=models.Index(fields=["unit", "-id"], name="shift_by_unit"),
        ),
        migrations.AddIndex(
            model_name="shift",
            index=models.Index(fields=["clerk", "-id"], name="shift_by_clerk"),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)), fields=("clerk",), name="shift_one_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(
                condition=models.Q(("float_dong__gte", 0), ("float_dong__lt", 1000000000000000)), name="shift_float"
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", True),
                        ("counted__isnull", True),
                        ("counted_dong__isnull", True),
                        ("difference_reason", ""),
                    ),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("counted__isnull", False),
                        ("counted_dong__gte", 0),
                        ("counted_dong__lt", 1000000000000000),
                    ),
                    _connector="OR",
                ),
                name="shift_closed_when_counted",
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("handed_over_at__isnull", True), ("handover_document", "")),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("handed_over_at__isnull", False),
                        models.Q(("handover_document", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="shift_handed_over_on_a_document",
            ),
        ),
        migrations.AddIndex(
            model_name="shiftentry",
            index=models.Index(fields=["shift", "-id"], name="shiftentry_by_shift"),
        ),
        migrations.AddConstraint(
            model_name="shiftentry",
            constraint=models.UniqueConstraint(fields=("payment", "kind"), name="shiftentry_once_a_payment"),
        ),
        migrations.AddConstraint(
            model_name="shiftentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["opened", "cash", "card", "cash_back", "card_back", "difference", "handed_over"])
                ),
                name="shiftentry_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="shiftentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["cash", "card", "cash_back", "card_back"]), ("payment__isnull", False)),
                    models.Q(
                        models.Q(("kind__in", ["cash", "card", "cash_back", "card_back"]), _negated=True),
                        ("payment__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="shiftentry_of_a_payment",
            ),
        ),
        migrations.AddConstraint(
            model_name="shiftentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount_dong__gt", 0), ("kind__in", ("cash", "card"))),
                    models.Q(("amount_dong__lt", 0), ("kind__in", ("cash_back", "card_back"))),
                    models.Q(("amount_dong__gte", 0), ("kind", "opened")),
                    models.Q(("amount_dong__lte", 0), ("kind", "handed_over")),
                    models.Q(("kind", "difference"), models.Q(("amount_dong", 0), _negated=True)),
                    _connector="OR",
                ),
                name="shiftentry_direction",
            ),
        ),
        migrations.AddConstraint(
            model_name="shiftentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("given_dong__isnull", True),
                    models.Q(
                        ("given_dong__gte", models.F("amount_dong")),
                        ("given_dong__lt", 1000000000000000),
                        ("kind", "cash"),
                    ),
                    _connector="OR",
                ),
                name="shiftentry_gave_enough",
            ),
        ),
        migrations.AddIndex(
            model_name="reversal",
            index=models.Index(condition=models.Q(("state", "asked")), fields=["asked_at"], name="reversal_open"),
        ),
        migrations.AddConstraint(
            model_name="reversal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "refused"), _negated=True), fields=("entry",), name="reversal_one_an_entry"
            ),
        ),
        migrations.AddConstraint(
            model_name="reversal",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "approved", "refused"])), name="reversal_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="reversal",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="reversal_with_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="reversal",
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
                name="reversal_decided_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="reversal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "approved"), _negated=True),
                    ("moved_to__isnull", False),
                    models.Q(("decided_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="reversal_by_four_eyes",
            ),
        ),
        migrations.RunSQL(SHIFT_IS_A_FACT, SHIFT_IS_A_FACT_BACK),
        migrations.RunSQL(OPEN_SHIFTS_ONLY, OPEN_SHIFTS_ONLY_BACK),
        migrations.RunSQL(DRAWERS, DRAWERS_BACK),
    ]
