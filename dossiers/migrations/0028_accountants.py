"""Roles are chosen from a function from here on: a new one needs no migration."""

from django.db import migrations, models

import units.roles


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0027_late_in_a_month"),
    ]

    operations = [
        migrations.AlterField(
            model_name="alert",
            name="role",
            field=models.CharField(choices=units.roles.role_choices, max_length=20),
        ),
        migrations.AlterField(
            model_name="assignmentpolicy",
            name="role",
            field=models.CharField(choices=units.roles.role_choices, max_length=20),
        ),
        migrations.AlterField(
            model_name="lateentry",
            name="role",
            field=models.CharField(choices=units.roles.role_choices, max_length=20),
        ),
        migrations.AlterField(
            model_name="task",
            name="role",
            field=models.CharField(choices=units.roles.role_choices, max_length=20),
        ),
    ]
