"""The work list of staff: what waits for a person's roles, in views. Filters, pages and counts are modules beside it.

Pages go by key (`work_pages`) and counts stop at a cap (`work_counts`), so that the list costs the same with ten
dossiers and with a million.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import FilteredRelation, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dossiers import delegated_work
from dossiers.models import Dossier
from dossiers.statuses import OPEN, RUNNING, Status
from dossiers.visibility import PLACES, WORKING_ROLES
from units.access import holds_any, roles_of, units_of
from units.roles import CASEWORK_ROLES

if TYPE_CHECKING:
    from portal.accounts.models import User


_ANYWHERE = Q()


class View(models.TextChoices):
    """The views that everybody has, in the order of their tabs; people save others (`saved_views`)."""

    TO_DO = "can-xu-ly", _("Cần xử lý")
    MINE = "cua-toi", _("Giao cho tôi")
    DELEGATED = "giao-thay", _("Giao cho tôi thay")
    OVERDUE = "qua-han", _("Quá hạn")
    DUE_SOON = "sap-den-han", _("Sắp đến hạn")
    WAITING = "cho-bo-sung", _("Chờ người dân bổ sung")
    UNIT = "don-vi", _("Đơn vị đang giải quyết")
    ALL = "tat-ca", _("Tất cả hồ sơ của đơn vị")


def first_view(user: User) -> str:
    """The view a person begins with."""
    return View.TO_DO if holds_any(user, *CASEWORK_ROLES) else View.ALL


def to_do(user: User, at: Q = _ANYWHERE) -> QuerySet[Dossier]:
    """Dossiers whose open step waits for a role that the person holds at its unit; `at` narrows the step."""
    held = {role.role for role in roles_of(user)} & CASEWORK_ROLES
    if not held:
        return Dossier.objects.none()
    turn = Q()
    for role in sorted(held):
        turn |= Q(open_task__role=role, open_task__unit__in=units_of(user, role))
    return with_task(Dossier.objects.all()).filter(turn & at)


def rows(user: User, view: str) -> QuerySet[Dossier]:
    """The dossiers of a view, unordered."""
    return to_do(user) if view == View.TO_DO else _in_view(Dossier.objects.worked_by(user), user, view)


def at_a_unit(user: User, view: str) -> tuple[set[int], list[QuerySet[Dossier]]]:
    """The same for one unit (`OuterRef("pk")`) of those given, place by place: an index has each of them in order."""
    unit = OuterRef("pk")
    if view == View.TO_DO:
        return units_of(user, *CASEWORK_ROLES), [to_do(user, Q(open_task__unit=unit))]
    there = (Dossier.objects.filter(**{place: unit}) for place in PLACES)
    return units_of(user, *WORKING_ROLES), [_in_view(found, user, view) for found in there]


def _in_view(found: QuerySet[Dossier], user: User, view: str) -> QuerySet[Dossier]:
    """Those of the dossiers that a view other than what is to do shows."""
    now, own = timezone.now(), with_task(found)
    if view == View.MINE:
        return own.filter(Q(open_task__assignee=user))
    if view == View.DELEGATED:
        return own.filter(delegated_work.turn(user))
    if view == View.OVERDUE:
        return own.filter(status__in=RUNNING, due_at__lt=now)
    if view == View.DUE_SOON:
        return own.filter(status__in=RUNNING, due_at__gte=now, due_soon_from__lte=now)
    if view == View.UNIT:
        return own.filter(status__in=OPEN)
    return own.filter(status=Status.SUPPLEMENT) if view == View.WAITING else own


def next_to_do(user: User, done: Dossier) -> Dossier | None:
    """The next dossier that waits for the person, the most urgent first."""
    return to_do(user).exclude(pk=done.pk).order_by("due_at", "pk").first()


def with_task(found: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """With the open task of each as `open_task`, for filters and columns."""
    return found.annotate(open_task=FilteredRelation("tasks", condition=Q(tasks__finished_at=None)))
