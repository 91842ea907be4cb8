"""Who is calling: the dossiers and the earlier tickets behind a number, a code, an identity number or a whole name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from dossiers import aliases
from dossiers.models import Dossier, Party
from dossiers.numbering import looks_like_code
from dossiers.standing import due_of, state_of
from dossiers.work_list import with_task
from dossiers.work_pages import dressed
from hotline import codes
from hotline.models import Ticket
from hotline.reports import index_of_name, index_of_phone
from hotline.timeline import shown_state
from portal.accounts.access_log import record_look
from portal.accounts.identity import blind_index
from portal.ui.fields import normalise_phone
from portal.ui.parts import Due, State

if TYPE_CHECKING:
    from django.http import HttpRequest

    from portal.accounts.models import User

MOST = 8
"""Of each kind, the newest: more than that nobody reads while somebody waits on the line."""
MOST_WORDS = 8
"""Of a name; what is longer is a sentence."""
_ID_LENGTHS = (9, 12)
_FEWEST_DIGITS = 4
"""A code of any system has a day or a number in it; a name has none."""


@dataclass(frozen=True)
class DossierKnown:
    """One dossier: how it stands, and who has it now."""

    dossier: Dossier
    state: State
    due: Due | None


@dataclass(frozen=True)
class Known:
    """What is known: names told with the number, dossiers, and tickets with their states."""

    names: list[str] = field(default_factory=list)
    dossiers: list[DossierKnown] = field(default_factory=list)
    tickets: list[tuple[Ticket, State]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.dossiers or self.tickets)


def known_of(operator: User, text: str, request: HttpRequest) -> Known:
    """What is known under a phone number, a dossier's or ticket's code, an identity number, or a whole name.

    Of a name (two words or more, with or without accents, in any order) only tickets are found.

    Every look is written into the access log before it is shown (Luật 91/2025/QH15). Five queries at most.
    """
    about = _asked(text)
    if about is None:
        return Known()
    parties, tickets = about
    dossiers = list(_dossiers(parties))
    sent = list(Ticket.objects.visible_to(operator).filter(tickets).order_by("-received_at", "-pk")[:MOST])
    if dossiers or sent:
        _log(operator, dossiers, sent, request)
    names = sorted({name for dossier in dossiers if (name := getattr(dossier, "owner_name", ""))})
    return Known(
        names,
        [DossierKnown(dossier, state_of(dossier), due_of(dossier)) for dossier in dossiers],
        [(ticket, shown_state(ticket)) for ticket in sent],
    )


def _asked(text: str) -> tuple[Q, Q] | None:
    """The condition on parties of dossiers and the one on tickets; None for what is no number, no code and no name."""
    tidy = "".join(text.split()).upper()
    if own := _code_meant(tidy):
        return Q(dossier__code=own), Q(dossier_code__in={own, tidy})
    if codes.looks_like_code(codes.tidy(text)):
        return Q(pk=None), Q(code=codes.tidy(text))
    digits = tidy.replace(".", "").replace("-", "")
    if digits.isascii() and digits.isdecimal() and len(digits) in _ID_LENGTHS:
        return Q(id_number_index=blind_index(digits)), Q(pk=None)
    try:
        phone = normalise_phone(text)
    except ValueError:
        return _of_name(text)
    return Q(phone=phone), Q(phone_index=index_of_phone(phone))


def _of_name(text: str) -> tuple[Q, Q] | None:
    """A name of two words or more; single words are shared by half of the province."""
    words = text.split()
    is_name = 1 < len(words) <= MOST_WORDS and all(word.isalpha() for word in words)
    return (Q(pk=None), Q(name_index=index_of_name(text))) if is_name else None


def _code_meant(tidy: str) -> str:
    """The own code of the dossier whose code, here or at another system, the text is; "" for what is no such code."""
    is_code = any(sign.isalpha() for sign in tidy) and sum(sign.isdecimal() for sign in tidy) >= _FEWEST_DIGITS
    if codes.looks_like_code(tidy) or not is_code:
        return ""
    return aliases.own_code(tidy) or (tidy if looks_like_code(tidy) else "")


def _dossiers(parties: Q) -> list[Dossier]:
    there = Party.objects.filter(parties).values("dossier")
    found = dressed(with_task(Dossier.objects.filter(pk__in=there)))
    return list(found.order_by("-submitted_at", "-pk")[:MOST])


def _log(operator: User, dossiers: list[Dossier], tickets: list[Ticket], request: HttpRequest) -> None:
    seen = ", ".join([*(dossier.code for dossier in dossiers), *(ticket.code for ticket in tickets)])
    with override("vi"):
        why = _("Nghe điện thoại đường dây nóng: %(seen)s") % {"seen": seen}
    record_look(operator, "hotline.call", why, request)
