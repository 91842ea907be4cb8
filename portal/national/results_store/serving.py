"""Which kinds of results serve as which paper, by the codes of the two national catalogues."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from portal.national.models import ServingResult

if TYPE_CHECKING:
    from procedures.models import Component


def codes_for(components: Iterable[Component]) -> dict[int, list[str]]:
    """The result codes that serve each component, by its primary key; one query, those without any are left out."""
    named = {component.pk: component.code for component in components if component.code}
    if not named:
        return {}
    serving: dict[str, list[str]] = {}
    rows = ServingResult.objects.filter(component_code__in=set(named.values()))
    for component_code, result_code in rows.values_list("component_code", "result_code"):
        serving.setdefault(component_code, []).append(result_code)
    return {pk: serving[code] for pk, code in named.items() if code in serving}
