"""One ticket for each question of the national portal; those that came before are noted, the first of each."""

from django.db import migrations, models

NOTE_THOSE_OF_BEFORE = """
INSERT INTO national_question (reference, ticket_id)
SELECT DISTINCT ON (client_reference) client_reference, id
FROM hotline_ticket
WHERE client_id = 'national-portal' AND client_reference <> ''
ORDER BY client_reference, id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("hotline", "0021_rated_whole"),
        ("national", "0004_catalogue"),
    ]

    operations = [
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "reference",
                    models.CharField(
                        max_length=100,
                        primary_key=True,
                        serialize=False,
                        verbose_name="mã phản ánh tại Cổng quốc gia",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=models.deletion.PROTECT,
                        related_name="national_questions",
                        to="hotline.ticket",
                    ),
                ),
            ],
            options={"verbose_name": "phản ánh từ Cổng quốc gia"},
        ),
        migrations.RunSQL(NOTE_THOSE_OF_BEFORE, migrations.RunSQL.noop),
    ]
