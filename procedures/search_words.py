"""The words of a question: which count, how much each counts, and what a misspelt one meant."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from django.db import connection

from portal.vietnamese import without_accents
from procedures.models import SearchWord

# Words that stand in papers or texts are words, even if no name has them.
IN_TEXTS = """
SELECT asked.word FROM unnest(%s::text[]) AS asked(word)
 WHERE EXISTS (SELECT FROM procedures_searchentry
                WHERE papers_vector @@ quote_literal(asked.word)::tsquery
                   OR body_vector @@ quote_literal(asked.word)::tsquery)
"""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
MOST_MENDED = 6


@dataclass(frozen=True)
class Word:
    """A word of a question: as typed (plain), as the catalogue spells it, its rarity (≥ 0), and how many have it."""

    typed: str
    plain: str
    spelling: str
    rarity: float
    entries: int = 0

    @property
    def is_mended(self) -> bool:
        """Whether the catalogue knows only a word like it."""
        return self.typed != self.plain


def content_words(told: list[str]) -> list[str]:
    """The words as search compares them: without accents, only letters and digits."""
    words = [without_accents(word) for word in told]
    return [word for word in words if re.fullmatch(r"[a-z0-9]+", word)]


def weighed(words: list[str], total_entries: int) -> list[Word]:
    """Each word with its rarity; mistyped ones mended, others kept as they are."""
    known = {w.plain: w for w in SearchWord.objects.filter(plain__in=set(words))}
    unknown = sorted({w for w in words if w not in known and len(w) > 1 and not w.isdigit()})
    near = _nearest(unknown[:MOST_MENDED]) if unknown else {}
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
    return Word(typed, found.plain, found.spelling, max(rarity, 0.05), found.entries)


def _nearest(unknown: list[str]) -> dict[str, SearchWord]:
    """For each mistyped word the commonest word that is one slip of a finger away, if any. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(IN_TEXTS, [unknown])
        meant = {row[0] for row in cursor.fetchall()}
    slips = {word: one_slip_away(word) for word in unknown if word not in meant}
    candidates = SearchWord.objects.filter(plain__in=set().union(*slips.values())).order_by("entries")
    near: dict[str, SearchWord] = {}
    for candidate in candidates:
        near |= {word: candidate for word, forms in slips.items() if candidate.plain in forms}
    return near


def one_slip_away(word: str) -> set[str]:
    """All letter sequences that one slip makes: a letter left out, doubled, wrong, or two exchanged."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    left_out = {head + tail[1:] for head, tail in cuts if tail}
    exchanged = {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    wrong = {head + letter + tail[1:] for head, tail in cuts if tail for letter in LETTERS}
    added = {head + letter + tail for head, tail in cuts for letter in LETTERS}
    return (left_out | exchanged | wrong | added) - {word, ""}
