"""Limits of the hotline against floods.

Whoever's browser did the small sum of the form (`proof_of_work`) may send more: a household or an office shares one
address, a program that floods pays for each one.
"""

from __future__ import annotations

from portal.ui.throttling import Limit, is_over

__all__ = ["ATTACHED", "SENT_BY_API", "SENT_WITHOUT_PROOF", "SENT_WITH_PROOF", "UNLOCKED", "Limit", "is_over"]

SENT_WITH_PROOF = Limit("hotline:sent-with-proof", 30, 600)
SENT_WITHOUT_PROOF = Limit("hotline:sent", 6, 600)
SENT_BY_API = Limit("hotline:sent-by-api", 60, 60)
ATTACHED = Limit("hotline:attached", 30, 600)
UNLOCKED = Limit("hotline:unlocked", 30, 60)
