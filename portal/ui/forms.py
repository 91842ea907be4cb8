"""Form bases: a form that creates something carries a key, so that sending it twice counts once."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms


class SubmissionKeyMixin(forms.Form):
    """Adds the hidden `submission_key` (UUID): new with every fresh page, the same when a page is sent again.

    The one who creates stores it in a unique column and, when it is there already, answers with what the
    first sending made.
    """

    submission_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give a fresh page its key."""
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("submission_key", uuid4())

    def clean_submission_key(self) -> UUID:
        """Take the key that was sent; a sender without one gets a new key, and no protection."""
        return self.cleaned_data["submission_key"] or uuid4()

    @property
    def key(self) -> UUID:
        """The key of a form that is valid."""
        return UUID(str(self.cleaned_data["submission_key"]))
