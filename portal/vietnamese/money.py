"""Whole đồng, written with dots and spelled in words as receipts demand; never fractions, never other money."""

from __future__ import annotations

from portal.vietnamese.moments import Language

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_THOUSAND, _MILLION, _BILLION = 10**3, 10**6, 10**9


def format_dong(amount: int, language: Language = "vi") -> str:
    """Write an amount as people read it: 50000 → "50.000 đồng"; in English "50,000 đồng"."""
    written = f"{_whole(amount):,} đồng"
    return written if language == "en" else written.replace(",", ".")


def spell_dong(amount: int) -> str:
    """Spell an amount in words: 50000 → "năm mươi nghìn đồng"."""
    return f"{spell_number(amount)} đồng"


def spell_number(number: int) -> str:
    """Spell a whole number in words; TypeError for anything that is not an int."""
    if _whole(number) < 0:
        return f"âm {_spell(-number, is_inside=False)}"
    return _spell(number, is_inside=False) if number else _DIGITS[0]


def _whole(amount: int) -> int:
    # bool is an int to Python; True đồng is a mistake of the caller.
    if isinstance(amount, bool) or not isinstance(amount, int):
        raise TypeError(f"an amount is a whole number of đồng, not {type(amount).__name__}")
    return amount


def _spell(number: int, *, is_inside: bool) -> str:
    for scale, name in ((_BILLION, "tỷ"), (_MILLION, "triệu"), (_THOUSAND, "nghìn")):
        if number >= scale:
            head, rest = divmod(number, scale)
            words = f"{_spell(head, is_inside=is_inside)} {name}"
            return f"{words} {_spell(rest, is_inside=True)}" if rest else words
    return _spell_three(number, is_inside=is_inside)


def _spell_three(number: int, *, is_inside: bool) -> str:
    """Spell 1…999; inside a larger number its hundreds are said even when they are none ("không trăm linh năm")."""
    hundreds, rest = divmod(number, 100)
    head = [f"{_DIGITS[hundreds]} trăm"] if hundreds or is_inside else []
    return " ".join(head + _spell_two(rest, is_after_hundreds=bool(head)))


def _spell_two(number: int, *, is_after_hundreds: bool) -> list[str]:
    tens, unit = divmod(number, 10)
    if not number:
        return []
    if not tens:
        return ["linh", _DIGITS[unit]] if is_after_hundreds else [_DIGITS[unit]]
    words = ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    return words + ([_spell_unit(tens, unit)] if unit else [])


def _spell_unit(tens: int, unit: int) -> str:
    """Spell the last digit after tens: một becomes mốt, bốn becomes tư, năm becomes lăm."""
    if unit == 5:
        return "lăm"
    return {1: "mốt", 4: "tư"}.get(unit, _DIGITS[unit]) if tens > 1 else _DIGITS[unit]
