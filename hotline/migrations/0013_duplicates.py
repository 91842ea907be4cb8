"""Links between tickets of one matter: kept for good, never in chains."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

STAYS = """
CREATE FUNCTION hotline_duplicate_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a link between tickets is split, not deleted' USING ERRCODE = 'restrict_violation';
    ELSIF TG_OP = 'INSERT' THEN
        IF EXISTS (SELECT FROM hotline_duplicate WHERE split_at IS NULL
                   AND (ticket_id = NEW.leader_id OR leader_id = NEW.ticket_id)) THEN
            RAISE EXCEPTION 'links between tickets make no chains' USING ERRCODE = 'restrict_violation';
        END IF;
    ELSIF (NEW.ticket_id, NEW.leader_id, NEW.linked_at, NEW.linked_by_id)
            IS DISTINCT FROM (OLD.ticket_id, OLD.leader_id, OLD.linked_at, OLD.linked_by_id)
        OR OLD.split_at IS NOT NULL OR (OLD.answer_id IS NOT NULL AND NEW.answer_id IS DISTINCT FROM OLD.answer_id)
    THEN
        RAISE EXCEPTION 'what was linked, split or answered stays' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER hotline_duplicate_guard BEFORE INSERT OR UPDATE OR DELETE ON hotline_duplicate
    FOR EACH ROW EXECUTE FUNCTION hotline_duplicate_guard();
"""
GOES = "DROP TRIGGER hotline_duplicate_guard ON hotline_duplicate; DROP FUNCTION hotline_duplicate_guard();"


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0031_refusals_as_results"),
        ("hotline", "0012_reference_of_a_system"),
        ("procedures", "0026_when_fees_are_collected"),
        ("units", "0009_accountants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Duplicate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("linked_at", models.DateTimeField()),
                ("split_at", models.DateTimeField(blank=True, null=True)),
                ("left_out", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "verbose_name": "Phản ánh trùng",
            },
        ),
        migrations.AddField(
            model_name="duplicate",
            name="answer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="hotline.answer",
            ),
        ),
        migrations.AddField(
            model_name="duplicate",
            name="leader",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="led", to="hotline.ticket"
            ),
        ),
        migrations.AddField(
            model_name="duplicate",
            name="linked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="duplicate",
            name="split_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="duplicate",
            name="ticket",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="merges", to="hotline.ticket"
            ),
        ),
        migrations.AddIndex(
            model_name="duplicate",
            index=models.Index(
                condition=models.Q(("split_at", None)), fields=["leader", "id"], name="duplicate_of_leader"
            ),
        ),
        migrations.AddIndex(
            model_name="duplicate",
            index=models.Index(
                condition=models.Q(("answer", None), ("left_out", ""), ("split_at", None)),
                fields=["id"],
                name="duplicate_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="duplicate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("split_at", None)), fields=("ticket",), name="duplicate_one_leader"
            ),
        ),
        migrations.AddConstraint(
            model_name="duplicate",
            constraint=models.CheckConstraint(
                condition=models.Q(("ticket", models.F("leader")), _negated=True), name="duplicate_of_another"
            ),
        ),
        migrations.AddConstraint(
            model_name="duplicate",
            constraint=models.CheckConstraint(
                condition=models.Q(("split_at", None), ("answer", None), _connector="OR"),
                name="duplicate_answered_stays",
            ),
        ),
        migrations.AddConstraint(
            model_name="duplicate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("split_at", None), ("split_by", None)),
                    models.Q(("split_at__isnull", False), ("split_by__isnull", False)),
                    _connector="OR",
                ),
                name="duplicate_split_by_somebody",
            ),
        ),
        migrations.RunSQL(STAYS, GOES),
    ]
