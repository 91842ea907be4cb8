"""By which ways a person is told: three columns that begin as people were told before."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_sign_on"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="told_by_email",
            field=models.BooleanField(db_default=True, default=True, verbose_name="Nhận tin bằng thư điện tử"),
        ),
        migrations.AddField(
            model_name="user",
            name="told_by_push",
            field=models.BooleanField(db_default=False, default=False, verbose_name="Nhận thông báo trên trình duyệt"),
        ),
        migrations.AddField(
            model_name="user",
            name="told_by_sms",
            field=models.BooleanField(blank=True, null=True, verbose_name="Nhận tin nhắn SMS"),
        ),
    ]
