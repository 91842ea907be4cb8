"""The language of the people: text as it must be stored, money and moments as they are said aloud.

Pure functions without database, settings or Django; every other app may stand on them.
"""

from portal.vietnamese.moments import say_date, say_moment
from portal.vietnamese.money import format_dong, spell_dong, spell_number
from portal.vietnamese.text import normalise, without_accents

__all__ = [
    "format_dong",
    "normalise",
    "say_date",
    "say_moment",
    "spell_dong",
    "spell_number",
    "without_accents",
]
