"""What an e-form already knows before the first question: defaults, and facts about the applicant."""

from __future__ import annotations

from typing import Any

from procedures.eforms.words import Answers, Schema, has_value


def starting_data(schema: Schema, known: dict[str, Any]) -> Answers:
    """Answers to begin with: what ``known`` says at ``x-prefill`` (applicant.address.commune), else ``default``."""
    answers: Answers = {}
    for name, node in schema["properties"].items():
        value = _at(known, node["x-prefill"]) if "x-prefill" in node else None
        value = value if has_value(value) else node.get("default")
        if has_value(value):
            answers[name] = value
    return answers


def _at(known: dict[str, Any], path: str) -> Any:
    found: Any = known
    for part in path.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found
