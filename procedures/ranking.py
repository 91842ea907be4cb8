"""The score of a search result, as one SQL expression.

Vietnamese words are written as syllables, so a pair of neighbours ("khai sinh") says more than two
loose ones. A word or pair counts by its rarity, and by where it stands: name, keywords, papers. The
sum over what was asked is the score's main part; likeness of the whole name breaks ties.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from procedures.search_words import Word

# Where a word stands → share of its rarity that counts.
IN_NAME, IN_KEYWORDS = 1.0, 1.0
PAPERS = 0.3
PAIR = 0.8
LIKENESS = 1.2
# Residents file at communes and provinces; what ministries settle themselves comes after.
NEARNESS = 0.06


def score_sql(words: list[Word], question: str) -> tuple[str, list[Any]]:
    """(SQL expression over a search entry, its parameters): 0 for nothing in common, about 1 for all."""
    parts: list[str] = []
    params: list[Any] = []
    asked = 0.0
    for word in _once(words):
        parts.append(_place_sql())
        params += _place_params(f"'{word.plain}'", word.rarity)
        asked += word.rarity
    for first, second in pairwise(words):
        weight = PAIR * (first.rarity + second.rarity) / 2
        parts.append(_place_sql())
        params += _place_params((f"'{first.plain}'", f"'{second.plain}'"), weight)
        asked += weight
    told = " + ".join(parts)
    sql = (
        f"(({told}) / %s + %s * GREATEST(similarity(plain_name, %s),"
        " word_similarity(%s, plain_keywords) * 0.5)"
        " + %s * ts_rank(papers_vector, %s::tsquery, 1)"
        " + CASE WHEN levels && ARRAY['commune','province']::varchar[] THEN %s ELSE 0 END)"
    )
    return sql, [*params, asked or 1.0, LIKENESS, question, question, PAPERS, any_word(words), NEARNESS]


def any_word(words: Iterable[Word]) -> str:
    """A tsquery that finds entries with one of the words."""
    return " | ".join(f"'{word.plain}'" for word in words)


def every_word(words: Iterable[Word]) -> str:
    """A tsquery that finds entries with all of the words."""
    return " & ".join(f"'{word.plain}'" for word in words)


def _once(words: list[Word]) -> list[Word]:
    return list({word.plain: word for word in words}.values())


def _place_sql() -> str:
    return "CASE WHEN vector @@ %s::tsquery THEN %s WHEN vector @@ %s::tsquery THEN %s ELSE 0 END"


def _place_params(lexemes: str | tuple[str, str], weight: float) -> list[Any]:
    params: list[Any] = []
    for label, share in (("A", IN_NAME), ("B", IN_KEYWORDS)):
        placed = f"{lexemes}:{label}" if isinstance(lexemes, str) else f"{lexemes[0]}:{label} <-> {lexemes[1]}:{label}"
        params += [placed, weight * share]
    return params
