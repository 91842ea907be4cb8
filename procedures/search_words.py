"""The words of a question: which count, how much each counts, and what a misspelt one meant."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from django.db import connection

from portal.vietnamese import without_accents
from procedures.models import SearchWord

# Words of talking to a person, not of a matter: "cho em hỏi về …", "tôi muốn … thì cần gì".
_TALK = (
    "a ah ai anh ban bac chau chi chu cho chua co con cu cua da dau di duoc em gi giup hoi hoac ke "
    "khi khong la lam luon ma minh moi muon nao nay nen neu nha nhe nhung nhu o oi phai qua rang roi "
    "sao se tai the thi thu toi trong tu tuc u va vay ve vi voi xin can nhat thoi"
)
FILLERS = frozenset(_TALK.split())
# Below this likeness two syllables are different words, not one word mistyped.
ALIKE = 0.3
NEAREST = """
SELECT asked.word, near.plain, near.spelling, near.entries
  FROM unnest(%s::text[]) AS asked(word),
       LATERAL (SELECT plain, spelling, entries FROM procedures_searchword
                 WHERE plain %% asked.word AND similarity(plain, asked.word) >= %s
                 ORDER BY similarity(plain, asked.word) DESC, entries DESC LIMIT 1) AS near
"""


@dataclass(frozen=True)
class Word:
    """A word of a question: as typed (plain), as the catalogue spells it, and its rarity (≥ 0)."""

    typed: str
    plain: str
    spelling: str
    rarity: float

    @property
    def is_mended(self) -> bool:
        """Whether the catalogue knows only a word like it."""
        return self.typed != self.plain


def content_words(text: str) -> list[str]:
    """The words of a question without accents and without the words of politeness, in order."""
    words = re.findall(r"[a-z0-9]+", without_accents(text))
    return [word for word in words if word not in FILLERS] or words


def weighed(words: list[str], total_entries: int) -> list[Word]:
    """Each word with its rarity; unknown ones mended to the nearest known, or kept as they are."""
    known = {w.plain: w for w in SearchWord.objects.filter(plain__in=set(words))}
    unknown = sorted({w for w in words if w not in known and len(w) > 1 and not w.isdigit()})
    near = _nearest(unknown) if unknown else {}
    return [_weigh(word, known.get(word) or near.get(word), total_entries) for word in words]


def respelt(text: str, words: list[Word]) -> str:
    """The question with its mended words, "" when none was mended."""
    mended = {word.typed: word.spelling for word in words if word.is_mended}
    if not mended:
        return ""
    tokens = re.split(r"(\W+)", text)
    return "".join(mended.get(without_accents(token), token) for token in tokens)


def _weigh(typed: str, found: SearchWord | None, total: int) -> Word:
    if found is None:
        return Word(typed, typed, typed, math.log(total + 1))
    rarity = math.log((total + 1) / (found.entries + 0.5))
    return Word(typed, found.plain, found.spelling, max(rarity, 0.05))


def _nearest(unknown: list[str]) -> dict[str, SearchWord]:
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, [unknown, ALIKE])
        return {
            asked: SearchWord(plain=plain, spelling=spelling, entries=entries)
            for asked, plain, spelling, entries in cursor.fetchall()
        }
