"""Samples of answers: drawn once, rated once, and kept."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

STAYS = """
CREATE FUNCTION hotline_sample_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.rated_at IS NOT NULL
        OR (NEW.draw_id, NEW.answer_id, NEW.unit_id, NEW.due_at)
            IS DISTINCT FROM (OLD.draw_id, OLD.answer_id, OLD.unit_id, OLD.due_at) THEN
        RAISE EXCEPTION 'what was drawn or rated stays' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER hotline_sample_guard BEFORE UPDATE OR DELETE ON hotline_sample
    FOR EACH ROW EXECUTE FUNCTION hotline_sample_guard();
CREATE TRIGGER hotline_sampledraw_written_once BEFORE UPDATE OR DELETE ON hotline_sampledraw
    FOR EACH ROW EXECUTE FUNCTION hotline_written_once();
CREATE TRIGGER hotline_sampleshare_written_once BEFORE UPDATE OR DELETE ON hotline_sampleshare
    FOR EACH ROW EXECUTE FUNCTION hotline_written_once();
"""
GOES = """
DROP TRIGGER hotline_sample_guard ON hotline_sample; DROP FUNCTION hotline_sample_guard();
DROP TRIGGER hotline_sampledraw_written_once ON hotline_sampledraw;
DROP TRIGGER hotline_sampleshare_written_once ON hotline_sampleshare;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("hotline", "0019_moments_of_a_month"),
        ("units", "0009_accountants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SampleDraw",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(unique=True)),
                ("percent", models.PositiveSmallIntegerField()),
                ("seed", models.CharField(max_length=64)),
                ("population", models.PositiveIntegerField()),
                ("drawn_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "Lần lấy mẫu",
                "ordering": ["-starts_on"],
            },
        ),
        migrations.CreateModel(
            name="Sample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_at", models.DateTimeField()),
                (
                    "checked",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "1 – Kém"), (2, "2 – Yếu"), (3, "3 – Đạt"), (4, "4 – Tốt"), (5, "5 – Rất tốt")],
                        null=True,
                        verbose_name="Đã kiểm tra gì",
                    ),
                ),
                (
                    "found",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "1 – Kém"), (2, "2 – Yếu"), (3, "3 – Đạt"), (4, "4 – Tốt"), (5, "5 – Rất tốt")],
                        null=True,
                        verbose_name="Kết quả",
                    ),
                ),
                (
                    "promise",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "1 – Kém"), (2, "2 – Yếu"), (3, "3 – Đạt"), (4, "4 – Tốt"), (5, "5 – Rất tốt")],
                        null=True,
                        verbose_name="Sẽ làm gì, bao giờ xong",
                    ),
                ),
                (
                    "legal_basis",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "1 – Kém"), (2, "2 – Yếu"), (3, "3 – Đạt"), (4, "4 – Tốt"), (5, "5 – Rất tốt")],
                        null=True,
                        verbose_name="Căn cứ pháp lý",
                    ),
                ),
                (
                    "tone",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "1 – Kém"), (2, "2 – Yếu"), (3, "3 – Đạt"), (4, "4 – Tốt"), (5, "5 – Rất tốt")],
                        null=True,
                        verbose_name="Giọng văn",
                    ),
                ),
                ("words", models.TextField(blank=True, verbose_name="Nhận xét")),
                ("asked_again", models.BooleanField(default=False)),
                ("rated_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sample", to="hotline.answer"
                    ),
                ),
                (
                    "rated_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"
                    ),
                ),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="samples", to="hotline.sampledraw"
                    ),
                ),
            ],
            options={
                "verbose_name": "Câu trả lời lấy mẫu",
                "indexes": [
                    models.Index(condition=models.Q(("rated_at", None)), fields=["due_at"], name="sample_waiting"),
                    models.Index(fields=["unit", "-id"], name="sample_of_unit"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("checked", None),
                                ("found", None),
                                ("legal_basis", None),
                                ("promise", None),
                                ("rated_at", None),
                                ("rated_by", None),
                                ("tone", None),
                            ),
                            models.Q(
                                ("checked__range", (1, 5)),
                                ("found__range", (1, 5)),
                                ("legal_basis__range", (1, 5)),
                                ("promise__range", (1, 5)),
                                ("rated_at__isnull", False),
                                ("rated_by__isnull", False),
                                ("tone__range", (1, 5)),
                            ),
                            _connector="OR",
                        ),
                        name="sample_rated_whole",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SampleShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("percent", models.PositiveSmallIntegerField(verbose_name="Phần trăm câu trả lời được kiểm tra")),
                ("starts_on", models.DateField()),
                ("set_at", models.DateTimeField()),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "Tỷ lệ lấy mẫu",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("percent__gte", 1), ("percent__lte", 100)), name="sample_share_of_a_hundred"
                    )
                ],
            },
        ),
        migrations.RunSQL(STAYS, GOES),
    ]
