"""What a driver of the store of results can do, whatever it speaks; it fails as drivers of the national portal do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field

from portal.national.drivers.base import Away, NationalFailure, NotTaken, Rejected

__all__ = ["Asked", "Away", "Found", "Given", "NationalFailure", "NotTaken", "Rejected", "StoreDriver"]


@dataclass(frozen=True)
class Asked:
    """Whose results, of which kinds, for which procedure, and who asks. `channel`: 1 counter, 2 online, 3 post."""

    procedure: str
    owner_number: str = field(repr=False)
    result_codes: Sequence[str]
    number: str = field(repr=False)
    asker_name: str = field(repr=False)
    asker_number: str = field(repr=False)
    channel: str = "2"


@dataclass(frozen=True)
class Found:
    """One file of one result; `path` and `agency` are what the file is fetched by."""

    result_code: str
    title: str
    number: str = field(repr=False)
    agency: str
    file_name: str
    path: str = field(repr=False)


@dataclass(frozen=True)
class Given:
    """One result of ours. `issued_at`: fourteen digits; `content`: base64, "" of one that is no longer in force."""

    document_id: str
    dossier_code: str
    procedure: str
    owner_number: str = field(repr=False)
    result_code: str
    title: str
    number: str
    agency: str
    issued_at: str
    standing: str
    file_name: str
    content: str = field(repr=False)


class StoreDriver(ABC):
    """One way to speak with the store. Every call raises Away, NotTaken or Rejected, and nothing else."""

    @abstractmethod
    def look_up(self, asked: Asked) -> list[Found]:
        """The results of the owner that the store holds, of the kinds asked for; [] when there is none."""

    @abstractmethod
    def fetch(self, agency: str, path: str) -> bytes:
        """The content of one file. Not judged yet: whoever takes it checks it as an upload."""

    @abstractmethod
    def give(self, given: Given) -> None:
        """Hand in one result of ours, or how it stands now; the same one again changes nothing there."""
