"""Accounts without e-mail or telephone, whose proven number is their name; a work account beside one's own; sign-ons."""

from __future__ import annotations

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

_PROVEN = Q(("assurance_level__gte", 1), Q(("id_number_index", ""), _negated=True))
_WAY_IN = models.CheckConstraint(
    condition=Q(("email__isnull", False), ("phone__isnull", False), _PROVEN, _connector="OR"), name="user_has_a_way_in"
)
_ONE_OF_A_KIND = models.UniqueConstraint(
    condition=_PROVEN, fields=("id_number_index", "kind"), name="user_proven_number_is_unique"
)
#: As the constraint makes it, without holding up whoever signs in meanwhile.
_INDEX = (
    "CREATE UNIQUE INDEX CONCURRENTLY user_proven_number_is_unique ON accounts_user (id_number_index, kind) "
    "WHERE assurance_level >= 1 AND NOT (id_number_index = '')"
)


class Migration(migrations.Migration):
    """The new rules stand before the old ones go."""

    atomic = False
    dependencies = [("accounts", "0003_user_is_demo"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [
        migrations.CreateModel(
            name="SignOn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("session_key", models.CharField(max_length=40, unique=True)),
                ("subject", models.CharField(db_index=True, max_length=64)),
                ("there", models.CharField(blank=True, db_index=True, default="", max_length=64)),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_ons",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(_INDEX, "DROP INDEX CONCURRENTLY IF EXISTS user_proven_number_is_unique")],
            [migrations.AddConstraint(model_name="user", constraint=_ONE_OF_A_KIND)],
        ),
        AddConstraintNotValid(model_name="user", constraint=_WAY_IN),
        ValidateConstraint(model_name="user", name="user_has_a_way_in"),
        migrations.RemoveConstraint(model_name="user", name="user_proven_id_number_is_unique"),
        migrations.RemoveConstraint(model_name="user", name="user_has_email_or_phone"),
    ]
