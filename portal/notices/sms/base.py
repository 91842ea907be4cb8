"""What a gateway for text messages must do; it fails as drivers of the outbox do (`portal.outbox.drivers.base`)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Text:
    """One message: `reference` is ours and the same at each try; `number` is E.164; `is_plain`: GSM 03.38 will do."""

    reference: str
    number: str
    words: str
    is_plain: bool


class Gateway(ABC):
    """A company that sends text messages for us."""

    name: ClassVar[str]

    @abstractmethod
    def send(self, text: Text) -> str:
        """Hand it over; gives the gateway's own id of it. Refused, Unreachable, or any other error: later again."""
