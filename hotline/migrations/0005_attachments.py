"""Files of tickets: a new table, in which nothing is changed or deleted."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

APPEND_ONLY = """
CREATE FUNCTION hotline_attachment_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was attached to a ticket stays: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER hotline_attachment_append_only BEFORE UPDATE OR DELETE ON hotline_attachment
    FOR EACH ROW EXECUTE FUNCTION hotline_attachment_is_append_only();
"""
FREE = "DROP TRIGGER hotline_attachment_append_only ON hotline_attachment; DROP FUNCTION hotline_attachment_is_append_only();"


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0003_unused_uploads_of_a_client"),
        ("hotline", "0004_calls"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("is_reporters", models.BooleanField()),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="hotline.ticketevent",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="hotline.ticket",
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.upload"),
                ),
            ],
            options={
                "verbose_name": "Tệp đính kèm phản ánh",
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("ticket", "upload"), name="attachment_once")],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, FREE),
    ]
