"""Which words of a question stand in papers or long texts: words that no name has, and yet words."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

_STANDING = """
SELECT asked.word FROM unnest(%s::text[]) AS asked(word)
 WHERE EXISTS (SELECT FROM procedures_searchentry
                WHERE papers_vector @@ quote_literal(asked.word)::tsquery
                   OR body_vector @@ quote_literal(asked.word)::tsquery)
"""


class InTexts:
    """What one search has learnt of words in texts; each is asked of the database once, many by one query."""

    def __init__(self) -> None:
        self._asked: dict[str, bool] = {}

    def of(self, words: Iterable[str]) -> set[str]:
        """Those of the words that stand in texts. One query, none when all were asked before."""
        wanted = set(words)
        if new := sorted(wanted - self._asked.keys()):
            with connection.cursor() as cursor:
                cursor.execute(_STANDING, [new])
                standing = {row[0] for row in cursor.fetchall()}
            self._asked.update({word: word in standing for word in new})
        return {word for word in wanted if self._asked[word]}
