"""What a driver of the national portal can do, whatever it speaks, and the ways in which it may fail."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Message = dict[str, Any]


@dataclass(frozen=True)
class Exchange:
    """What was said and answered, kept for proof. Without the session: who reads the proof must not borrow it."""

    service: str
    sent: Mapping[str, Any] = field(repr=False)
    answer: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class There:
    """A dossier as the national portal has it: its message and its steps, oldest first."""

    dossier: Message = field(repr=False)
    steps: tuple[Message, ...] = field(repr=False, default=())

    @property
    def status(self) -> str:
        """TrangThaiHoSo."""
        return str(self.dossier.get("TrangThaiHoSo", ""))


class NationalFailure(Exception):
    """The national portal did not do what it was asked; the words say why and name nobody."""

    def __init__(self, words: str, exchange: Exchange | None = None) -> None:
        super().__init__(words)
        self.exchange = exchange


class Rejected(NationalFailure):
    """It will never take this: no use in trying again before something was mended."""


class NotTaken(NationalFailure):
    """It did not take this now; another try may go well."""


class Busy(NotTaken):
    """It is asked too often and took nothing of this call."""


class Away(NationalFailure):
    """It does not answer at all, or answers nobody."""


class NationalDriver(ABC):
    """One way to speak with the national portal. Every call raises one of the three failures, and nothing else."""

    @abstractmethod
    def put_dossiers(self, messages: Sequence[Message], *, are_known: bool) -> Exchange:
        """Write dossiers (DongBoHoSoMC); `are_known`: they are there already and are brought up to date.

        Creating what is there, or updating what is not, is mended by the other call.
        """

    @abstractmethod
    def put_steps(self, messages: Sequence[Message]) -> Exchange:
        """Add steps to dossiers that are there (CapNhatTienDoHoSoMC); doing it twice adds them twice."""

    @abstractmethod
    def look_up(self, code: str) -> There | None:
        """The dossier of a code as it stands there (TraCuuHoSo); None when it is not there."""

    @abstractmethod
    def procedures(self) -> list[Message]:
        """The list of procedures (LayDanhSachTTHC)."""

    @abstractmethod
    def procedure(self, code: str) -> Message | None:
        """One procedure in full (LayThuTuc); None for an unknown code."""

    @abstractmethod
    def agencies(self) -> list[Message]:
        """The catalogue of agencies (LayDanhMucCoQuan)."""

    @abstractmethod
    def fields(self) -> list[Message]:
        """The catalogue of fields of administration (LayDanhMucLinhVuc)."""

    @abstractmethod
    def questions(self) -> list[Message]:
        """What people asked us there and nobody answered yet (LayDanhSachHoiDapGuiTuDVCQG)."""

    @abstractmethod
    def agency_questions(self) -> list[Message]:
        """The public questions and answers that stand there under our code (LayDanhSachHoiDapBoCoQuan)."""

    @abstractmethod
    def answers_to(self, question: str) -> list[Message]:
        """The answers that one question has there, oldest first (LayNoiDungTraLoiTheoCauHoi)."""

    @abstractmethod
    def put_answers(self, messages: Sequence[Message]) -> Exchange:
        """Answer questions (DongBoKetQuaHoiDapGuiTuDVCQG); doing it twice answers twice."""

    @abstractmethod
    def put_questions(self, messages: Sequence[Message]) -> Exchange:
        """Write public questions and answers of ours (DongBoHoiDap): what is there under an id is written over."""
