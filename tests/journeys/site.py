"""What somebody outside knows of a running site: its address, and the accounts of a few people."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Account:
    """Somebody who can sign in."""

    login: str
    password: str
    full_name: str


@dataclass(frozen=True)
class Site:
    """A site with one ward whose staff handle a birth, and a clerk of another ward."""

    url: str
    commune: str
    clerk: Account
    officer: Account
    leader: Account
    stranger: Account

    def at(self, path: str) -> str:
        """The whole address of a path."""
        return f"{self.url.rstrip('/')}{path}"
