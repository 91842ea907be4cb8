"""Asks this container's web server whether it is ready: `python -m portal.commands.probe`. Exit code 0 or 1."""

from __future__ import annotations

import http.client
import os
import sys


def is_ready(port: int, host_name: str) -> bool:
    """Tell whether /readyz on this machine answers 200, asked under a host name the site accepts."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", "/readyz", headers={"Host": host_name})
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    name = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].lstrip(".")
    sys.exit(0 if is_ready(int(os.environ.get("PORT", "8000")), name) else 1)
