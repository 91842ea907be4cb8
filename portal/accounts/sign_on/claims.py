"""What the national portal says of somebody who signs on, read into one strict shape. Pure.

The names of the claims are those of the portal's sign-on (xacthuc.dichvucong.gov.vn): LoaiTaiKhoan, SoDinhDanh,
MaSoThue, MaSoDoanhNghiep, HoVaTen, loAs, IAL, TechID. Its e-mail and telephone are not read: nobody here knows who
proved them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.accounts.models.user import AssuranceLevel, Kind
from portal.vietnamese import normalise

_PERSON = "1"
_LONGEST_NAME = 200
_LONGEST_TECH_ID = 100
_IDENTITY_NUMBER = re.compile(r"[0-9]{12}", re.ASCII)
#: Tax codes have 10 digits, those of branches 3 more (Luật Quản lý thuế 38/2019/QH14 Đ30); old business codes 9 or 6.
_ORGANISATION_NUMBER = re.compile(r"[0-9]{10}(-?[0-9]{3})?", re.ASCII)


class Incomplete(ValueError):
    """A claim without which nobody can be known is missing or malformed; names the claim, never its value."""


@dataclass(frozen=True)
class Identity:
    """Who signed on: `number` is the identity number of a person, or the tax code of an organisation.

    `tech_id`: under which the national portal knows the account in messages about dossiers; "" where it told none.
    """

    subject: str
    kind: Kind
    number: str
    full_name: str
    level: AssuranceLevel
    tech_id: str = ""


def read(claims: Mapping[str, Any]) -> Identity:
    """Read the claims. Raises Incomplete."""
    is_person = _needed(claims, "LoaiTaiKhoan") == _PERSON
    name = normalise(_needed(claims, "HoVaTen"))
    if not any(letter.isalpha() for letter in name):
        raise Incomplete("HoVaTen")
    return Identity(
        subject=_needed(claims, "sub"),
        kind=Kind.CITIZEN if is_person else Kind.ORGANISATION,
        number=_identity_number(claims) if is_person else _organisation_number(claims),
        full_name=(name.title() if is_person and name.isupper() else name)[:_LONGEST_NAME].strip(),
        level=_level(claims),
        tech_id=_tech_id(claims),
    )


def _needed(claims: Mapping[str, Any], name: str) -> str:
    text = _text(claims, name)
    if not text:
        raise Incomplete(name)
    return text


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    is_plain = isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))
    return str(value).strip() if is_plain else ""


def _identity_number(claims: Mapping[str, Any]) -> str:
    number = _needed(claims, "SoDinhDanh")
    if not _IDENTITY_NUMBER.fullmatch(number):
        raise Incomplete("SoDinhDanh")
    return number


def _organisation_number(claims: Mapping[str, Any]) -> str:
    for name in ("MaSoThue", "MaSoDoanhNghiep"):
        if _ORGANISATION_NUMBER.fullmatch(number := _text(claims, name)):
            return number.replace("-", "")
    raise Incomplete("MaSoThue")


def _tech_id(claims: Mapping[str, Any]) -> str:
    """Nobody is turned away for it: what cannot be one is as good as none."""
    told = _text(claims, "TechID")
    return told if len(told) <= _LONGEST_TECH_ID and told.isascii() and told.isprintable() else ""


def _level(claims: Mapping[str, Any]) -> AssuranceLevel:
    """The lower of how surely they are known (IAL) and how surely they signed on (loAs).

    The portal was asked for level 1 at least, so that is what counts when it names neither.
    """
    said = [found for name in ("loAs", "IAL") if (found := re.search(r"[0-9]", _text(claims, name)))]
    lowest = min((int(found[0]) for found in said), default=int(AssuranceLevel.LEVEL_1))
    if lowest < AssuranceLevel.LEVEL_1:
        raise Incomplete("loAs")
    return AssuranceLevel(min(lowest, AssuranceLevel.LEVEL_2))
