"""What schemathesis must know of this interface: a piece of an upload travels as the bytes that it is."""

from __future__ import annotations

from typing import Any

import schemathesis


@schemathesis.serializer("application/offset+octet-stream")
def piece_of_a_file(_context: Any, value: Any) -> bytes:
    """A piece of an upload."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@schemathesis.check
def nothing_broke(_context: Any, response: Any, _case: Any) -> None:
    """No error of the server, but for "not yet, come back" (503 with Retry-After: the worker is still making it)."""
    is_not_yet = response.status_code == 503 and "retry-after" in response.headers
    if response.status_code >= 500 and not is_not_yet:
        raise AssertionError(f"the server answered {response.status_code}")
