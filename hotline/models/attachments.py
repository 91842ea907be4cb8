"""Files of a ticket. A trigger in PostgreSQL refuses to change or delete one (migration `attachments`)."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from hotline.models.events import TicketEvent
from hotline.models.tickets import Ticket


class Attachment(models.Model):
    """One file, brought by one event of the ticket, whose data names its digest; `is_reporters` says who gave it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="attachments", db_index=False)
    event = models.ForeignKey(TicketEvent, on_delete=models.PROTECT, related_name="attachments")
    upload = models.ForeignKey("files.Upload", on_delete=models.PROTECT, related_name="+")
    is_reporters = models.BooleanField()

    class Meta:
        """A file hangs on a ticket once."""

        verbose_name = _("Tệp đính kèm phản ánh")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["ticket", "upload"], name="attachment_once")]

    def __str__(self) -> str:
        return str(self.public_id)
