"""A first look over the whole file: names under several codes, and the codes of fields."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from portal.vietnamese import without_accents
from procedures.national.words import clean


@dataclass
class Survey:
    """What one record alone cannot tell."""

    codes_by_name: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    field_codes: dict[str, str] = field(default_factory=dict)
    records: int = 0

    @classmethod
    def of_one(cls, name: str, twins: Iterable[str], field_name: str, field_code: str) -> Survey:
        """What a survey of its whole file told about one record, kept for reading it again."""
        fields = {field_name.lower(): field_code} if field_code else {}
        return cls(defaultdict(set, {_alike(name): set(twins)}), fields)

    def twins(self, name: str) -> set[str]:
        """Codes of all records of this name, accents and case apart."""
        return set(self.codes_by_name.get(_alike(name), ()))


def survey(records: Iterable[tuple[Any, int]], tell: Callable[[int], None]) -> Survey:
    """Look at every record once; ``tell`` hears how many characters were read."""
    seen = Survey()
    for record, done in records:
        tell(done)
        seen.records += 1
        if not isinstance(record, dict):
            continue
        seen.codes_by_name[_alike(clean(record.get("name")))].add(clean(record.get("code")))
        name, code = clean(record.get("field")).lower(), clean(record.get("field_code"))
        if name and code:
            seen.field_codes.setdefault(name, code)
    return seen


@lru_cache(maxsize=20_000)
def _alike(name: str) -> str:
    return " ".join(without_accents(name).split())
