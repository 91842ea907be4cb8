"""A decision of announcement (quyết định công bố) with its list of changes and the log of its way.

The four parts of the way are four people: drafted by a department, checked by the Office of the People's Committee,
decided by the Chair, put in force by the worker (TT 02/2017/TT-VPCP Đ10–Đ13; issue 3 item 1).
State changes only in `procedures.deciding`.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from procedures.models.procedure import Procedure
from procedures.models.version import ProcedureVersion
from units.models import Unit

if TYPE_CHECKING:
    from portal.accounts.models import User


class DecisionState(models.TextChoices):
    """Where a decision is on its way."""

    DRAFT = "draft", _("Đang soạn")
    CHECKING = "checking", _("Đang kiểm tra chất lượng")
    SENT_BACK = "sent_back", _("Trả lại để sửa")
    CHECKED = "checked", _("Chờ quyết định của Chủ tịch")
    APPROVED = "approved", _("Đã quyết định, chờ hiệu lực")
    PUBLISHED = "published", _("Đã công khai")
    CANCELLED = "cancelled", _("Đã hủy")


#: States in which the department still writes.
WRITABLE = (DecisionState.DRAFT, DecisionState.SENT_BACK)
#: States after which nothing comes.
CLOSED = (DecisionState.PUBLISHED, DecisionState.CANCELLED)


class ChangeKind(models.TextChoices):
    """What a decision does to one procedure."""

    ANNOUNCE = "announce", _("Công bố mới")
    AMEND = "amend", _("Sửa đổi, bổ sung")
    REPLACE = "replace", _("Thay thế")
    ABOLISH = "abolish", _("Bãi bỏ")


class DecisionAct(models.TextChoices):
    """What people, and the worker, do to a decision; each act is one row of the log."""

    CREATE = "create", _("Tạo dự thảo")
    DESCRIBE = "describe", _("Sửa thông tin chung")
    ADD = "add", _("Thêm thủ tục")
    REMOVE = "remove", _("Bỏ thủ tục")
    WRITE = "write", _("Sửa nội dung thủ tục")
    CLEAR = "clear", _("Bỏ dấu nghi ngờ")
    SUBMIT = "submit", _("Trình kiểm tra")
    PASS = "pass", _("Xác nhận đạt chất lượng")
    SEND_BACK = "send_back", _("Trả lại để sửa")
    APPROVE = "approve", _("Ghi nhận quyết định")
    PUBLISH = "publish", _("Công khai")
    FAIL = "fail", _("Chưa công khai được")
    RETRY = "retry", _("Cho công khai lại")
    CANCEL = "cancel", _("Hủy")


class SignatureOutcome(models.TextChoices):
    """What the digital signatures of the signed copy say; one that was changed since is never stored."""

    VALID = "valid", _("Chữ ký số hợp lệ")
    UNKNOWN = "unknown", _("Chữ ký số của tổ chức chứng thực mà hệ thống không nhận biết")
    UNSIGNED = "unsigned", _("Tệp chưa được ký số")
    UNREADABLE = "unreadable", _("Không đọc được chữ ký số trong tệp")
    CHANGED = "changed", _("Tệp đã bị sửa sau khi ký")


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions, always begun from who asks."""

    def visible_to(self, units: set[int] | None) -> DecisionQuerySet:
        """Decisions drafted by these units; all of them for None (the Office, the Chair)."""
        return self if units is None else self.filter(unit__in=units)


class Decision(models.Model):
    """One decision. Number, day and signed copy come with the Chair's decision; ``effective_on`` is planned before."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.TextField(_("trích yếu"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    issuing_agency = models.TextField(_("cơ quan ban hành"))
    number = models.CharField(_("số quyết định"), max_length=100, blank=True)
    signed_on = models.DateField(_("ngày ký"), null=True, blank=True)
    effective_on = models.DateField(_("có hiệu lực từ"), null=True, blank=True)
    signed_copy = models.ForeignKey("files.Upload", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: Empty before the Chair's decision; ``signatures``: [{"signer", "organisation", "signed_at", "is_trusted"}].
    signature = models.CharField(max_length=10, choices=SignatureOutcome, blank=True, default="", db_default="")
    signatures: models.JSONField[Any, Any] = models.JSONField(
        default=list, db_default=Value([], models.JSONField()), blank=True
    )
    state = models.CharField(max_length=10, choices=DecisionState, default=DecisionState.DRAFT)
    remarks = models.TextField(_("nhận xét"), blank=True)
    problem = models.TextField(_("lý do chưa công khai được"), blank=True)

    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("quyết định công bố")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=Q(state__in=DecisionState.values), name="decision_state_known"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(issuing_agency=""), name="decision_title_given"),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "published"))
                | (
                    ~Q(number="")
                    & Q(signed_on__isnull=False, effective_on__isnull=False, signed_copy__isnull=False)
                    & Q(approved_by__isnull=False, approved_at__isnull=False, checked_by__isnull=False)
                ),
                name="decision_approved_is_complete",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="decision_published_when"
            ),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True) | Q(effective_on__gte=F("signed_on")),
                name="decision_effective_once_signed",
            ),
            models.CheckConstraint(
                condition=Q(signature="") | (Q(signature__in=SignatureOutcome.values) & ~Q(signature="changed")),
                name="decision_signed_copy_is_unchanged",
            ),
            # Four eyes: who drafts neither checks nor approves.
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("drafted_by")),
                name="decision_checked_by_another",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("drafted_by")),
                name="decision_approved_by_another",
            ),
            models.UniqueConstraint(
                fields=("number", "issuing_agency", "signed_on"),
                condition=~Q(number="") & ~Q(state="cancelled"),
                name="decision_number_once",
            ),
        )
        indexes = (
            models.Index(fields=["effective_on"], condition=Q(state="approved"), name="decision_waits_for_its_day"),
            models.Index(fields=["state", "-id"], name="decision_by_state"),
        )

    def __str__(self) -> str:
        return self.number or self.title

    @property
    def is_writable(self) -> bool:
        """Whether its content may still be changed by who drafts."""
        return self.state in WRITABLE


class DecisionChange(models.Model):
    """What the decision does to one procedure.

    ``version`` is the draft that it puts in force (none when it abolishes), ``base`` the version which that draft was
    copied from, ``replaced`` the procedure that ends because this one takes its place.
    """

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=8, choices=ChangeKind)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="changes")
    version = models.OneToOneField(
        ProcedureVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="change"
    )
    base = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    replaced = models.ForeignKey(
        Procedure, on_delete=models.PROTECT, null=True, blank=True, related_name="replacing_changes"
    )
    reason = models.TextField(_("lý do"), blank=True)
    is_open = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("thay đổi thủ tục")
        ordering = ("decision_id", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=ChangeKind.values), name="change_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="abolish", version__isnull=True) | (~Q(kind="abolish") & Q(version__isnull=False)),
                name="change_brings_a_version_or_ends",
            ),
            models.CheckConstraint(
                condition=Q(kind="replace", replaced__isnull=False) | (~Q(kind="replace") & Q(replaced__isnull=True)),
                name="change_names_what_it_replaces",
            ),
            models.CheckConstraint(
                condition=Q(replaced__isnull=True) | ~Q(replaced=F("procedure")), name="change_replaces_another"
            ),
            # One decision at a time works on a procedure; the second is told which one does.
            models.UniqueConstraint(
                fields=("procedure",), condition=Q(is_open=True), name="change_one_open_a_procedure"
            ),
            models.UniqueConstraint(
                fields=("replaced",), condition=Q(is_open=True), name="change_one_open_a_replaced_procedure"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.procedure_id}"


class DecisionEvent(models.Model):
    """One act in the log of a decision; rows are never changed nor deleted (trigger)."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="events")
    act = models.CharField(max_length=9, choices=DecisionAct)
    person: models.ForeignKey[User | None, User | None] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField(blank=True)
    facts: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("nhật ký quyết định")
        ordering = ("decision_id", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(act__in=DecisionAct.values), name="decision_act_known"),
            # What people did is signed by them; the worker alone has no name.
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(act__in=("publish", "fail")), name="decision_act_has_a_person"
            ),
            models.CheckConstraint(
                condition=~Q(act__in=("send_back", "cancel", "clear")) | ~Q(text=""), name="decision_act_says_why"
            ),
        )

    def __str__(self) -> str:
        return f"{self.decision_id} {self.act}"
