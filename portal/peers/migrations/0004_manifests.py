"""Manifests: a day's parcels handed to the courier together."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import portal.peers.models.manifests


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0039_older_client_changes"),
        ("files", "0003_unused_uploads_of_a_client"),
        ("peers", "0003_replaced_results"),
        ("units", "0009_accountants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="postalorder",
            name="handed_at",
            field=models.DateTimeField(null=True, verbose_name="Giao cho bưu chính lúc"),
        ),
        migrations.CreateModel(
            name="PostalManifest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=60, unique=True, verbose_name="Số bảng kê")),
                (
                    "state",
                    models.CharField(
                        choices=portal.peers.models.manifests.known_manifest_states, default="open", max_length=12
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="Lập lúc")),
                ("courier", models.CharField(blank=True, max_length=200, verbose_name="Người nhận của bưu chính")),
                ("handed_at", models.DateTimeField(null=True, verbose_name="Giao lúc")),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="manifests", to="peers.connection"
                    ),
                ),
                (
                    "handed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "printed",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "bảng kê bưu gửi",
            },
        ),
        migrations.AddField(
            model_name="postalorder",
            name="manifest",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parcels",
                to="peers.postalmanifest",
            ),
        ),
        migrations.AddIndex(
            model_name="postalmanifest",
            index=models.Index(fields=["unit", "-id"], name="postal_manifest_of_unit"),
        ),
        migrations.AddIndex(
            model_name="postalmanifest",
            index=models.Index(condition=models.Q(("printed", None)), fields=["id"], name="postal_manifest_to_print"),
        ),
        migrations.AddConstraint(
            model_name="postalmanifest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("handed_at__isnull", False), ("handed_by__isnull", False), ("state", "handed")),
                    models.Q(models.Q(("state", "handed"), _negated=True), ("handed_at", None), ("handed_by", None)),
                    _connector="OR",
                ),
                name="postal_manifest_handed_by_somebody",
            ),
        ),
    ]
