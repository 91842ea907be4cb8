"""The feedback services of the simulated national portal: what was asked, and what the provinces answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from portal.national.drivers import answers
from portal.national.messages.of_question import ANSWER_FIELDS, PUBLIC_FIELDS
from portal.national.simulator.checking import Refusal, checked
from portal.national.simulator.questions import Message, QuestionStore, UnknownQuestion


class QuestionServices:
    """By the names that the classic adapter has for them."""

    def __init__(self, store: QuestionStore) -> None:
        self._store = store

    def by_name(self) -> dict[str, Callable[[Message], Any]]:
        """The services."""
        return {
            "LayDanhSachHoiDapGuiTuDVCQG": lambda _message: self._store.asked(only_open=True),
            "LayDanhSachHoiDapBoCoQuan": lambda _message: self._store.public(),
            "LayNoiDungTraLoiTheoCauHoi": self._answers,
            "DongBoHoiDap": lambda message: self._store.publish(checked(message, PUBLIC_FIELDS)),
            "DongBoKetQuaHoiDapGuiTuDVCQG": self._answer,
        }

    def _answers(self, message: Message) -> list[Message]:
        try:
            return self._store.answers(str(message.get("HOIDAPID", "")))
        except UnknownQuestion as error:
            raise Refusal(answers.UNKNOWN_QUESTION) from error

    def _answer(self, message: Message) -> None:
        try:
            self._store.answer(checked(message, ANSWER_FIELDS))
        except UnknownQuestion as error:
            raise Refusal(answers.UNKNOWN_QUESTION) from error
