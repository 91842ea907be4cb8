"""How the database of a run of tests is migrated in less than half the time.

After every operation Django makes classes anew for the model that it changed and for all models that lead to it by any
way; with a hundred models that point at units and people, that was most of what making a database costs a worker.
What a statement needs is the changed model and its neighbours. A constraint or an index needs its own model alone.
Operations that run code of ours still get the whole state (`clear_delayed_apps_cache`). Servers and the checks of
migrations go Django's way.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.db.migrations.state import ProjectState

#: Changes of a model that nothing outside of it can see.
_WITHIN = ("_append_option", "_remove_option", "_alter_option")

_django_way: Any = ProjectState._find_reload_model  # type: ignore[attr-defined]


def install() -> None:
    """Let every migration of this process go this way."""
    ProjectState._find_reload_model = _neighbours  # type: ignore[attr-defined]
    for name in _WITHIN:
        setattr(ProjectState, name, _within(getattr(ProjectState, name)))


def _neighbours(state: Any, app_label: str, model_name: str, delay: bool = False) -> set[tuple[str, str]]:
    if getattr(state, "is_within", False):
        state.is_delayed = True
        return {(app_label, model_name)}
    found: set[tuple[str, str]] = _django_way(state, app_label, model_name, delay=True)
    return found


def _within(change: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(change)
    def changed(state: Any, *given: Any) -> None:
        state.is_within = True
        try:
            change(state, *given)
        finally:
            state.is_within = False

    return changed
