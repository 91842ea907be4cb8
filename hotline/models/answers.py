"""Answers, and what is published of them. A trigger refuses to delete either, and to change what was written.

A draft that comes back is written anew as the next row, so that nobody edits what somebody else has read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hotline.models.tickets import Ticket

if TYPE_CHECKING:
    from hotline.models.causes import AnswerCause


class Answer(models.Model):
    """What was checked and found, what will be done by when and by whom; drafted, read, approved, sent."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="answers", db_index=False)
    number = models.PositiveSmallIntegerField()
    checked = models.TextField(_("Đã kiểm tra gì"), blank=True)
    found = models.TextField(_("Kết quả"))
    will_do = models.TextField(_("Sẽ làm gì"), blank=True)
    done_by = models.DateField(_("Xong trước ngày"), null=True, blank=True)
    responsible = models.CharField(_("Ai chịu trách nhiệm làm"), max_length=200, blank=True)
    legal_basis = models.TextField(_("Căn cứ pháp lý"), blank=True)
    apology = models.TextField(_("Lời xin lỗi"), blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    read_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Whoever writes neither reads nor approves their own."""

        verbose_name = _("Câu trả lời")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "number"], name="answer_numbered"),
            models.CheckConstraint(condition=~Q(found=""), name="answer_says_something"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("written_by")), name="answer_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(read_by=None) | ~Q(read_by=F("written_by")), name="answer_read_by_another"
            ),
            models.CheckConstraint(
                condition=Q(read_by=None) | Q(approved_by=None) | ~Q(read_by=F("approved_by")),
                name="answer_reader_does_not_approve",
            ),
        ]
        indexes = [BrinIndex(fields=["sent_at"], name="answer_sent")]

    def __str__(self) -> str:
        return f"{self.ticket_id}/{self.number}"

    @property
    def cause(self) -> str:
        """The code of the root cause that it names by the newest word; "" for none. One query where not prefetched."""
        said = self.said_causes
        return said[-1].cause.code if said else ""

    @property
    def said_causes(self) -> list[AnswerCause]:
        """What was named as its cause, the newest last. One query where `causes__cause` was not prefetched."""
        is_there = "causes" in getattr(self, "_prefetched_objects_cache", {})
        return list(self.causes.all() if is_there else self.causes.select_related("cause"))


class Publication(models.Model):
    """Question and answer for everybody, without personal data, as a person confirmed them."""

    answer = models.OneToOneField(Answer, on_delete=models.PROTECT, related_name="publication")
    title = models.CharField(_("Tiêu đề"), max_length=200)
    question = models.TextField(_("Câu hỏi"))
    text = models.TextField(_("Câu trả lời"))
    search_text = models.TextField(editable=False)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """What is withdrawn stays in the database, and is shown to nobody."""

        verbose_name = _("Câu trả lời công khai")
        indexes = [
            models.Index(fields=["-id"], name="publication_shown", condition=Q(withdrawn_at=None)),
            GinIndex(fields=["search_text"], name="publication_search", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.title
