"""What was asked on the national portal and became a ticket: one ticket for each, whichever way it came in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from hotline.models import Ticket


class Question(models.Model):
    """`reference` is its id there (MaPhanAnh, HOIDAPID)."""

    reference = models.CharField(_("mã phản ánh tại Cổng quốc gia"), max_length=100, primary_key=True)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="national_questions")

    class Meta:
        verbose_name = _("phản ánh từ Cổng quốc gia")

    def __str__(self) -> str:
        return self.reference
