"""The fields of administration that centres can receive, told by the catalogue, which stands above this app."""

from __future__ import annotations

from collections.abc import Callable

#: Code and name of every field in use, by name.
Fields = Callable[[], list[tuple[str, str]]]

_told: list[Fields] = []


def tell(provider: Fields) -> None:
    """Register who knows the fields. ValueError when somebody else does already."""
    if _told and _told[0] is not provider:
        raise ValueError("somebody tells already which fields there are")
    _told[:] = [provider]


def offered_fields() -> list[tuple[str, str]]:
    """Code and name of the fields in use, by name; none where nobody keeps a catalogue."""
    return _told[0]() if _told else []
