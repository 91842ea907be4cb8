"""The pages of the unit desk in tests: their addresses, what they show, and dates as their boxes send them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse


def page(name: str, *args: object) -> str:
    """The address of a page of the desk."""
    return reverse(f"unit-desk:{name}", args=args)


def shown(answer: Any) -> str:
    """What a page says."""
    return str(answer.content.decode())


def parts(name: str, day: dt.date) -> dict[str, str]:
    """A date as the three boxes send it."""
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}
