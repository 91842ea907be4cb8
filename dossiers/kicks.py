"""Which workers the dossiers' moves wake after their commit."""

from __future__ import annotations

from portal.outbox.waking import wake_on_commit


def kick_paperwork() -> None:
    """Asks the worker, after the commit, to make the documents that wait."""
    wake_on_commit("dossiers.make_paperwork")
