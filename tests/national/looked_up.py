"""Looks at the store of results for tests of the worker, and a store without a port that says what a test tells it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dossiers.models import Dossier, Draft
from portal.accounts.identity import blind_index
from portal.national.models import StoreLook
from portal.national.results_store.drivers import registry
from portal.national.results_store.drivers.base import Asked, Found, Given, StoreDriver
from procedures.models import Component
from tests.dossiers.filings import png
from tests.dossiers.world import World
from tests.national.stored import AGENCY, KIND, NUMBER

FOUND = Found(KIND, "Giấy chứng sinh điện tử", "15/2026", AGENCY, "giay-chung-sinh.png", "x/1")


class ToldStore(StoreDriver):
    """Keeps what it was asked, and answers by what a test put in place."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.fetched: list[tuple[str, str]] = []
        self.answer: Callable[[], list[Found]] = lambda: [FOUND]
        self.content: Callable[[], bytes] = png

    def look_up(self, asked: Asked) -> list[Found]:
        """What a test says."""
        self.asked.append(asked)
        return self.answer()

    def fetch(self, agency: str, path: str) -> bytes:
        """What a test says."""
        self.fetched.append((agency, path))
        return self.content()

    def give(self, given: Given) -> None:
        """Taken."""


def told_store(monkeypatch: pytest.MonkeyPatch) -> ToldStore:
    """The store of the settings is this one from now on."""
    store = ToldStore()
    monkeypatch.setattr(registry, "current", lambda: store)
    return store


def failing(error: Exception) -> Callable[[], Any]:
    """An answer that is a failure."""

    def answer() -> Any:
        raise error

    return answer


def look_at(world: World, of: Draft | Dossier, place: int = 0, **changes: Any) -> StoreLook:
    """A look of the mother at the paper in this place of the case, waiting unless a test says otherwise."""
    plain: dict[str, Any] = {
        "asked_by": world.mother,
        "component": component(of, place),
        "procedure_code": "1.001193",
        "result_codes": [KIND],
        "asked": {"owner_number": NUMBER, "number": "15/2026", "asker_name": "Trần Văn Minh", "asker_number": "079"},
        "owner_index": blind_index(NUMBER),
        "ground": "consent",
        "words": "Tôi đồng ý",
    }
    whose = {"draft": of} if isinstance(of, Draft) else {"dossier": of}
    return StoreLook.objects.create(**(plain | whose | changes))


def component(of: Draft | Dossier, place: int = 0) -> Component:
    """A paper of the case."""
    found: Component = of.case.papers()[place]
    return found


def again(look: StoreLook) -> StoreLook:
    """The look as it stands now."""
    return StoreLook.objects.get(pk=look.pk)
