"""Search's index in this process's memory: which names have a word or two neighbours, read anew when the table changed.

The table procedures_searchentry is the truth and is written in the publishing transaction; with it goes a mark
(SearchWord.TOTAL) that every search reads first. So memory is never older than what the search's own transaction sees.
About 2 KB an entry; 10,000 entries are read in half a second.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from threading import Lock

from procedures.models import SearchEntry, SearchWord
from procedures.vocabulary_in_use import vocabulary

_WORD = re.compile(r"\w+")
# Residents file at communes and provinces; what ministries settle themselves comes after.
_NEAR = {"commune", "province"}
COLUMNS = ("name", "keywords", "plain_name", "plain_keywords", "popularity", "levels", "targets", "online_level")


@dataclass(frozen=True, slots=True)
class Known:
    """What search knows of an entry. Words are without accents but for ``spelt``, words with theirs (see letters)."""

    pk: int
    name: tuple[str, ...]
    name_words: frozenset[str]
    keywords: tuple[frozenset[str], ...]
    spelt: frozenset[str]
    text: str
    variants: tuple[str, ...]
    popularity: float
    is_near: bool
    levels: frozenset[str]
    targets: frozenset[str]
    online: str
    field: str


@dataclass(frozen=True)
class Filters:
    """What a search is narrowed to; "" for no matter."""

    level: str = ""
    field: str = ""
    audience: str = ""
    online: str = ""

    def let_through(self, known: Known) -> bool:
        """Whether an entry fits all of them."""
        return (
            (not self.level or self.level in known.levels)
            and (not self.field or self.field == known.field)
            and (not self.audience or self.audience in known.targets)
            and (not self.online or self.online == known.online)
        )


@dataclass
class Index:
    """Entries, and for each word and each pair of neighbours the places of those that have it."""

    revision: str
    entries: list[Known] = field(default_factory=list)
    having: dict[str, array[int]] = field(default_factory=dict)
    words: dict[str, SearchWord] = field(default_factory=dict)


_kept: list[Index] = []
_lock = Lock()


def index() -> Index:
    """The index of what the table has now. One query; two more after a publication, two in all in a new process."""
    revision = _revision() if _kept else ""
    with _lock:
        if not (revision and _kept and _kept[0].revision == revision):
            _kept[:] = [_read()]
        return _kept[0]


def forget() -> None:
    """Forget the index, as a new process has none: for tests."""
    with _lock:
        _kept.clear()


def _revision() -> str:
    """What changes with every entry; "" while there are none."""
    return SearchWord.objects.filter(plain=SearchWord.TOTAL).values_list("spelling", flat=True).first() or ""


def _read() -> Index:
    words = {word.plain: word for word in SearchWord.objects.all()}
    total = words.pop(SearchWord.TOTAL, None)
    made = Index(total.spelling if total else "", words=words)
    reading = _Reading()
    having: dict[str, array[int]] = defaultdict(lambda: array("I"))
    rows = SearchEntry.objects.order_by("pk").select_related("field").only(*COLUMNS, "field__code")
    for place, entry in enumerate(rows.iterator(chunk_size=2000)):
        lines = [reading.words(entry.plain_name), *map(reading.words, entry.plain_keywords.splitlines())]
        made.entries.append(reading.known(entry, lines))
        for term in terms_of(lines):
            having[term].append(place)
    made.having = dict(having)
    return made


class _Reading:
    """One reading of the table: one object a word, however often it stands."""

    def __init__(self) -> None:
        self._same: dict[str, str] = {}
        self._variants = re.compile(rf" (?:{'|'.join(map(re.escape, vocabulary().variants))})(?= )")

    def words(self, plain: str) -> tuple[str, ...]:
        """The words of a text that is without accents already."""
        return tuple(self._same.setdefault(word, word) for word in _WORD.findall(plain))

    def known(self, entry: SearchEntry, lines: Sequence[tuple[str, ...]]) -> Known:
        """What to know of an entry whose name and keywords are made of these words."""
        spoken = _WORD.findall(f"{entry.name}\n{entry.keywords}".lower())
        text = "".join(f" {' '.join(line)} \n" for line in lines)
        return Known(
            pk=entry.pk,
            name=lines[0],
            name_words=frozenset(lines[0]),
            keywords=tuple(map(frozenset, lines[1:])),
            spelt=frozenset(letters(word) for word in spoken if not word.isascii()),
            text=text,
            variants=tuple(found[1:] for found in self._variants.findall(text[: text.index("\n")])),
            popularity=entry.popularity,
            is_near=not _NEAR.isdisjoint(entry.levels),
            levels=frozenset(entry.levels),
            targets=frozenset(entry.targets),
            online=entry.online_level,
            field=entry.field.code,
        )


def terms_of(lines: Sequence[tuple[str, ...]]) -> set[str]:
    """Words and pairs of neighbours ("khai sinh") of the name and of each keyword."""
    return {word for line in lines for word in line} | {f"{a} {b}" for line in lines for a, b in pairwise(line)}


@lru_cache(maxsize=50_000)
def letters(word: str) -> str:
    """The same for "hoà" and "hòa", which differ in where the mark stands."""
    return "".join(sorted(unicodedata.normalize("NFD", word)))
