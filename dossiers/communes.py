"""Names of wards, communes and special zones by their official codes, of the whole country."""

from __future__ import annotations

from collections.abc import Iterable

from units.models import Division


def commune_names(codes: Iterable[str]) -> dict[str, str]:
    """Full name by code for those of `codes` that are communes of today; unknown codes are left out."""
    found = Division.objects.current().filter(code__in=set(codes)).exclude(kind__in=Division.UPPER_KINDS)
    return dict(found.values_list("code", "full_name"))
