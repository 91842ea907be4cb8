"""The work list of staff: what waits for a person's roles, saved views, filters in the address, pages by key.

Counts stop at `COUNT_CAP` and pages go by key, so that the list costs the same with ten dossiers and with a million.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dossiers import alert_list, opinion_list
from dossiers.models import Dossier, Party
from dossiers.statuses import RUNNING, Channel, PartyRole, Status
from portal.vietnamese import normalise
from units.access import holds_any, roles_of, units_of
from units.roles import CASEWORK_ROLES

if TYPE_CHECKING:
    from portal.accounts.models import User

PAGE_SIZE = 30
COUNT_CAP = 100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_FEWEST_DIGITS = 3


class View(models.TextChoices):
    """The saved views, in the order of their tabs."""

    TO_DO = "can-xu-ly", _("Cần xử lý")
    OVERDUE = "qua-han", _("Quá hạn")
    DUE_SOON = "sap-den-han", _("Sắp đến hạn")
    WAITING = "cho-bo-sung", _("Chờ người dân bổ sung")
    ALL = "tat-ca", _("Tất cả hồ sơ của đơn vị")


@dataclass(frozen=True)
class Question:
    """What the address asks for; anything unknown in it is as good as absent."""

    view: str
    procedure: str = ""
    channel: str = ""
    text: str = ""
    after: str = ""
    before: str = ""

    @classmethod
    def read(cls, user: User, query: Mapping[str, str]) -> Question:
        """The question of a query string; whoever has no casework of their own begins with the whole unit."""
        asked, channel = query.get("xem", ""), query.get("kenh", "")
        return cls(
            view=asked if asked in View.values else first_view(user),
            procedure=normalise(query.get("thu-tuc", ""))[:40],
            channel=channel if channel in Channel.values else "",
            text=normalise(query.get("tim", ""))[:100],
            after=query.get("sau", ""),
            before=query.get("truoc", ""),
        )

    @property
    def has_filters(self) -> bool:
        """Whether anything narrows the view."""
        return bool(self.procedure or self.channel or self.text)

    def address(self, **changes: str) -> str:
        """The query string of this question with other values; the place in the list is left out unless given."""
        asked = replace(self, **{"after": "", "before": "", **changes})
        named = {
            "xem": asked.view,
            "thu-tuc": asked.procedure,
            "kenh": asked.channel,
            "tim": asked.text,
            "sau": asked.after,
            "truoc": asked.before,
        }
        return "?" + urlencode({name: value for name, value in named.items() if value})


@dataclass(frozen=True)
class Page:
    """One page of dossiers with the addresses of its neighbours ("" at the ends)."""

    dossiers: list[Dossier]
    next: str
    previous: str


def first_view(user: User) -> str:
    """The view a person begins with."""
    return View.TO_DO if holds_any(user, *CASEWORK_ROLES) else View.ALL


def to_do(user: User) -> QuerySet[Dossier]:
    """Dossiers whose open step waits for a role that the person holds at its unit."""
    held = {role.role for role in roles_of(user)} & CASEWORK_ROLES
    if not held:
        return Dossier.objects.none()
    turn = Q()
    for role in sorted(held):
        turn |= Q(open_task__role=role, open_task__unit__in=units_of(user, role))
    return _with_task(Dossier.objects.all()).filter(turn)


def rows(user: User, view: str) -> QuerySet[Dossier]:
    """The dossiers of a view, unordered."""
    now = timezone.now()
    if view == View.TO_DO:
        return to_do(user)
    own = _with_task(Dossier.objects.worked_by(user))
    if view == View.OVERDUE:
        return own.filter(status__in=RUNNING, due_at__lt=now)
    if view == View.DUE_SOON:
        return own.filter(status__in=RUNNING, due_at__gte=now, due_soon_from__lte=now)
    return own.filter(status=Status.SUPPLEMENT) if view == View.WAITING else own


def page_of(user: User, question: Question) -> Page:
    """One page of the list in one query, whatever its rows."""
    found = _filtered(rows(user, question.view), question)
    key = _KEYS.get(question.view, "due_at")
    named = _named(found)
    cursor = _read_cursor(question.before or question.after)
    if cursor is None:
        taken = list(_ordered(named, key)[: PAGE_SIZE + 1])
        return _page(question, key, taken[:PAGE_SIZE], has_next=len(taken) > PAGE_SIZE, has_previous=False)
    if question.before:
        taken = list(_ordered(named.filter(_beyond(key, cursor, back=True)), key, back=True)[: PAGE_SIZE + 1])
        return _page(question, key, taken[:PAGE_SIZE][::-1], has_next=True, has_previous=len(taken) > PAGE_SIZE)
    taken = list(_ordered(named.filter(_beyond(key, cursor)), key)[: PAGE_SIZE + 1])
    return _page(question, key, taken[:PAGE_SIZE], has_next=len(taken) > PAGE_SIZE, has_previous=True)


def all_of(user: User, question: Question) -> QuerySet[Dossier]:
    """Everything that the question asks for, in the order of the pages."""
    return _ordered(_named(_filtered(rows(user, question.view), question)), _KEYS.get(question.view, "due_at"))


def next_to_do(user: User, done: Dossier) -> Dossier | None:
    """The next dossier that waits for the person, the most urgent first."""
    return to_do(user).exclude(pk=done.pk).order_by("due_at", "pk").first()


def counts_of(user: User) -> dict[str, int]:
    """How many stand in each view, up to `COUNT_CAP`, and how many are due today, in one query."""
    asked = {view: rows(user, view) for view in (View.TO_DO, View.OVERDUE, View.DUE_SOON, View.WAITING)}
    named = {view.name.lower(): found for view, found in asked.items()}
    return _with_menu(user, {**named, "today": _due_today(user)})


def urgent_counts(user: User) -> dict[str, int]:
    """The two figures of the shell, overdue and due today, in one query."""
    return _with_menu(user, {"overdue": rows(user, View.OVERDUE), "today": _due_today(user)})


def _with_menu(user: User, asked: dict[str, QuerySet[Dossier]]) -> dict[str, int]:
    """The counts, and in the same query what the menu shows on the same page: alerts, and questions to the units."""
    menu = {"alerts": alert_list.open_to(user), "opinions": opinion_list.open_to(user)}
    counts = capped_counts({**asked, **menu})
    alert_list.keep_count(user, counts.pop("alerts"))
    opinion_list.keep_count(user, counts.pop("opinions"))
    return counts


def capped_counts(asked: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """Counts that stop at `COUNT_CAP`, in one query: an exact count of an archive helps nobody and costs seconds."""
    counts, parts = dict.fromkeys(asked, 0), dict[str, str]()
    params: list[Any] = []
    for name, found in asked.items():
        try:
            sql, values = found.order_by().values("pk")[:COUNT_CAP].query.sql_with_params()
        except EmptyResultSet:
            continue
        parts[name] = f"(SELECT count(*) FROM ({sql}) AS counted)"  # noqa: S608 - Django compiled it, values stay apart
        params += values
    if parts:
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(parts.values()), params)
            counts |= dict(zip(parts, cursor.fetchone() or (), strict=False))
    return counts


def procedures_of(user: User) -> list[tuple[str, str]]:
    """Code and name of the procedures with open dossiers at the person's units, for the filter."""
    open_now = Dossier.objects.worked_by(user).filter(status__in=(*RUNNING, Status.SUPPLEMENT, Status.PAYING))
    named = open_now.values_list("procedure_version__procedure__code", "procedure_version__name")
    return sorted(dict(named.distinct()).items(), key=lambda pair: pair[1])


_KEYS: dict[str, str] = {View.ALL: "-submitted_at"}
"""What a view is ordered by; due time where nothing else stands here."""


def _due_today(user: User) -> QuerySet[Dossier]:
    now = timezone.now()
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return Dossier.objects.worked_by(user).filter(status__in=RUNNING, due_at__gte=now, due_at__lt=midnight)


def _with_task(found: QuerySet[Dossier]) -> QuerySet[Dossier]:
    return found.annotate(open_task=FilteredRelation("tasks", condition=Q(tasks__finished_at=None)))


def _named(found: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """With all that a row shows; the owner's name by subquery, since a join would ask for every party."""
    owner = Party.objects.filter(dossier=OuterRef("pk"), role=PartyRole.OWNER).values("full_name")[:1]
    return found.select_related("procedure_version", "receiving_unit", "competent_unit__calendar").annotate(
        owner_name=Subquery(owner),
        step_name=F("open_task__step__name"),
        person_name=F("open_task__assignee__full_name"),
    )


def _filtered(found: QuerySet[Dossier], question: Question) -> QuerySet[Dossier]:
    if question.procedure:
        found = found.filter(procedure_version__procedure__code=question.procedure)
    if question.channel:
        found = found.filter(channel=question.channel)
    return found.filter(_says(question.text)) if question.text else found


def _says(text: str) -> Q:
    """Code, matter, the name of anybody in the dossier without accents, or a phone number in any writing."""
    who = Q(full_name__unaccent__icontains=text)
    # Numbers are stored as +84…; people write 0…
    digits = "".join(sign for sign in text if sign.isdigit()).removeprefix("84").lstrip("0")
    if len(digits) >= _FEWEST_DIGITS and not any(sign.isalpha() for sign in text):
        who |= Q(phone__contains=digits)
    named = Party.objects.filter(who, dossier=OuterRef("pk"))
    return Q(code__icontains=text) | Q(title__unaccent__icontains=text) | Q(Exists(named))


def _ordered(found: QuerySet[Dossier], key: str, *, back: bool = False) -> QuerySet[Dossier]:
    is_descending = key.startswith("-") != back
    sign = "-" if is_descending else ""
    return found.order_by(f"{sign}{key.removeprefix('-')}", f"{sign}pk")


def _beyond(key: str, cursor: tuple[datetime, int], *, back: bool = False) -> Q:
    side, name = ("lt" if key.startswith("-") != back else "gt"), key.removeprefix("-")
    moment, pk = cursor
    return Q(**{f"{name}__{side}": moment}) | Q(**{name: moment, f"pk__{side}": pk})


def _page(question: Question, key: str, dossiers: list[Dossier], *, has_next: bool, has_previous: bool) -> Page:
    if not dossiers:
        return Page([], "", "")
    return Page(
        dossiers,
        question.address(after=_cursor(dossiers[-1], key)) if has_next else "",
        question.address(before=_cursor(dossiers[0], key)) if has_previous else "",
    )


def _cursor(dossier: Dossier, key: str) -> str:
    moment: Any = getattr(dossier, key.removeprefix("-"))
    return f"{(moment - _EPOCH) // _MICROSECOND}-{dossier.pk}"


def _read_cursor(text: str) -> tuple[datetime, int] | None:
    """The place that a cursor names; None for anything that is none."""
    microseconds, _dash, pk = text.partition("-")
    if not (microseconds.isascii() and microseconds.isdecimal() and pk.isascii() and pk.isdecimal()):
        return None
    if len(microseconds) > 17 or len(pk) > 18:
        return None
    return _EPOCH + int(microseconds) * _MICROSECOND, int(pk)
