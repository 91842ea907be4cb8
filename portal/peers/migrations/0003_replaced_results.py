"""A parcel a round of the result: the corrected one is posted while the first is still on its way.

The new unique index is built beside daily work, before the old one goes: at no moment may two orders be made of one.
"""

from django.db import migrations, models
from django.db.models import Q

OLD, NEW = "postal_order_one_under_way", "postal_order_one_a_round"
UNDER_WAY = ["waiting", "ordered", "accepted", "in_transit"]
_WHERE = "WHERE state IN ('waiting', 'ordered', 'accepted', 'in_transit')"
BUILD_NEW = f"CREATE UNIQUE INDEX CONCURRENTLY {NEW} ON peers_postalorder (dossier_id, round) {_WHERE}"
BUILD_OLD = f"CREATE UNIQUE INDEX CONCURRENTLY {OLD} ON peers_postalorder (dossier_id) {_WHERE}"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("peers", "0002_expected_delivery")]
    operations = [
        migrations.AddField(
            model_name="postalorder",
            name="round",
            field=models.PositiveSmallIntegerField(default=1, db_default=1),
        ),
        migrations.AddField(
            model_name="postalorder",
            name="sender_pays",
            field=models.BooleanField(default=False, db_default=False, verbose_name="Bên gửi trả cước"),
        ),
        migrations.SeparateDatabaseAndState(
            [
                migrations.RunSQL(BUILD_NEW, f"DROP INDEX CONCURRENTLY {NEW}"),
                migrations.RunSQL(f"DROP INDEX CONCURRENTLY {OLD}", BUILD_OLD),
            ],
            [
                migrations.RemoveConstraint(model_name="postalorder", name=OLD),
                migrations.AddConstraint(
                    model_name="postalorder",
                    constraint=models.UniqueConstraint(
                        condition=Q(state__in=UNDER_WAY), fields=("dossier", "round"), name=NEW
                    ),
                ),
            ],
        ),
    ]
