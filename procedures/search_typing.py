"""What a Vietnamese keyboard that was switched off makes of words: "ddang kys" (Telex), "d9a8ng ky1" (VNI).

A word is put right only when it is no Vietnamese syllable as it stands and is one when read as key strokes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from portal.vietnamese import without_accents

_ONSET = r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnprstvx])?"
_VOWELS = (
    r"(?:uye|uya|ieu|yeu|oai|oay|uoi|uou|oeo|uay|uyu|uao|uau|ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|ua|ue|ui|uo|uu|uy|ye"
    r"|[aeiouy])"
)
_SYLLABLE = re.compile(rf"{_ONSET}{_VOWELS}(?:ch|nh|ng|[cmnpt])?")
_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES = dict(zip("12345", _TONES.values(), strict=True))
_HATS = {"aa": "â", "ee": "ê", "oo": "ô", "dd": "đ", "aw": "ă", "ow": "ơ", "uw": "ư"}
_VNI_HATS = {"a6": "â", "e6": "ê", "o6": "ô", "o7": "ơ", "u7": "ư", "a8": "ă", "d9": "đ"}
# One key after all vowels is meant for the first of them: "huuw" is "hưu", "chuaw" "chưa", "ruouw" "rươu".
_LATE_HORN = re.compile(r"(?<!q)(uo(?=u)|u(?=[ua][w7]))([ua])[w7]")
# By the key at the end, the letter that it is for.
_VNI_LATE = {key: re.compile(letters) for key, letters in zip("6789", ["[aeo]", "uo|[uo]", "a", "d"], strict=True)}
_BY_STROKE = re.compile(r"[a-z]*[sfrxjwadeo][a-z]*|[a-z]+[1-9][a-z0-9]*")


def retyped(text: str, foreign: Collection[str] = ()) -> str:
    """The text with words typed as bare key strokes read as such. Words of ``foreign`` stay as they are."""
    return re.sub(r"\w+", lambda found: _read(found[0], foreign), text)


def is_syllable(word: str) -> bool:
    """Whether a word without accents could be a Vietnamese syllable."""
    return _SYLLABLE.fullmatch(word) is not None


def _read(word: str, foreign: Collection[str]) -> str:
    typed = word.lower()
    if not typed.isascii() or len(typed) < 3 or typed in foreign or is_syllable(typed):
        return word
    if not _BY_STROKE.fullmatch(typed):
        return word
    meant = _from_vni(typed) if re.search(r"\d", typed) else _from_telex(typed)
    return meant if meant and is_syllable(without_accents(meant)) else word


def _from_telex(typed: str) -> str:
    if typed.count("d") > 1 and typed[0] == "d":
        typed = "đ" + typed[1:].replace("d", "", 1)
    # The key for the tone comes after the vowel, usually last; "w" may come as late.
    tones = [place for place, key in enumerate(typed) if key in _TONES and re.search(r"[aeiouyw]", typed[:place])]
    tone = ""
    if tones:
        tone = _TONES[typed[tones[-1]]]
        typed = typed[: tones[-1]] + typed[tones[-1] + 1 :]
    return _marked(_hatted(typed), tone)


def _hatted(typed: str) -> str:
    """Doubled vowels and "w" as the letters they stand for."""
    typed = _LATE_HORN.sub(_with_horn, typed, count=1)
    for keys, letter in _HATS.items():
        typed = typed.replace(keys, letter)
    if "w" in typed:
        typed = (
            typed.replace("w", "", 1) if "ơ" in typed else re.sub(r"(uo|oa|[uoa])([a-z]*)w", _with_horn, typed, count=1)
        )
    return typed.replace("uơ", "ươ").replace("ưo", "ươ").replace("w", "ư")


def _with_horn(found: re.Match[str]) -> str:
    return {"uo": "ươ", "oa": "oă", "u": "ư", "o": "ơ", "a": "ă"}[found[1]] + found[2]


def _from_vni(typed: str) -> str:
    tones = [key for key in typed if key in _VNI_TONES]
    plain = "".join(key for key in typed if key not in _VNI_TONES)
    plain = _LATE_HORN.sub(_with_horn, plain, count=1)
    for keys, letter in _VNI_HATS.items():
        plain = plain.replace(keys, letter)
    if (late := _VNI_LATE.get(plain[-1:])) and (bears := late.search(plain)):
        letter = {"uo7": "ươ"}.get(bears[0] + plain[-1]) or _VNI_HATS[bears[0] + plain[-1]]
        plain = f"{plain[: bears.start()]}{letter}{plain[bears.end() : -1]}"
    plain = plain.replace("uơ", "ươ").replace("ưo", "ươ")
    return _marked(plain, _VNI_TONES[tones[-1]] if len(tones) == 1 else "") if plain.isalpha() else ""


def _marked(letters: str, tone: str) -> str:
    """The syllable with its tone over the vowel that bears it."""
    if not tone:
        return letters
    vowels = [place for place, letter in enumerate(letters) if without_accents(letter) in "aeiouy"]
    onset = re.match(r"qu|gi(?=[aeiouyàáâêôơưăăy])", without_accents(letters))
    vowels = [place for place in vowels if not onset or place >= onset.end()] or vowels
    if not vowels:
        return ""
    hats = [place for place in vowels if letters[place] in "âêôơưă"]
    closed = vowels[-1] < len(letters) - 1
    bears = hats[-1] if hats else vowels[-1] if closed or len(vowels) == 1 else vowels[-2]
    return unicodedata.normalize("NFC", f"{letters[: bears + 1]}{tone}{letters[bears + 1 :]}")
