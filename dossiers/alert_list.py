"""The list of alerts of a person: open or settled, by kind, newest first, pages by key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import BigIntegerField, Case, F, Value, When
from django.utils.translation import gettext_lazy as _

from dossiers.alert_kinds import AlertKind
from dossiers.models import Alert
from portal.ui.list_address import ByKey, choice, tab, words
from portal.ui.paging import Page, page_by_key

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from dossiers.models.alerts import AlertQuerySet
    from portal.accounts.models import User


COUNT_CAP = 100


class View(models.TextChoices):
    """The tabs, in order."""

    OPEN = "chua-giai-quyet", _("Chưa giải quyết")
    SETTLED = "da-giai-quyet", _("Đã giải quyết")


@dataclass(frozen=True)
class Question(ByKey):
    """What the address asks for."""

    view: str = tab("xem", View, View.OPEN)
    kind: str = choice("loai", AlertKind.values)
    text: str = words("tim", 40)


_UNSEEN_FIRST = Case(When(seen_at=None, then=F("pk") + Value(10**14)), default=F("pk"), output_field=BigIntegerField())
"""Their place among the open ones: those not seen before all others, each part from the newest on."""


def page_of(user: User, question: Question) -> Page[Alert]:
    """One page of the person's alerts, in one query; open ones begin with those that nobody has seen."""
    found = Alert.objects.addressed_to(user).filter(settled_at__isnull=question.view == View.OPEN)
    if question.kind:
        found = found.filter(kind=question.kind)
    if question.text:
        found = found.filter(dossier__code__icontains=question.text)
    found = found.select_related("dossier", "unit", "seen_by", "settled_by")
    if question.view == View.SETTLED:
        return page_by_key(found, question)
    return page_by_key(found.annotate(place=_UNSEEN_FIRST), question, key="place")


def unseen_by(user: User) -> int:
    """How many open alerts nobody has seen, up to `COUNT_CAP`."""
    return Alert.objects.addressed_to(user).unseen()[:COUNT_CAP].count()


def open_to(user: User | AnonymousUser) -> AlertQuerySet:
    """The person's alerts that nobody has settled."""
    return Alert.objects.addressed_to(user).open()
