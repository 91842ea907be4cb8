"""The one place that locks orders."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from payments import hooks
from payments.models import Order


@contextmanager
def locked(order: Order) -> Iterator[Order]:
    """A transaction in which the order's row is locked and fresh, and its subject before it."""
    with transaction.atomic():
        hooks.lock_subject(order.subject_ref)
        yield Order.objects.select_for_update(of=("self",)).select_related("account").get(pk=order.pk)
