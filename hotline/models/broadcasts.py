"""Broadcasts: incidents and planned downtime, what was done about each, and the tickets that speak of one incident.

Triggers refuse to delete any of them and to change what was announced; what is new is a line of the history.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hotline.models.tickets import Ticket


class BroadcastKind(models.TextChoices):
    """What is announced."""

    INCIDENT = "incident", _("Sự cố")
    PLANNED = "planned", _("Tạm ngừng để bảo trì")


class Broadcast(models.Model):
    """One notice to everybody, in two languages; without units and procedures it concerns the whole site."""

    kind = models.CharField(max_length=10, choices=BroadcastKind.choices)
    title = models.CharField(_("Tiêu đề"), max_length=160)
    title_en = models.CharField(_("Tiêu đề bằng tiếng Anh"), max_length=160)
    text = models.TextField(_("Nội dung"))
    text_en = models.TextField(_("Nội dung bằng tiếng Anh"))
    units = models.ManyToManyField("units.Unit", blank=True, related_name="+")
    procedures = models.ManyToManyField("procedures.Procedure", blank=True, related_name="+")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField()
    announced_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    tells_owners = models.BooleanField(default=False)
    told_through = models.BigIntegerField(default=0)
    told_count = models.PositiveIntegerField(default=0)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Few are in force at a time; the index holds only those."""

        verbose_name = _("Thông báo sự cố, bảo trì")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=BroadcastKind.values), name="broadcast_kind_known"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("begins_at")), name="broadcast_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(kind="planned") | Q(ends_at__isnull=False), name="broadcast_planned_has_an_end"
            ),
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="broadcast_says_something"),
            models.CheckConstraint(condition=~Q(title_en="") & ~Q(text_en=""), name="broadcast_says_it_in_english"),
        ]
        indexes = [
            models.Index(fields=["ends_at"], name="broadcast_in_force", condition=Q(ended_at=None)),
            models.Index(
                fields=["id"], name="broadcast_to_tell", condition=Q(tells_owners=True, told_at=None, ended_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("hotline:broadcast", args=[self.pk])

    @property
    def shown_title(self) -> str:
        """The title in the reader's language."""
        return self.title_en if get_language() == "en" else self.title

    @property
    def shown_text(self) -> str:
        """The text in the reader's language."""
        return self.text_en if get_language() == "en" else self.text


class BroadcastAction(models.TextChoices):
    """What is done with a broadcast."""

    ANNOUNCE = "announce", _("Thông báo")
    EXTEND = "extend", _("Kéo dài")
    END = "end", _("Kết thúc")


class BroadcastEvent(models.Model):
    """One line of a broadcast's history, for everybody to read; nobody is named."""

    broadcast = models.ForeignKey(Broadcast, on_delete=models.PROTECT, related_name="events")
    action = models.CharField(max_length=10, choices=BroadcastAction.choices)
    at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """Oldest first."""

        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.broadcast_id} {self.action}"

    @property
    def shown_note(self) -> str:
        """The words in the reader's language where there are some in it."""
        return self.note_en if self.note_language == "en" else self.note

    @property
    def note_language(self) -> str:
        """The language of the shown note."""
        return "en" if get_language() == "en" and self.note_en else "vi"


class JointAnswer(models.Model):
    """One answer to all tickets of an incident; `parts` are those of `hotline.answer_check.AnswerText`."""

    broadcast = models.ForeignKey(Broadcast, on_delete=models.PROTECT, related_name="joint_answers")
    parts = models.JSONField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One draft of an incident waits at a time, and whoever wrote it does not approve it."""

        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("written_by")), name="joint_answer_four_eyes"
            ),
            models.UniqueConstraint(fields=["broadcast"], name="joint_answer_one_waiting", condition=Q(done_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.broadcast_id}/{self.pk}"


class IncidentTicket(models.Model):
    """A ticket that speaks of an incident, and what the joint answer made of it."""

    broadcast = models.ForeignKey(Broadcast, on_delete=models.PROTECT, related_name="tickets")
    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="incident")
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answer = models.ForeignKey(JointAnswer, on_delete=models.PROTECT, null=True, blank=True, related_name="tickets")
    left_out = models.CharField(max_length=300, blank=True)

    class Meta:
        """Whoever was answered was not left out."""

        indexes = [
            models.Index(fields=["broadcast", "id"], name="incident_waiting", condition=Q(answer=None)),
        ]

    def __str__(self) -> str:
        return f"{self.broadcast_id} {self.ticket_id}"
