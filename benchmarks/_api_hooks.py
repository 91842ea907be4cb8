"""What schemathesis must know of this interface: a piece of an upload travels as the bytes that it is."""

from __future__ import annotations

from typing import Any

import schemathesis


@schemathesis.serializer("application/offset+octet-stream")
def piece_of_a_file(_context: Any, value: Any) -> bytes:
    """A piece of an upload."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")
