"""A team goes on at whoever takes over its unit, with its shifts, people and numbers: somebody goes on answering.

Of several parts the largest takes the team, since a shift cannot be divided; a unit that goes on keeps its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from hotline.models import RosterAction, Team
from hotline.roster import journal
from units.hooks import Belonging, Reorganised, Taking


def foresee(change: Reorganised) -> list[Belonging]:
    """The teams that would go along. One query."""
    with override("vi"):
        return [
            Belonging(team.unit_id, taking.name, _("Tổ trực: %(team)s") % {"team": team.name})
            for team, taking in _leaving(change)
        ]


def carry(change: Reorganised) -> None:
    """Give each team to its new unit; one whose name is taken there is told apart by the old unit's name."""
    for team, taking in list(_leaving(change)):
        unit = taking.unit
        if unit is None:
            raise ValueError("the units that take over do not exist yet")
        old, name = team.unit, team.name
        if Team.objects.filter(unit=unit, name=name, ended_at=None).exists():
            name = f"{name} ({old.code})"[:120]
        Team.objects.filter(pk=team.pk).update(unit=unit, name=name)
        with override("vi"):
            words = _("Từ %(old)s đến %(new)s, %(decision)s")
        told = {"old": old.name, "new": unit.name, "decision": change.decision}
        journal.note(team, RosterAction.MOVE_UNIT, None, words % told)


def _leaving(change: Reorganised) -> Iterator[tuple[Team, Taking]]:
    rows = Team.objects.filter(unit__in=list(change.takings), ended_at=None).select_related("unit")
    for team in rows.order_by("unit__code", "name"):
        takings = change.takings[team.unit_id]
        if not any(taking.stays for taking in takings):
            yield team, takings[0]
