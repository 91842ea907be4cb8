"""The ticket: what somebody told the hotline. Its state changes through `hotline.log` only; nobody deletes one.

A trigger in PostgreSQL refuses DELETE, and every change of what was told (migration `nothing_disappears`).
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hotline.kinds import NAMELESS, OPEN, Channel, Kind, Level, Score, Severity, State
from hotline.visibility import TicketQuerySet
from portal.accounts.fields import EncryptedTextField

_IS_OPEN = Q(state__in=[str(state) for state in OPEN])
_HAS_ANSWER = Q(answered_at__isnull=False)


class Ticket(models.Model):
    """One report, question or thanks of one person, under one code for life."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("Mã phản ánh"), max_length=40, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    severity = models.CharField(max_length=8, choices=Severity.choices, default=Severity.NORMAL)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    level = models.PositiveSmallIntegerField(choices=Level.choices, default=Level.UNIT)
    last_sequence = models.PositiveIntegerField(default=0)

    content = models.TextField(_("Nội dung"))
    place = models.CharField(_("Nơi xảy ra"), max_length=300, blank=True)
    about_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    procedure = models.ForeignKey(
        "procedures.Procedure", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    dossier_code = models.CharField(_("Mã hồ sơ"), max_length=60, blank=True)

    is_about_head = models.BooleanField(_("Về người đứng đầu"), default=False, db_default=False)
    barred = ArrayField(models.BigIntegerField(), default=list, db_default=[], blank=True, editable=False)
    """Ids of accounts that never see the ticket: the heads it is about (`hotline.about_heads`)."""
    is_confidential = models.BooleanField(_("Giữ kín danh tính"), default=False)
    reporter_name = EncryptedTextField(blank=True)
    reporter_phone = EncryptedTextField(blank=True)
    reporter_email = EncryptedTextField(blank=True)
    reporter_address = EncryptedTextField(blank=True)
    phone_index = models.CharField(max_length=64, blank=True, editable=False)
    name_index = ArrayField(models.CharField(max_length=24), default=list, blank=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    language = models.CharField(max_length=5, default="vi")

    handling_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    hop_count = models.PositiveSmallIntegerField(default=0)
    reopened_count = models.PositiveSmallIntegerField(default=0)
    legal_ground = models.CharField(_("Căn cứ không thụ lý"), max_length=500, blank=True)
    score = models.PositiveSmallIntegerField(choices=Score.choices, null=True, blank=True)

    received_at = models.DateTimeField()
    routed_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    first_answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField()
    answer_due_at = models.DateTimeField()
    terms = models.JSONField(default=dict, db_default={}, editable=False)
    """Terms decided in place of the law's on the day of receipt (`hotline.due_terms`); empty for the law's own."""
    due_sum = models.JSONField(default=dict)
    level_since = models.DateTimeField(null=True, blank=True)
    climbs_at = models.DateTimeField(null=True, blank=True)
    demanded_on = models.DateField(_("Văn phòng Chủ tịch yêu cầu trả lời trước ngày"), null=True, blank=True)
    was_late = models.BooleanField(null=True, blank=True)

    secret_hash = models.CharField(max_length=64, editable=False)
    sent_key = models.CharField(max_length=64, unique=True, editable=False)
    client_id = models.CharField(max_length=100, blank=True)
    client_reference = models.CharField(_("Mã của hệ thống gửi"), max_length=100, blank=True, db_default="")

    objects = TicketQuerySet.as_manager()

    class Meta:
        """Partial indexes keep the lists of open tickets as cheap with a full archive as with an empty one."""

        verbose_name = _("Phản ánh, kiến nghị")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="ticket_kind_known"),
            models.CheckConstraint(condition=Q(severity__in=Severity.values), name="ticket_severity_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="ticket_state_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="ticket_channel_known"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="ticket_level_known"),
            models.CheckConstraint(condition=~Q(content=""), name="ticket_says_something"),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(NAMELESS)) | Q(severity="urgent") | ~Q(name_index=[]),
                name="ticket_names_its_reporter",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "closed"]) | _HAS_ANSWER, name="ticket_closed_with_an_answer"
            ),
            models.CheckConstraint(
                condition=~Q(state="set_aside") | ~Q(legal_ground=""), name="ticket_set_aside_by_law"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="ticket_open_due", condition=_IS_OPEN),
            models.Index(fields=["handling_unit", "due_at", "id"], name="ticket_open_handling", condition=_IS_OPEN),
            models.Index(fields=["handling_unit", "received_at"], name="ticket_of_unit"),
            models.Index(
                fields=["kind", "due_at"],
                include=["received_at", "severity", "owner", "handling_unit"],
                name="ticket_board",
                condition=_IS_OPEN,
            ),
            models.Index(fields=["level_since", "id"], name="ticket_at_chair", condition=Q(level=int(Level.CHAIR))),
            BrinIndex(fields=["received_at"], name="ticket_received"),
            models.Index(fields=["climbs_at"], name="ticket_climbs", condition=_IS_OPEN & Q(climbs_at__isnull=False)),
            models.Index(
                fields=["about_unit", "-received_at"], name="ticket_about_unit", condition=Q(about_unit__isnull=False)
            ),
            *(  # what the console asks while somebody is on the line, the newest first
                models.Index(fields=[asked, "-received_at", "-id"], name=name, condition=~Q(**{asked: nothing}))
                for asked, name, nothing in (
                    ("name_index", "ticket_whole_name", []),
                    ("dossier_code", "ticket_about_dossier", ""),
                    ("phone_index", "ticket_of_phone", ""),
                )
            ),
            models.Index(fields=["user", "-received_at"], name="ticket_of_user", condition=Q(user__isnull=False)),
            models.Index(fields=["client_id", "id"], name="ticket_of_client", condition=~Q(client_id="")),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        """Whether an agency still owes something."""
        return self.state in OPEN

    @property
    def is_nameless(self) -> bool:
        """Whether nobody told who they are."""
        return not self.reporter_name
