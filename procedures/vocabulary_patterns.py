"""The little language of phrases: "a|b" one or the other, "..." up to four words between, "a?" may be left out.

"a b & c" are parts that all must be said, in any order. "@name" stands for a list of words that many phrases share,
"#name" alone for a list of phrases. Words with accents are also known without them,
but for a short one alone ("đẻ" without its accents would be "để" too).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from portal.vietnamese import normalise, without_accents

SHORT = 3
_GAP = r"(?: \w+){0,4}?"
# Both are right: "hoà" and "hòa", "đăng kí" and "đăng ký".
_MARKS_LAST = dict(
    zip(
        ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"],
        ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"],
        strict=True,
    )
)
_OPEN_END = re.compile(rf"(?<!q)({'|'.join(_MARKS_LAST)})\b")
_I_OR_Y = re.compile(r"\b(k|l|qu)([iìíỉĩị])\b")
_Y_OF_I = dict(zip("iìíỉĩị", "yỳýỷỹỵ", strict=True))


def spoken(text: str) -> str:
    """The words of a text in small letters, a space between, in one of the two ways to spell them."""
    words = " ".join(re.findall(r"\w+", normalise(text).lower().replace("_", " ")))
    return _one_spelling(words)


def _one_spelling(words: str) -> str:
    words = _OPEN_END.sub(lambda found: _MARKS_LAST[found[1]], words)
    return _I_OR_Y.sub(lambda found: found[1] + _Y_OF_I[found[2]], words)


def parts_of(phrase: str) -> list[str]:
    """The parts of a phrase that may be said in any order; most have one."""
    return [part.strip() for part in phrase.split("&")]


def alternatives(phrase: str, words: Mapping[str, str], phrases: Mapping[str, Sequence[str]]) -> list[str]:
    """The phrase, or all that its "#name" stands for, with "@name" written out. KeyError for an unknown list."""
    forms = phrases[phrase[1:]] if phrase.startswith("#") else [phrase]
    return [re.sub(r"@(\w+)", lambda found: "|".join(words[found[1]].split()), form) for form in forms]


def pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern of whole words for any of the phrases, each with the space before it."""
    return re.compile(rf"(?:{'|'.join(map(_phrase, phrases))})(?!\S)")


def first_words(phrase: str) -> frozenset[str]:
    """One of these, without accents, stands in every question that has the phrase: a cheap test beforehand."""
    found: set[str] = set()
    for token in phrase.lower().split():
        found |= {without_accents(_one_spelling(word)) for word in token.rstrip("?").split("|")}
        if not token.endswith("?"):
            break
    return frozenset(found)


def _phrase(phrase: str) -> str:
    if phrase.isalpha() and len(phrase) <= SHORT:
        return " " + re.escape(phrase)
    return "".join(map(_token, phrase.lower().split()))


def _token(token: str) -> str:
    """One place of a phrase with the space before it; the first has its space before the whole phrase."""
    if token == "...":  # noqa: S105 - dots, no secret
        return _GAP
    return rf"(?: {_either(token[:-1])})?" if token.endswith("?") else f" {_either(token)}"


def _either(token: str) -> str:
    spellings = map(_one_spelling, token.split("|"))
    forms = {form for word in spellings for form in (word, without_accents(word))}
    return f"(?:{'|'.join(sorted(map(re.escape, forms), key=len, reverse=True))})"
