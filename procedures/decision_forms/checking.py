"""Asking the worker to look at a decision of many procedures."""

from __future__ import annotations

from portal.ui.forms import SubmissionKeyMixin


class CheckForm(SubmissionKeyMixin):
    """Nothing but the key that makes one run of a form sent twice."""
