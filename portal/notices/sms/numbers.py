"""Which numbers text messages are sent to: mobile ones of Vietnam, since a registered name reaches no other."""

from __future__ import annotations

import phonenumbers

_MOBILE = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
_VIETNAM = 84


def mobile_number(text: str) -> str:
    """The number as E.164 ("+84901234567"); "" for what is no mobile number of Vietnam."""
    try:
        number = phonenumbers.parse(text, "VN")
    except phonenumbers.NumberParseException:
        return ""
    if number.country_code != _VIETNAM or phonenumbers.number_type(number) not in _MOBILE:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
