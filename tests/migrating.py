"""How the database of a run of tests is migrated in a quarter of the time.

After every operation Django makes classes anew for the model that it changed and for all models that lead to it by any
way; with a hundred models that point at units and people, that was most of what making a database costs a worker.
What a statement needs is the changed model alone: of those it points at or that point at it, it takes names of tables
and columns. Only where such a name or a column that others point at may change, Django's neighbours are made anew too.
Operations that run code of ours still get the whole state (`clear_delayed_apps_cache`). Servers and the checks of
migrations go Django's way.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.db.migrations.state import ProjectState
from django.db.models import Field

#: Changes of a model that another model's columns may follow; a field that others cannot point at is none.
_BEYOND = ("alter_field", "rename_field", "rename_model")

_django_way: Any = ProjectState._find_reload_model  # type: ignore[attr-defined]


def install() -> None:
    """Let every migration of this process go this way."""
    ProjectState._find_reload_model = _to_make_anew  # type: ignore[attr-defined]
    for name in _BEYOND:
        setattr(ProjectState, name, _beyond(getattr(ProjectState, name)))


def _to_make_anew(state: Any, app_label: str, model_name: str, delay: bool = False) -> set[tuple[str, str]]:
    if getattr(state, "is_beyond", False):
        found: set[tuple[str, str]] = _django_way(state, app_label, model_name, delay=True)
        return found
    state.is_delayed = True
    return {(app_label, model_name)}


def _beyond(change: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(change)
    def changed(state: Any, *given: Any, **named: Any) -> None:
        field = next((each for each in (*given, *named.values()) if isinstance(each, Field)), None)
        state.is_beyond = field is None or field.unique
        try:
            change(state, *given, **named)
        finally:
            state.is_beyond = False

    return changed
