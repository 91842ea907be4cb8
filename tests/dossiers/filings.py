"""Filings and dossiers at each stage, made through the app's own doors."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from PIL import Image

from benchmarks import _birth
from dossiers import intake, papermaking, processing, supplementing
from dossiers.models import Dossier
from dossiers.processing import Look
from dossiers.statuses import Channel, PaperSource, ResultDelivery
from dossiers.submission import PaperData, PartyData, Submission
from portal.accounts.models import User
from portal.files import uploads
from tests.dossiers.copies import copied
from tests.dossiers.world import BIRTH, SAI_GON, World

BIRTH_PAPER = _birth.PAPER

BIRTH_FORM: dict[str, Any] = {
    **_birth.FORM,
    "father_declared": "yes",
    "father_name": "Trần Văn Hùng",
    "father_birth_year": 1988,
    "father_ethnicity": "Kinh",
    "father_nationality": "Việt Nam",
    "father_residence": "Phường Sài Gòn, Thành phố Hồ Chí Minh",
    "parents_married": "yes",
    "marriage_certificate_number": "15/2019",
    "marriage_registered_at": "Ủy ban nhân dân phường Bến Nghé",
    "marriage_registered_on": "2019-05-18",
}
"""The birth of the benchmarks, with a father."""

LAN = PartyData(**_birth.APPLICANT, commune=SAI_GON, street=_birth.STREET)


def png() -> bytes:
    """A small true picture, as a phone would send it."""
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(out, "PNG")
    return out.getvalue()


@copied
def upload_for(user: User, name: str = "giay-chung-sinh.png", content: bytes | None = None) -> UUID:
    """The public id of a checked upload of the person."""
    return uploads.receive(user, ContentFile(content or png(), name=name)).public_id


def birth_submission(upload: UUID | None, **changes: Any) -> Submission:
    """A complete filing of a birth, with the hospital's paper uploaded when there is an upload."""
    paper = PaperData(BIRTH_PAPER, PaperSource.UPLOADED, upload) if upload else PaperData(BIRTH_PAPER, "in_database")
    submission = Submission(
        procedure=BIRTH,
        case="standard",
        channel=Channel.ONLINE,
        applicant=LAN,
        form=dict(BIRTH_FORM),
        result_delivery=ResultDelivery.ONLINE,
        papers=[paper],
    )
    return replace(submission, **changes)


@copied
def submitted(world: World, **changes: Any) -> Dossier:
    """A dossier that was just filed by the mother."""
    return intake.submit(birth_submission(upload_for(world.mother), **changes), by=world.mother)


def all_accepted(dossier: Dossier) -> dict[int, Look]:
    """The clerk looked at every paper and found it good."""
    return {paper.pk: Look(accepted=True) for paper in dossier.papers.filter(replaced_by=None)}


@copied
def received(world: World, **changes: Any) -> Dossier:
    """A dossier received by the ward's clerk."""
    dossier = submitted(world, **changes)
    return processing.receive(dossier, world.ward.clerk, all_accepted(dossier))


@copied
def handed_over(world: World, **changes: Any) -> Dossier:
    """A dossier on the officer's table."""
    return processing.hand_over(received(world, **changes), world.ward.clerk)


@copied
def awaiting_signature(world: World, **changes: Any) -> Dossier:
    """A dossier whose draft lies with the leader."""
    dossier = handed_over(world, **changes)
    content = {"child_personal_number": "079326001234"}
    return processing.submit_for_signature(dossier, world.ward.officer, content=content, opinion="Đủ điều kiện.")


@copied
def approved(world: World, **changes: Any) -> Dossier:
    """A dossier approved by the leader; the worker has not signed yet."""
    return processing.approve(awaiting_signature(world, **changes), world.ward.leader)


def finished(world: World, **changes: Any) -> Dossier:
    """A dossier whose signed result was issued by the worker."""
    dossier = approved(world, **changes)
    papermaking.make_waiting()
    dossier.refresh_from_db()
    return dossier


@copied
def awaiting_supplement(world: World) -> Dossier:
    """A dossier that the clerk sent back for a better scan of the hospital's paper."""
    dossier = submitted(world)
    component = dossier.papers.get().component_id
    supplementing.request(
        dossier, world.ward.clerk, reason="Bản chụp bị mờ.", remarks={component: "Chụp lại cho rõ dấu và chữ ký."}
    )
    dossier.refresh_from_db()
    return dossier
