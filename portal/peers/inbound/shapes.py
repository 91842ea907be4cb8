"""How notices look: an envelope, and what each kind of them says; every fault with its place, repeating nothing.

A schema refuses what it does not name: a field that somebody added there would otherwise get lost without a trace.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator

from portal.peers.drivers.base import NoticeKind

MOST_FAULTS = 20


def faults_of(notice: dict[str, Any], known: Mapping[str, NoticeKind]) -> list[dict[str, str]]:
    """Every fault as `pointer` and `detail`; [] when the worker can read it."""
    kind = notice.get("type")
    if not isinstance(kind, str) or kind not in known:
        return [{"pointer": "/type", "detail": f"is to be one of {', '.join(sorted(known)) or 'none'}"}]
    data = notice.get("data")
    found = Draft202012Validator(known[kind].schema).iter_errors(data)
    faults = [
        {
            "pointer": "/data" + "".join(f"/{part}" for part in one.absolute_path),
            "detail": f"does not fit: {one.validator}",
        }
        for one in found
    ]
    return sorted(faults, key=lambda fault: (fault["pointer"], fault["detail"]))[:MOST_FAULTS]
