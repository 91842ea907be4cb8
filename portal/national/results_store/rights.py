"""Who keeps the list of what serves as what."""

from __future__ import annotations

from units.access import staff_rule
from units.roles import Role

PUBLISHERS = staff_rule(Role.PUBLISHER)
