"""Columns of money: whole đồng, never a fraction, never more than a province takes in a century."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from payments.vocabulary import TOO_MUCH_DONG


def dong(verbose_name: Any, **options: Any) -> models.BigIntegerField[Any, Any]:
    """A column of whole đồng."""
    return models.BigIntegerField(verbose_name, **options)


def within(name: str, *columns: str, at_least: int = 0) -> models.CheckConstraint:
    """The check that amounts stand between `at_least` and what is too much."""
    condition = Q()
    for column in columns:
        condition &= Q(**{f"{column}__gte": at_least, f"{column}__lt": TOO_MUCH_DONG})
    return models.CheckConstraint(condition=condition, name=name)
