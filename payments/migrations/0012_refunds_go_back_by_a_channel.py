"""By which channel a refund goes back, and why where it is not the one the money came by."""

from django.db import migrations, models

import payments.vocabulary


class Migration(migrations.Migration):
    dependencies = [("payments", "0011_orders_go_with_their_unit")]

    operations = [
        migrations.AddField(
            model_name="refund",
            name="channel",
            field=models.CharField(
                blank=True,
                choices=payments.vocabulary.providers,
                db_default="",
                default="",
                max_length=20,
                verbose_name="kênh hoàn trả",
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="other_channel_reason",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=500, verbose_name="vì sao trả qua kênh khác"
            ),
        ),
    ]
