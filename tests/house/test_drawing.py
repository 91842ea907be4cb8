"""The test client tells of the page that was drawn, and no longer of each of its parts."""

from __future__ import annotations

import pytest
from django.template import engines
from django.template.exceptions import TemplateSyntaxError
from django.test import Client, signals
from django.urls import reverse


def test_a_page_is_told_once_with_all_that_its_view_gave(db: None, client: Client) -> None:
    answer = client.get(reverse("account_login"))

    assert [template.name for template in answer.templates] == ["account/login.html"]
    assert "form" in answer.context
    assert answer.content.count(b"<input") > 1, "its fields are drawn all the same"


def test_one_that_breaks_leaves_the_next_to_be_told() -> None:
    told = []

    def listen(sender: object, **_given: object) -> None:
        told.append(sender)

    signals.template_rendered.connect(listen)
    try:
        broken = engines["django"].from_string("{% include broken %}")
        with pytest.raises((TypeError, TemplateSyntaxError, ValueError)):
            broken.render({"broken": object()})
        engines["django"].from_string("a page").render({})
    finally:
        signals.template_rendered.disconnect(listen)
    assert len(told) == 2
