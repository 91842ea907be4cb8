"""The score of a search result, as one SQL expression.

Vietnamese words are written as syllables, so a pair of neighbours ("khai sinh") says more than two
loose ones. A word or pair counts by its rarity, and by where it stands: name, keywords, papers. The
sum over what was asked is the score's main part; likeness of the whole name breaks ties.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from procedures.search_words import Word
from procedures.vocabulary import vocabulary

# Where a word stands → share of its rarity that counts.
IN_NAME, IN_KEYWORDS = 1.0, 1.0
PAPERS = 0.3
PAIR = 0.8
LIKENESS = 0.8
INSIDE = 0.4
KEYWORDS = 0.3
# A name that begins with the very words asked is the thing itself, not something about it.
BEGINNING = 0.2
# A name or a publisher's keyword that has the whole question as it was typed.
SAID_SO = 0.5
# One that has a whole phrase that the vocabulary takes the question to mean.
MEANT_SO = 0.3
# Residents file at communes and provinces; what ministries settle themselves comes after.
NEARNESS = 0.06
# Of procedures that fit alike, the one that most people come for stands first.
POPULARITY = 0.12
# A special kind ("lưu động", "cấp lại") for which nobody asked stands behind the plain one.
VARIANT = 0.16


Sql = tuple[str, list[Any]]


def words_sql(words: list[Word], said: str, phrases: Sequence[str] = ()) -> Sql:
    """(SQL over a search entry, its parameters): how much of the words asked stands there, cheap enough for all.

    ``said`` is the question as typed and ``phrases`` what the vocabulary takes it to mean, as tsqueries.
    """
    places = [(f"'{word.plain}'", word.rarity) for word in _once(words)]
    neighbours = {(first.plain, second.plain): (first, second) for first, second in pairwise(words)}
    pairs = [(pair, PAIR * min(pair[0].rarity, pair[1].rarity)) for pair in neighbours.values()]
    asked: list[tuple[str | tuple[str, str], float]] = [
        *places,
        *(((f"'{first.plain}'", f"'{second.plain}'"), weight) for (first, second), weight in pairs),
    ]
    told = " + ".join([_place_sql()] * len(asked))
    params = [value for lexemes, weight in asked for value in _place_params(lexemes, weight)]
    sql = (
        f"(({told}) / %s + %s * popularity"
        " + CASE WHEN levels && ARRAY['commune','province']::varchar[] THEN %s ELSE 0 END"
        " + CASE WHEN vector @@ %s::tsquery THEN %s WHEN vector @@ %s::tsquery THEN %s ELSE 0 END)"
    )
    most = sum(weight for _lexemes, weight in asked) or 1.0
    meant = " | ".join(f"({phrase})" for phrase in phrases) or "'-'"
    return sql, [*params, most, POPULARITY, NEARNESS, said, SAID_SO, meant, MEANT_SO]


def score_sql(words: list[Word], question: str, said: str, phrases: Sequence[str] = ()) -> Sql:
    """(SQL, its parameters): the whole score, about 0 for nothing in common and 1 to 2 for all; for the likeliest."""
    told, params = words_sql(words, said, phrases)
    sql = (
        f"({told} + %s * similarity(plain_name, %s) + %s * word_similarity(%s, plain_name)"
        " + %s * word_similarity(%s, plain_keywords)"
        " + CASE WHEN starts_with(regexp_replace(plain_name, '^thu tuc ', ''), %s) THEN %s ELSE 0 END"
        " + %s * ts_rank(papers_vector, %s::tsquery, 1)"
        " - %s * LEAST(regexp_count(plain_name, %s), 3))"
    )
    likeness = [LIKENESS, question, INSIDE, question, KEYWORDS, question, question, BEGINNING]
    return sql, [*params, *likeness, PAPERS, any_word(words), VARIANT, _unasked_variants(question)]


def _unasked_variants(question: str) -> str:
    """A pattern for words that make a procedure a special one and that the question does not speak of."""
    asked = f" {question} "
    unasked = [words for words in vocabulary().variants if f" {words} " not in asked]
    return rf"\y({'|'.join(map(re.escape, unasked))})\y" if unasked else r"\y\y\B"


def any_word(words: Iterable[Word]) -> str:
    """A tsquery that finds entries with one of the words."""
    return " | ".join(f"'{word.plain}'" for word in words)


def whole_phrase(plain: list[str]) -> str:
    """A tsquery that finds entries with these words one after the other."""
    return " <-> ".join(f"'{word}'" for word in plain) or "'-'"


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
