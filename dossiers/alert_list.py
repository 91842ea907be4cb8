"""The list of alerts of a person: open or settled, by kind, newest first, pages by key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db import models
from django.db.models import BigIntegerField, Case, F, Value, When
from django.utils.translation import gettext_lazy as _

from dossiers.alert_kinds import AlertKind
from dossiers.models import Alert
from portal.ui.paging import Page, key_in, page_by_key
from portal.vietnamese import normalise

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
class Question:
    """What the address asks for; anything unknown in it is as good as absent."""

    view: str = View.OPEN
    kind: str = ""
    text: str = ""
    after: int = 0
    before: int = 0

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Question:
        """The question of a query string."""
        view, kind = query.get("xem", ""), query.get("loai", "")
        return cls(
            view=view if view in View.values else View.OPEN,
            kind=kind if kind in AlertKind.values else "",
            text=normalise(query.get("tim", "").replace("\x00", ""))[:40],
            after=key_in(query.get("sau", "")),
            before=key_in(query.get("truoc", "")),
        )

    @property
    def has_filters(self) -> bool:
        """Whether anything narrows the view."""
        return bool(self.kind or self.text)

    def address(self, *, view: str = "", after: int = 0, before: int = 0) -> str:
        """The query string of this question elsewhere in the list."""
        asked = replace(self, view=view or self.view, after=after, before=before)
        named = {"xem": asked.view, "loai": asked.kind, "tim": asked.text, "sau": asked.after, "truoc": asked.before}
        return "?" + urlencode({name: value for name, value in named.items() if value})


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
