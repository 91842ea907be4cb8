"""The list of connections: what its address can ask."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from portal.peers.kinds import PeerKind
from portal.peers.models import Connection
from portal.ui.list_address import ByKey, choice, words


@dataclass(frozen=True)
class Question(ByKey):
    """What the page is asked for."""

    kind: str = choice("loai", PeerKind.values)
    text: str = words("tim")


def found(question: Question) -> QuerySet[Connection]:
    """The connections that fit."""
    rows = Connection.objects.all()
    if question.kind:
        rows = rows.filter(kind=question.kind)
    if question.text:
        by_name = Q(name__icontains=question.text) | Q(short_name__icontains=question.text)
        rows = rows.filter(by_name | Q(agency_code__iexact=question.text))
    return rows
