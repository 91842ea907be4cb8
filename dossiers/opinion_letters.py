"""What officers are told about questions to other units.

Who asked hears when the last answer is in, the heads hear when one is late.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.notices.telling import Addressee, Notice, tell
from portal.ui import speaking
from units.models import StaffRole
from units.roles import Role

if TYPE_CHECKING:
    from dossiers.models import Consultation


def tell_all_in(last: Consultation) -> None:
    """Whoever asked hears that nobody of that round owes an answer any more."""
    if last.asked_by is not None:
        _send(last, last.asked_by, "all_in")


def tell_overdue(late: Consultation) -> None:
    """The heads of the one-stop, of who asked and of who was asked hear of a late opinion (NĐ 61/2018 Đ19(5))."""
    dossier = late.dossier
    places = (dossier.receiving_unit, dossier.competent_unit, late.unit)
    units = {unit.pk for place in places for unit in (place, place.agency)}
    heads = StaffRole.objects.current().filter(role=Role.LEADER, unit__in=units).select_related("user").order_by("pk")
    for user in {role.user_id: role.user for role in heads}.values():
        _send(late, user, "overdue")


def _send(about: Consultation, user: User, what: str) -> None:
    if not user.is_active:
        return
    dossier = about.dossier
    link = urljoin(settings.PORTAL_URL, reverse("dossiers:work", args=[dossier.code]))
    with translation.override(user.language):
        context = {
            "what": what,
            "consultation": about,
            "dossier": dossier,
            "reader": user,
            "due_at": speaking.moment(about.due_at),
            "link": link,
        }
        subject = _subjects()[what] % {"code": dossier.code}
        text = render_to_string("dossiers/messages/opinions.txt", context).strip() + "\n"
    once = f"{about.public_id}/{what}/{user.public_id}"
    notice = Notice(dossier.code, once, user.language, subject, text, link, link, may_be_texted=False)
    tell(notice, [Addressee.holding(user)])


def _subjects() -> dict[str, str]:
    return {"all_in": _("Đã đủ ý kiến về hồ sơ %(code)s"), "overdue": _("Ý kiến quá hạn về hồ sơ %(code)s")}
