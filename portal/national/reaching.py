"""The national portal as a channel of the outbox reaches it: whatever it fails in is said in the outbox's own terms."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from portal.national.connection import is_connected
from portal.national.drivers import registry
from portal.national.drivers.base import Away, Busy, NationalDriver, Rejected
from portal.outbox.drivers.base import Declined, Refused, Unreachable


@contextmanager
def reached() -> Iterator[NationalDriver]:
    """The driver that is set. Raises Refused, Declined or Unreachable in place of its failures.

    Unreachable also where no national portal is set: what waits goes on waiting.
    """
    if not is_connected():
        raise Unreachable("chưa khai báo địa chỉ Cổng Dịch vụ công quốc gia")
    try:
        yield registry.current()
    except Rejected as failure:
        raise Refused(str(failure)) from failure
    except Busy as failure:
        raise Declined(str(failure)) from failure
    except Away as failure:
        raise Unreachable(str(failure)) from failure
