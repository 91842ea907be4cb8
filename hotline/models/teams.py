"""Teams that answer a hotline in shifts, whom to ring when nobody does, and the journal of their roster."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.fields import EncryptedTextField


class Coverage(models.TextChoices):
    """When somebody has to be there."""

    ALWAYS = "always", _("Cả ngày lẫn đêm, mọi ngày")
    OPEN_HOURS = "open_hours", _("Trong giờ làm việc của đơn vị")


class Team(models.Model):
    """Who answers which numbers for a unit, in shifts; it ends with `ended_at` and is never deleted.

    `call_minutes` and `urgent_minutes`: how long a ringing call, or an urgent ticket that nobody took, waits before
    the next one of the list is asked.
    """

    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Tên tổ trực"), max_length=120)
    numbers = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    coverage = models.CharField(max_length=10, choices=Coverage.choices, default=Coverage.ALWAYS)
    call_minutes = models.PositiveSmallIntegerField(default=1)
    urgent_minutes = models.PositiveSmallIntegerField(default=15)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Two teams of a unit differ by name."""

        verbose_name = _("Tổ trực")
        ordering = ["unit_id", "name"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], condition=Q(ended_at=None), name="team_named_once"),
            models.CheckConstraint(condition=~Q(name=""), name="team_has_a_name"),
            models.CheckConstraint(condition=Q(coverage__in=Coverage.values), name="team_coverage_known"),
            models.CheckConstraint(
                condition=Q(call_minutes__range=(1, 60), urgent_minutes__range=(1, 1440)), name="team_waits_a_while"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PhoneStep(models.Model):
    """One number of the list that is rung, in order, when nobody on duty answers."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="phone_steps", db_index=False)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    phone = EncryptedTextField()

    class Meta:
        """One number at each place."""

        verbose_name = _("Số gọi tiếp theo")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["team", "position"], name="phone_step_in_order")]

    def __str__(self) -> str:
        return f"{self.position}. {self.name}"


class RosterAction(models.TextChoices):
    """What happens to a roster; a new one needs no migration."""

    SET_UP = "set_up", _("Lập hoặc sửa tổ trực")
    SET_PATTERN = "set_pattern", _("Sửa lịch mẫu")
    ADD_SHIFT = "add_shift", _("Thêm ca trực")
    REMOVE_SHIFT = "remove_shift", _("Bỏ ca trực")
    MAKE_WEEK = "make_week", _("Lập lịch tuần")
    PUT_ON = "put_on", _("Phân công trực")
    TAKE_OFF = "take_off", _("Rút khỏi ca trực")
    STAND_IN = "stand_in", _("Cử người trực thay")
    ASK_SWAP = "ask_swap", _("Xin đổi ca")
    AGREE_SWAP = "agree_swap", _("Đồng ý đổi ca")
    DECLINE_SWAP = "decline_swap", _("Không đồng ý đổi ca")
    WITHDRAW_SWAP = "withdraw_swap", _("Rút lại việc xin đổi ca")
    SEE_SWAP = "see_swap", _("Đã biết việc đổi ca")
    TELL_HOLE = "tell_hole", _("Báo lịch trực còn trống")
    HAND_OVER = "hand_over", _("Bàn giao ca")
    READ_HAND_OVER = "read_hand_over", _("Đã đọc bàn giao ca")
    PASS_ON = "pass_on", _("Báo người tiếp theo vì chưa ai nhận")
    MOVE_UNIT = "move_unit", _("Chuyển theo sắp xếp đơn vị")


def known_roster_actions() -> list[tuple[str, Any]]:
    """The actions with their labels; a function, so that a new action needs no migration."""
    return RosterAction.choices


class RosterEvent(models.Model):
    """One act on a roster; PostgreSQL refuses to change or delete it."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="events", db_index=False)
    action = models.CharField(max_length=30, choices=known_roster_actions)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    actor_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        """Read by team, the newest first."""

        verbose_name = _("Nhật ký lịch trực")
        indexes = [models.Index(fields=["team", "-id"], name="roster_event_of_team")]

    def __str__(self) -> str:
        return f"{self.team_id}: {self.action}"
