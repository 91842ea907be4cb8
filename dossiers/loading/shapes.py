"""The shapes of everything a dossier has, by matter and status, and the tables that they belong to."""

from __future__ import annotations

from typing import NamedTuple

from dossiers.loading.copying import Table
from dossiers.loading.dossier_rows import dossier_shape, paper_shape
from dossiers.loading.event_rows import EventShapes, event_shapes
from dossiers.loading.matters import Matter
from dossiers.loading.people import People
from dossiers.loading.task_rows import task_shape
from dossiers.models import Dossier, Event, Paper, Party, Task
from dossiers.statuses import Status


class Shapes(NamedTuple):
    """Of one matter and status; the party is a person's."""

    dossier: str
    paper: str | None
    tasks: str
    events: EventShapes


class Tables:
    """The five tables of a load; each shape is made once."""

    def __init__(self) -> None:
        self.dossiers = Table(Dossier, gives_id=True)
        self.parties, self.papers, self.tasks, self.events = (Table(model) for model in (Party, Paper, Task, Event))
        self.people = People(self.parties)
        self._known: dict[tuple[int, Status], Shapes] = {}

    def shapes(self, matter: Matter, status: Status) -> Shapes:
        """The shapes of a matter with a status."""
        key = matter.version.pk, status
        if key not in self._known:
            self._known[key] = Shapes(
                dossier_shape(self.dossiers, matter, status),
                paper_shape(self.papers, matter, status),
                task_shape(self.tasks, matter, status),
                event_shapes(self.events, status),
            )
        return self._known[key]
