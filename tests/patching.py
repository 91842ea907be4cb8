"""Which parts of the code a test has replaced at the moment: a copy of what unreplaced code did would be no proof."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import UserSettingsHolder, settings

_ACTS = ("setattr", "delattr", "setitem", "delitem")
#: Module and name within it.
Name = tuple[str, str]
_replaced: dict[pytest.MonkeyPatch, set[Name]] = {}


def install() -> None:
    """Take note of every replacement from here on."""
    for name in _ACTS:
        setattr(pytest.MonkeyPatch, name, _noted(getattr(pytest.MonkeyPatch, name)))
    pytest.MonkeyPatch.undo = _forgotten(pytest.MonkeyPatch.undo)  # type: ignore[assignment,method-assign]


def is_plain(but: frozenset[Name] = frozenset()) -> bool:
    """Whether the code runs as written and with the settings of the tests, `but` for these."""
    return all(names <= but for names in _replaced.values()) and not isinstance(_settings(), UserSettingsHolder)


def _settings() -> Any:
    return vars(settings)["_wrapped"]


def is_replaced(module: str, name: str) -> bool:
    """Whether a test has put something else in this place."""
    return any((module, name) in names for names in _replaced.values())


def _noted(act: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(act)
    def done(patch: pytest.MonkeyPatch, target: Any, *given: Any, **named: Any) -> None:
        act(patch, target, *given, **named)
        if not isinstance(target, pytest.Config):  # pytest's own
            _replaced.setdefault(patch, set()).add(_name(target, given))

    return done


def _name(target: Any, given: tuple[Any, ...]) -> Name:
    if isinstance(target, str):
        module, _dot, name = target.rpartition(".")
        return module, name
    name = given[0] if given and isinstance(given[0], str) else ""
    return getattr(target, "__name__", str(type(target))), name


def _forgotten(undo: Callable[[pytest.MonkeyPatch], None]) -> Callable[[pytest.MonkeyPatch], None]:
    @functools.wraps(undo)
    def done(patch: pytest.MonkeyPatch) -> None:
        undo(patch)
        _replaced.pop(patch, None)

    return done
