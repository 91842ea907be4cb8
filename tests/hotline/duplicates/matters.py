"""What tests of duplicates share: several people who tell of one matter, and what is done with their tickets."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from hotline.intake import Filed
from hotline.models import Ticket
from hotline.reports import Reporter
from tests.hotline.tickets import filed

#: A short one of everybody: no address and no e-mail that the answer could name by chance.
MINH = Reporter("Trần Quốc Minh", "+84907654321", "minh@example.vn")
LIGHTS = "Đèn đường hẻm 12 Lê Lợi tắt từ thứ Hai, tối không ai dám đi qua."
LIGHTS_AGAIN = "đen duong hem 12 Le Loi tat tu thu Hai, buoi toi khong ai dam di qua"


def two_told(**changed: Any) -> tuple[Filed, Filed]:
    """The same lamp told of by two people; the first leads."""
    lan: dict[str, Any] = {"content": LIGHTS}
    minh: dict[str, Any] = {"content": LIGHTS_AGAIN, "reporter": MINH}
    return filed(**(lan | changed)), filed(**(minh | changed))


def fresh(sent: Filed) -> Ticket:
    """The ticket as it stands now."""
    return Ticket.objects.select_related("handling_unit").get(pk=sent.ticket.pk)


def merge_page(sent: Filed) -> str:
    """Where it is linked."""
    return reverse("hotline:merge", args=[sent.ticket.code])


def split_page(sent: Filed) -> str:
    """Where the link is taken back."""
    return reverse("hotline:split", args=[sent.ticket.code])
