"""What the test client keeps of a page: the context of the page itself, not of each field and part drawn within it.

Django's copies the whole context for every template, and each widget of a form is one: dozens of copies a page, of
which tests read none. `response.context` and `response.templates` tell of the outermost templates only.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.test import utils

_within = threading.local()
Render = Callable[[Any, Any], Any]


def install() -> None:
    """To be called before the environment of the tests is set up, which takes this function from its module."""
    known = vars(utils)
    known["instrumented_test_render"] = _of_the_outermost(known["instrumented_test_render"])


def _of_the_outermost(told: Render) -> Render:
    def render(template: Any, context: Any) -> Any:
        if getattr(_within, "a_page", False):
            return template.nodelist.render(context)
        _within.a_page = True
        try:
            return told(template, context)
        finally:
            _within.a_page = False

    return render
