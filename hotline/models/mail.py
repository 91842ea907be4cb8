"""E-mail that came to the hotline, each letter once, and how far its mailbox was read. Nobody deletes a letter."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hotline.models.tickets import Ticket
from portal.accounts.fields import EncryptedTextField


class MailOutcome(models.TextChoices):
    """What became of a letter."""

    TICKET = "ticket", _("Thành phản ánh")
    FACTS = "facts", _("Bổ sung vào phản ánh")
    HELD = "held", _("Chờ người xem")
    DISMISSED = "dismissed", _("Đã xem, không lập phản ánh")


class MailReason(models.TextChoices):
    """Why a letter waits for a person."""

    MACHINE = "machine", _("Thư tự động, thư trả lại hoặc thư của danh sách")
    TOO_MANY = "too_many", _("Quá nhiều thư từ một người gửi")
    EMPTY = "empty", _("Không có nội dung")
    TOO_LARGE = "too_large", _("Quá lớn")
    UNREADABLE = "unreadable", _("Không đọc được")
    NO_SENDER = "no_sender", _("Không có địa chỉ người gửi")


class IncomingMail(models.Model):
    """One letter; `fingerprint` is the same however often and by whatever way it arrives."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    fingerprint = models.CharField(max_length=64, unique=True)
    outcome = models.CharField(max_length=9, choices=MailOutcome.choices)
    reason = models.CharField(max_length=10, choices=MailReason.choices, blank=True)
    sender = EncryptedTextField(blank=True)
    sender_index = models.CharField(max_length=64, blank=True)
    subject = EncryptedTextField(blank=True)
    message_index = models.CharField(max_length=64, blank=True)
    size_bytes = models.PositiveBigIntegerField()
    raw = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, null=True, blank=True, related_name="letters")
    was_answered = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("Vì sao không lập phản ánh"), max_length=300, blank=True)

    class Meta:
        """A letter is with a ticket, waits and says why, or was dismissed by somebody who said why."""

        verbose_name = _("Thư đến đường dây nóng")
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=MailOutcome.values), name="mail_outcome_known"),
            models.CheckConstraint(
                condition=~Q(outcome__in=["ticket", "facts"]) | Q(ticket__isnull=False), name="mail_taken_has_ticket"
            ),
            models.CheckConstraint(condition=~Q(outcome="held") | ~Q(reason=""), name="mail_held_says_why"),
            models.CheckConstraint(
                condition=~Q(outcome="dismissed") | (Q(settled_by__isnull=False) & ~Q(note="")),
                name="mail_dismissed_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["received_at", "id"], name="mail_held", condition=Q(outcome="held")),
            models.Index(fields=["sender_index", "received_at"], name="mail_of_sender"),
            models.Index(fields=["message_index"], name="mail_by_message", condition=~Q(message_index="")),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class MailboxState(models.Model):
    """How far a mailbox was read (RFC 3501: a UID counts within its UIDVALIDITY only), and since when it can't be."""

    folder = models.CharField(max_length=300, unique=True)
    uid_validity = models.CharField(max_length=20, blank=True)
    last_uid = models.PositiveBigIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("Hộp thư của đường dây nóng")

    def __str__(self) -> str:
        return self.folder
