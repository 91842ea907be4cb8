"""When a question has several answers or none here: which one is meant, and who else is competent."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portal.vietnamese import without_accents
from procedures.models import SearchEntry
from procedures.vocabulary_in_use import vocabulary
from procedures.vocabulary_table import Topic

MOST_CHOICES = 5
LEAST_CHOICES = 2
# Who says the first so many words of a name means it.
MANY_WORDS = 4
# Where a name stops saying what the matter is and begins to say for whom and where.
_DETAIL = re.compile(
    r"\s*(?:[(,;/.]|\b(?:đối với|trong|cho|của|do|tại|khi|theo|mà|thuộc|áp dụng|thực hiện tại)\b).*", re.DOTALL
)
_ANNOUNCED = re.compile(r"^(?:thủ tục\s+)?", re.IGNORECASE)
# "đặng" is a filler, and without accents it is "đăng".
_NO_FILLERS = frozenset({"thu", "tuc", "dang", "ky"})


@dataclass(frozen=True)
class Choice:
    """One of the things that may be meant: in plain words, what to search for then, and its procedure if it is one."""

    label: str
    words: str
    code: str = ""


@dataclass(frozen=True)
class Clarification:
    """A question back, with two to five choices."""

    question: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class OutOfScope:
    """Who is competent for what was asked, and what to do there; ``also_ours`` when some of it is settled here too."""

    competent: str
    advice: str
    also_ours: bool


def ask_which(topic: Topic, answers: Callable[[Sequence[str]], list[list[int]]]) -> tuple[Clarification, list[int]]:
    """The topic's question with the choices that the catalogue has, and the procedures they lead to."""
    found_for = answers([words for _label, words in topic.choices])
    leads = [(Choice(*told), found) for told, found in zip(topic.choices, found_for, strict=True)]
    known = [(choice, found) for choice, found in leads if found]
    offered = known if len(known) >= LEAST_CHOICES else leads
    first = dict.fromkeys(found[0] for _choice, found in known)
    return Clarification(topic.question, tuple(choice for choice, _found in offered[:MOST_CHOICES])), list(first)


def ask_which_of(found: Sequence[SearchEntry], asked: Sequence[str], question: str) -> Clarification | None:
    """A question back when all words asked stand in several names and none of these is the very thing asked for.

    ``asked`` are words without accents. "Đăng ký khai sinh" is a name: answered. "Hòa giải viên" stands in the names
    of four: asked which.
    """
    words = set(asked)
    having = [entry for entry in found if words <= set(without_accents(entry.name).split())]
    if len(having) < LEAST_CHOICES or any(is_called(entry, asked) for entry in found):
        return None
    cores: dict[str, SearchEntry] = {}
    for entry in having:
        cores.setdefault(core_of(entry.name), entry)
    choices = [Choice(name, entry.name, str(entry.card["code"])) for name, entry in cores.items()]
    if len(choices) < LEAST_CHOICES:
        return None
    return Clarification(question, tuple(choices[:MOST_CHOICES]))


def is_called(entry: SearchEntry, asked: Sequence[str]) -> bool:
    """Whether the words are the entry's name, its beginning, or a keyword, but for "thủ tục" and "đăng ký"."""
    said, name = _called(" ".join(asked)), _called(without_accents(entry.name))
    known = {name, _called(without_accents(core_of(entry.name)))}
    begins = len(asked) >= MANY_WORDS and name.startswith(said)
    return begins or said in known | {_called(without_accents(keyword)) for keyword in entry.keywords.splitlines()}


def core_of(name: str) -> str:
    """What a procedure is about, without "thủ tục" before and for whom and where behind."""
    plain = _ANNOUNCED.sub("", name.strip(" ."))
    core = _DETAIL.sub("", plain)
    core = core if len(core.split()) > 1 else plain
    return core[:1].upper() + core[1:]


def _called(words: str) -> str:
    fillers = {without_accents(word) for word in vocabulary().fillers} - _NO_FILLERS
    kept = " ".join(word for word in re.findall(r"[a-z0-9]+", words) if word not in fillers)
    return kept.removeprefix("thu tuc ").removeprefix("dang ky ")
