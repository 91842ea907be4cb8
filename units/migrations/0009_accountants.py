"""Accountants: a role that ends, like casework, where another agency begins."""

from django.conf import settings
from django.db import migrations, models

import units.roles


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0008_parts_taken_off"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="staffrole",
            name="staff_role_is_known",
        ),
        migrations.AlterField(
            model_name="staffrole",
            name="role",
            field=models.CharField(choices=units.roles.role_choices, max_length=20, verbose_name="vai trò"),
        ),
        migrations.AlterField(
            model_name="staffroleevent",
            name="role",
            field=models.CharField(choices=units.roles.role_choices, max_length=20, verbose_name="vai trò"),
        ),
        migrations.AddConstraint(
            model_name="staffrole",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "clerk",
                            "officer",
                            "leader",
                            "publisher",
                            "unit_admin",
                            "hotline_operator",
                            "supervisor",
                            "system_admin",
                            "accountant",
                        ],
                    )
                ),
                name="staff_role_is_known",
            ),
        ),
    ]
