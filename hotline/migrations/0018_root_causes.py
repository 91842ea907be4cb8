"""Root causes, what answers name, and monthly reports: written once, and kept."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_WRITTEN_ONCE = ("answercause", "monthlyreport")
STAYS = """
CREATE FUNCTION hotline_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was counted or named stays: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION hotline_cause_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.valid_to IS NOT NULL
        OR (to_jsonb(NEW) - 'valid_to') IS DISTINCT FROM (to_jsonb(OLD) - 'valid_to') THEN
        RAISE EXCEPTION 'a cause is ended by a day, not rewritten' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER hotline_cause_guard BEFORE UPDATE OR DELETE ON hotline_cause
    FOR EACH ROW EXECUTE FUNCTION hotline_cause_guard();
""" + "".join(
    f"CREATE TRIGGER hotline_{table}_written_once BEFORE UPDATE OR DELETE ON hotline_{table}"
    " FOR EACH ROW EXECUTE FUNCTION hotline_written_once();"
    for table in _WRITTEN_ONCE
)
GOES = (
    "".join(f"DROP TRIGGER hotline_{table}_written_once ON hotline_{table};" for table in _WRITTEN_ONCE)
    + "DROP TRIGGER hotline_cause_guard ON hotline_cause; DROP FUNCTION hotline_cause_guard();"
    "DROP FUNCTION hotline_written_once();"
)


class Migration(migrations.Migration):
    dependencies = [
        ("hotline", "0017_found_while_they_call"),
        ("units", "0009_accountants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AnswerCause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("said_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "Nguyên nhân của câu trả lời",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Cause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=120, verbose_name="Tên nguyên nhân")),
                ("name_en", models.CharField(max_length=120, verbose_name="Tên bằng tiếng Anh")),
                ("is_fault", models.BooleanField(verbose_name="Cơ quan có lỗi")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "Nguyên nhân gốc",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="MonthlyReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("month", models.PositiveSmallIntegerField()),
                ("number", models.PositiveSmallIntegerField()),
                ("counts", models.JSONField()),
                ("made_at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "verbose_name": "Báo cáo tháng của đường dây nóng",
            },
        ),
        migrations.AddField(
            model_name="answercause",
            name="answer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="causes", to="hotline.answer"
            ),
        ),
        migrations.AddField(
            model_name="answercause",
            name="said_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="cause",
            name="written_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="answercause",
            name="cause",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hotline.cause"
            ),
        ),
        migrations.AddField(
            model_name="monthlyreport",
            name="made_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="cause",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to", None)), fields=("name",), name="cause_named_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="cause",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("name", ""), _negated=True), models.Q(("name_en", ""), _negated=True)),
                name="cause_has_names",
            ),
        ),
        migrations.AddConstraint(
            model_name="cause",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"),
                name="cause_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="monthlyreport",
            constraint=models.UniqueConstraint(fields=("year", "month", "number"), name="monthly_report_numbered"),
        ),
        migrations.AddConstraint(
            model_name="monthlyreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("month__gte", 1), ("month__lte", 12)), name="monthly_report_of_a_month"
            ),
        ),
        migrations.AddConstraint(
            model_name="monthlyreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", 1), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="monthly_report_corrected_for_a_reason",
            ),
        ),
        migrations.RunSQL(STAYS, GOES),
    ]
