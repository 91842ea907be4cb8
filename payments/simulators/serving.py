"""Where the server of the simulators stood before other simulators needed it: `portal.simulating.serving`."""

from __future__ import annotations

from portal.simulating.serving import Request, Response, Route, SentFile, Server, as_json, page, redirect

__all__ = ["Request", "Response", "Route", "SentFile", "Server", "as_json", "page", "redirect"]
