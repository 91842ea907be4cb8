"""Reports about heads, the Chair's demands, terms that two people decide, and the number that was dialled.

Columns that old code need not know; what a ticket was received under, and whom it is about, is kept by triggers.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

DECIDED_ONCE = """
CREATE FUNCTION hotline_dueterm_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a term of the hotline cannot be deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.decided_at IS NOT NULL
       OR (NEW.clock, NEW.severity, NEW.kind, NEW.unit_id, NEW.amount, NEW.time_unit, NEW.legal_source, NEW.reason,
           NEW.valid_from, NEW.proposed_by_id, NEW.proposed_at)
          IS DISTINCT FROM
          (OLD.clock, OLD.severity, OLD.kind, OLD.unit_id, OLD.amount, OLD.time_unit, OLD.legal_source, OLD.reason,
           OLD.valid_from, OLD.proposed_by_id, OLD.proposed_at)
    THEN
        RAISE EXCEPTION 'a term is decided once and never rewritten' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.is_approved AND NEW.valid_from <= (NEW.decided_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date THEN
        RAISE EXCEPTION 'a term holds from a day after its approval' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER hotline_dueterm_guard BEFORE UPDATE OR DELETE ON hotline_dueterm
    FOR EACH ROW EXECUTE FUNCTION hotline_dueterm_guard();
"""

TERMS_STAY = """
CREATE FUNCTION hotline_ticket_terms_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.terms IS DISTINCT FROM OLD.terms THEN
        RAISE EXCEPTION 'a ticket keeps the terms that it was received under' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.is_about_head AND NOT NEW.is_confidential THEN
        RAISE EXCEPTION 'who tells of a head stays unnamed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.is_about_head AND OLD.is_about_head AND NOT NEW.barred @> OLD.barred THEN
        RAISE EXCEPTION 'the head whom a ticket is about stays barred' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER hotline_ticket_terms_stay BEFORE UPDATE OF terms, barred, is_about_head ON hotline_ticket
    FOR EACH ROW EXECUTE FUNCTION hotline_ticket_terms_stay();
"""


class Migration(migrations.Migration):
    """No row of a live table is written."""

    dependencies = [
        ("dossiers", "0031_refusals_as_results"),
        ("hotline", "0014_ways_to_duplicates"),
        ("procedures", "0026_when_fees_are_collected"),
        ("units", "0009_accountants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DueTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "clock",
                    models.CharField(
                        choices=[
                            ("transfer", "Chuyển đến cơ quan giải quyết"),
                            ("answer", "Trả lời"),
                            ("update", "Báo tiến độ, sau mỗi"),
                            ("to_supervisor", "Từ người đứng đầu lên bộ phận giám sát, sau"),
                            ("to_chair", "Từ bộ phận giám sát lên Văn phòng Chủ tịch, sau"),
                        ],
                        max_length=13,
                    ),
                ),
                (
                    "severity",
                    models.CharField(choices=[("normal", "Bình thường"), ("urgent", "Khẩn cấp")], max_length=8),
                ),
                ("kind", models.CharField(blank=True, max_length=20)),
                ("amount", models.PositiveSmallIntegerField()),
                (
                    "time_unit",
                    models.CharField(
                        choices=[("working_hour", "giờ làm việc"), ("working_day", "ngày làm việc"), ("day", "ngày")],
                        max_length=12,
                    ),
                ),
                ("legal_source", models.CharField(max_length=300)),
                ("reason", models.CharField(max_length=1000)),
                ("valid_from", models.DateField()),
                ("proposed_at", models.DateTimeField()),
                ("is_approved", models.BooleanField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decision", models.CharField(blank=True, max_length=1000)),
            ],
            options={
                "verbose_name": "Thời hạn của đường dây nóng",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="call",
            name="dialled",
            field=models.CharField(blank=True, db_default="", max_length=30, verbose_name="Số được gọi"),
        ),
        migrations.AddField(
            model_name="ticket",
            name="barred",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), blank=True, db_default=[], default=list, editable=False, size=None
            ),
        ),
        migrations.AddField(
            model_name="ticket",
            name="demanded_on",
            field=models.DateField(blank=True, null=True, verbose_name="Văn phòng Chủ tịch yêu cầu trả lời trước ngày"),
        ),
        migrations.AddField(
            model_name="ticket",
            name="is_about_head",
            field=models.BooleanField(db_default=False, default=False, verbose_name="Về người đứng đầu"),
        ),
        migrations.AddField(
            model_name="ticket",
            name="terms",
            field=models.JSONField(db_default={}, default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="dueterm",
            name="decided_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="dueterm",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="dueterm",
            name="unit",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"
            ),
        ),
        migrations.AddConstraint(
            model_name="dueterm",
            constraint=models.CheckConstraint(
                condition=models.Q(("clock__in", ["transfer", "answer", "update", "to_supervisor", "to_chair"])),
                name="due_term_clock_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="dueterm",
            constraint=models.CheckConstraint(
                condition=models.Q(("severity__in", ["normal", "urgent"])), name="due_term_severity_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="dueterm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", ""),
                    (
                        "kind__in",
                        [
                            "complaint_delay",
                            "complaint_conduct",
                            "rule",
                            "technical",
                            "guidance",
                            "praise",
                            "initiative",
                        ],
                    ),
                    _connector="OR",
                ),
                name="due_term_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="dueterm",
            constraint=models.CheckConstraint(
                condition=models.Q(("time_unit__in", ["working_hour", "working_day", "day"])),
                name="due_term_unit_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="dueterm",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__range", (1, 999))), name="due_term_has_a_length"
            ),
        ),
        migrations.AddConstraint(
            model_name="dueterm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("legal_source", ""), _negated=True), models.Q(("reason", ""), _negated=True)
                ),
                name="due_term_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="dueterm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None), ("is_approved", None)),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("is_approved__isnull", False),
                        models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="due_term_decided_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="dueterm",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_approved", True)),
                fields=("clock", "severity", "kind", "unit", "valid_from"),
                name="due_term_once_a_day",
                nulls_distinct=False,
            ),
        ),
        migrations.RunSQL(
            DECIDED_ONCE,
            "DROP TRIGGER hotline_dueterm_guard ON hotline_dueterm; DROP FUNCTION hotline_dueterm_guard();",
        ),
        migrations.RunSQL(
            TERMS_STAY,
            "DROP TRIGGER hotline_ticket_terms_stay ON hotline_ticket; DROP FUNCTION hotline_ticket_terms_stay();",
        ),
    ]
