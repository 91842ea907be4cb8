"""Another system behind a true port, which answers as a test says and keeps what it was asked."""

from __future__ import annotations

from portal.peers.drivers.base import Reached
from portal.simulating.serving import Request, Response, Route, as_json
from tests.peers.connecting import CUSTOMER, SECRET


class Listener:
    """Answers every address alike."""

    def __init__(self) -> None:
        self.address = ""
        self.asked: list[Request] = []
        self.answer: Response = as_json({})

    def routes(self, *paths: str) -> dict[tuple[str, str], Route]:
        """Doors at these paths."""
        return {("POST", path): self.take for path in paths}

    def take(self, request: Request) -> Response:
        """Keep it and answer."""
        self.asked.append(request)
        return self.answer

    def reached(self, secret: str = SECRET) -> Reached:
        """How it is reached."""
        return Reached(self.address, CUSTOMER, "G11.01", secret)
