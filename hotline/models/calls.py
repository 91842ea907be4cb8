"""Calls to the hotline: who rang, who answered, what was typed meanwhile, and what became of it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hotline.models.tickets import Ticket
from portal.accounts.fields import EncryptedJSONField, EncryptedTextField


class CallState(models.TextChoices):
    """Where a call stands."""

    RINGING = "ringing", _("Đang đổ chuông")
    TALKING = "talking", _("Đang nói chuyện")
    DONE = "done", _("Đã xong")
    MISSED = "missed", _("Gọi nhỡ")


WITH_OPERATOR = (CallState.TALKING, CallState.DONE)


class Call(models.Model):
    """One call. What the operator types is kept while they type: a browser that dies takes no word with it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=8, choices=CallState.choices)
    phone = EncryptedTextField(blank=True)
    phone_index = models.CharField(max_length=64, blank=True, editable=False)
    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    began_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    exchange_ref = models.CharField(max_length=120, unique=True, null=True, blank=True)
    hung_up_at = models.DateTimeField(null=True, blank=True)
    dialled = models.CharField(_("Số được gọi"), max_length=30, blank=True, db_default="")
    recording_url = models.URLField(max_length=500, blank=True)
    typed = EncryptedJSONField(default=dict)
    typed_at = models.DateTimeField(null=True, blank=True)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, null=True, blank=True, related_name="calls")
    note = models.CharField(_("Vì sao không ghi phản ánh"), max_length=300, blank=True)
    call_back_at = models.DateTimeField(null=True, blank=True)
    called_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A call that somebody answered has its operator; one that is done says what became of it."""

        verbose_name = _("Cuộc gọi")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CallState.values), name="call_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[str(state) for state in WITH_OPERATOR]) | Q(operator__isnull=False),
                name="call_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | (Q(ended_at__isnull=False) & (Q(ticket__isnull=False) | ~Q(note=""))),
                name="call_done_with_an_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["began_at"], name="call_ringing", condition=Q(state="ringing")),
            models.Index(fields=["operator", "began_at"], name="call_of_operator", condition=Q(state="talking")),
            models.Index(
                fields=["call_back_at"],
                name="call_to_call_back",
                condition=Q(call_back_at__isnull=False, called_back_at=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def has_recording_link(self) -> bool:
        """Whether the recording can be opened from here; Asterisk tells its name only, which leads nowhere."""
        return self.recording_url.startswith(("https://", "http://"))
