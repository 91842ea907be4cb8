"""What tests of the hotline share: reports as people write them, and forms as browsers send them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from hotline import intake
from hotline.intake import Filed
from hotline.kinds import Channel, Kind
from hotline.reports import Report, Reporter
from portal.accounts.models import User

LAN = Reporter("Nguyễn Thị Lan", "+84901234567", "lan@example.vn", "12 Lê Lợi, phường Sài Gòn")
WORDS = "Hồ sơ khai sinh của con tôi nộp đã hai tuần mà chưa có kết quả."
SEND = reverse("hotline:send")


def report(**changed: Any) -> Report:
    """A complaint about delay with its reporter."""
    told: dict[str, Any] = {"kind": Kind.COMPLAINT_DELAY, "content": WORDS, "channel": Channel.WEB, "reporter": LAN}
    return Report(**(told | changed))


def filed(user: User | None = None, **changed: Any) -> Filed:
    """A ticket that was just sent, with its secret."""
    return intake.file(report(**changed), key=str(uuid4()), user=user)


def typed(**changed: Any) -> dict[str, Any]:
    """What a browser sends of the form."""
    told = {
        "submission_key": str(uuid4()),
        "kind": "complaint_delay",
        "content": WORDS,
        "full_name": "Nguyễn Thị Lan",
        "phone": "0901 234 567",
    }
    return told | changed


def opened(sent: Filed) -> Client:
    """A browser in which code and secret were typed."""
    client = Client()
    answer = client.post(reverse("hotline:follow"), {"code": sent.ticket.code, "secret": sent.secret})
    assert answer.status_code == 302, answer.content
    return client


def page(name: str, sent: Filed) -> str:
    """The address of a page of the ticket."""
    return reverse(f"hotline:{name}", args=[sent.ticket.code])
