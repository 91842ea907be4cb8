"""Letters to the hotline: new tables; no letter is deleted, and what it is stays."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import portal.accounts.fields

NO_LETTER_GOES = """
CREATE FUNCTION hotline_incomingmail_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a letter to the hotline cannot be deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.fingerprint, NEW.reason, NEW.raw_id, NEW.size_bytes, NEW.received_at, NEW.sender_index, NEW.message_index)
        IS DISTINCT FROM
       (OLD.fingerprint, OLD.reason, OLD.raw_id, OLD.size_bytes, OLD.received_at, OLD.sender_index, OLD.message_index)
        OR (OLD.outcome <> 'held' AND NEW.outcome <> OLD.outcome)
    THEN
        RAISE EXCEPTION 'what came to the hotline stays as it came' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER hotline_incomingmail_guard BEFORE UPDATE OR DELETE ON hotline_incomingmail
    FOR EACH ROW EXECUTE FUNCTION hotline_incomingmail_guard();
"""
FREE = "DROP TRIGGER hotline_incomingmail_guard ON hotline_incomingmail; DROP FUNCTION hotline_incomingmail_guard();"


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0003_unused_uploads_of_a_client"),
        ("hotline", "0008_hand_overs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MailboxState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("folder", models.CharField(max_length=300, unique=True)),
                ("uid_validity", models.CharField(blank=True, max_length=20)),
                ("last_uid", models.PositiveBigIntegerField(default=0)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("failing_since", models.DateTimeField(blank=True, null=True)),
                ("problem", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "verbose_name": "Hộp thư của đường dây nóng",
            },
        ),
        migrations.CreateModel(
            name="IncomingMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("fingerprint", models.CharField(max_length=64, unique=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("ticket", "Thành phản ánh"),
                            ("facts", "Bổ sung vào phản ánh"),
                            ("held", "Chờ người xem"),
                            ("dismissed", "Đã xem, không lập phản ánh"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("machine", "Thư tự động, thư trả lại hoặc thư của danh sách"),
                            ("too_many", "Quá nhiều thư từ một người gửi"),
                            ("empty", "Không có nội dung"),
                            ("too_large", "Quá lớn"),
                            ("unreadable", "Không đọc được"),
                            ("no_sender", "Không có địa chỉ người gửi"),
                        ],
                        max_length=10,
                    ),
                ),
                ("sender", portal.accounts.fields.EncryptedTextField(blank=True)),
                ("sender_index", models.CharField(blank=True, max_length=64)),
                ("subject", portal.accounts.fields.EncryptedTextField(blank=True)),
                ("message_index", models.CharField(blank=True, max_length=64)),
                ("size_bytes", models.PositiveBigIntegerField()),
                ("was_answered", models.BooleanField(default=False)),
                ("received_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="Vì sao không lập phản ánh")),
                (
                    "raw",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="hotline.ticket",
                    ),
                ),
            ],
            options={
                "verbose_name": "Thư đến đường dây nóng",
                "indexes": [
                    models.Index(
                        condition=models.Q(("outcome", "held")), fields=["received_at", "id"], name="mail_held"
                    ),
                    models.Index(fields=["sender_index", "received_at"], name="mail_of_sender"),
                    models.Index(
                        condition=models.Q(("message_index", ""), _negated=True),
                        fields=["message_index"],
                        name="mail_by_message",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["ticket", "facts", "held", "dismissed"])),
                        name="mail_outcome_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome__in", ["ticket", "facts"]), _negated=True),
                            ("ticket__isnull", False),
                            _connector="OR",
                        ),
                        name="mail_taken_has_ticket",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "held"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="mail_held_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "dismissed"), _negated=True),
                            models.Q(("settled_by__isnull", False), models.Q(("note", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="mail_dismissed_by_somebody",
                    ),
                ],
            },
        ),
        migrations.RunSQL(NO_LETTER_GOES, FREE),
    ]
