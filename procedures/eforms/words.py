"""Words of a schema in the reader's language, and the types that all e-form modules share."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]
Answers = dict[str, Any]


def word(node: dict[str, Any], key: str, language: str) -> str:
    """The text ``key`` (title, description, x-error …) of a schema node, in English when it has one.

    English stands under ``x-<key>-en``, or ``<key>-en`` for keys that begin with ``x-`` already.
    """
    english_key = f"{key}-en" if key.startswith("x-") else f"x-{key}-en"
    if language.startswith("en") and node.get(english_key):
        return str(node[english_key])
    return str(node.get(key, ""))


def choices(node: dict[str, Any], language: str) -> list[tuple[str, str]]:
    """Values and labels of an enumerated property, in the schema's order."""
    labels = dict(node.get("x-labels", {}))
    if language.startswith("en"):
        labels |= node.get("x-labels-en", {})
    return [(str(value), str(labels.get(str(value), value))) for value in node.get("enum", [])]


def has_value(value: object) -> bool:
    """Whether something was answered: blanks, empty lists of blanks and None are no answer."""
    if isinstance(value, (list, tuple)):
        return any(has_value(part) for part in value)
    return value is not None and value != "" and not (isinstance(value, str) and not value.strip())
