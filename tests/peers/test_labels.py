"""What need not be filled in says so once: the renderer says it, the labels do not."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from portal.peers.postal.forms import KeepForm

OPTIONAL = "(không bắt buộc)"


def test_no_label_says_twice_that_it_is_optional(admin: Client) -> None:
    assert str(KeepForm()).count(OPTIONAL) == 1
    page = admin.get(reverse("peers:add")).content.decode()
    assert page.count(OPTIONAL) > 5
    assert f"{OPTIONAL} {OPTIONAL}" not in page
