"""How long officers may explain what came late, and their heads may judge it, before a month's list is published."""

from __future__ import annotations

from portal.settings.environment import whole_number

__all__ = ["LATE_LIST_EXPLAIN_DAYS", "LATE_LIST_JUDGE_DAYS"]

#: Working days of the unit, from the making of the list.
LATE_LIST_EXPLAIN_DAYS = whole_number("LATE_LIST_EXPLAIN_DAYS", 5, at_least=1)
#: Working days more, for the head.
LATE_LIST_JUDGE_DAYS = whole_number("LATE_LIST_JUDGE_DAYS", 3, at_least=1)
