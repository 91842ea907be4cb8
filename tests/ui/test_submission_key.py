"""A form that creates carries a key: new on a fresh page, the same when it is sent again."""

from __future__ import annotations

from uuid import UUID, uuid4

from portal.ui.forms import SubmissionKeyMixin
from tests.ui.forms import Marks


def test_each_fresh_page_has_a_key_of_its_own() -> None:
    keys = {Marks(str(SubmissionKeyMixin())).named("submission_key")["value"] for _ in range(3)}
    assert len(keys) == 3
    assert all(UUID(key) for key in keys)


def test_a_page_sent_again_has_the_same_key() -> None:
    key = uuid4()
    first, again = (SubmissionKeyMixin({"submission_key": str(key)}) for _ in range(2))
    assert first.is_valid()
    assert again.is_valid()
    assert first.key == again.key == key


def test_a_sender_without_a_key_is_not_refused() -> None:
    form = SubmissionKeyMixin({})
    assert form.is_valid()
    assert isinstance(form.key, UUID)
