"""Whether a person or organisation of a filing is written so that papers can name them and messages reach them."""

from __future__ import annotations

import re
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.problems import Problem
from dossiers.statuses import PartyKind
from dossiers.submission import PartyData
from portal.accounts.identity import check_id_number
from portal.ui.fields import PhoneField, normalise_phone
from portal.vietnamese import normalise
from units import gone

NAME_MAX_LENGTH = 200
_TAX_CODE = re.compile(r"[0-9]{10}(-?[0-9]{3})?|[0-9]{12}")
"""Ten digits, with three more for a dependent unit; since 1/7/2025 a household business has its owner's twelve."""


TAX_CODE_WORDS = gettext_lazy("Mã số thuế của tổ chức gồm 10 chữ số (13 chữ số với đơn vị phụ thuộc).")


def is_tax_code(text: str) -> bool:
    """Whether a text without spaces has the shape of an organisation's tax code."""
    return _TAX_CODE.fullmatch(text) is not None


def normalised_party(party: PartyData) -> PartyData:
    """The party with text in NFC, bare numbers and a phone number in E.164 where it is one."""
    return replace(
        party,
        full_name=normalise(party.full_name),
        id_number=party.id_number.replace(" ", ""),
        phone=_normalised_phone(party.phone),
        street=normalise(party.street),
        email=party.email.strip(),
    )


def _normalised_phone(text: str) -> str:
    try:
        return normalise_phone(text) if text.strip() else ""
    except ValueError:
        return text


def party_problems(party: PartyData, at: str, communes: dict[str, str]) -> list[Problem]:
    """Every fault of a normalised party that stands `at` a JSON pointer."""
    problems = []
    if len(party.full_name) < 2 or len(party.full_name) > NAME_MAX_LENGTH:
        problems.append(Problem(f"{at}/full_name", _("Hãy ghi đầy đủ họ, chữ đệm và tên, tối đa 200 ký tự.")))
    if fault := _number_fault(party):
        problems.append(Problem(f"{at}/id_number", fault))
    if not party.phone and not party.email and at == "/applicant":
        problems.append(Problem(f"{at}/phone", _("Hãy ghi số điện thoại hoặc thư điện tử để nhận thông báo.")))
    if party.phone and not _is_phone(party.phone):
        problems.append(Problem(f"{at}/phone", str(PhoneField.default_error_messages["invalid"])))
    if party.email and not _is_email(party.email):
        problems.append(Problem(f"{at}/email", _("Thư điện tử chưa đúng. Ví dụ: lan.nguyen@example.vn.")))
    if party.commune not in communes:
        problems.append(Problem(f"{at}/address/commune", gone.say_commune(party.commune)))
    return problems


def _number_fault(party: PartyData) -> str:
    if party.kind != PartyKind.CITIZEN:
        return "" if is_tax_code(party.id_number) else str(TAX_CODE_WORDS)
    try:
        check_id_number(party.id_number)
    except ValueError as error:
        return str(error)
    return ""


def _is_phone(text: str) -> bool:
    try:
        normalise_phone(text)
    except ValueError:
        return False
    return True


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
