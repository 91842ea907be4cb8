"""What happens to a dossier after its filing and is done on the national portal: supplement, withdrawal, rating, money.

Each may come before its dossier does, and twice under two ids: what was done already is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dossiers import aliases, lifecycle, returning, supplementing
from dossiers.models import Dossier, Rating
from dossiers.statuses import Status
from payments import receiving
from payments.judging import HOLDS_MONEY
from payments.models import Order
from payments.reported import Reported
from payments.vocabulary import Outcome, Provider
from portal.accounts.identity import blind_index
from portal.national.inbound import files, people
from portal.national.inbound.done import Done
from portal.national.inbound.problems import Impossible, NotYet
from portal.national.inbound.words import SCORES
from portal.national.messages.fields import moment_of

if TYPE_CHECKING:
    from portal.accounts.models import User
    from portal.files.models import Upload
    from portal.national.models import InboundMessage

BEFORE = "Đã làm từ trước"


def supplement(_message: InboundMessage, data: dict[str, Any], uploads: dict[str, Upload]) -> Done:
    """Answer the request that the message names."""
    dossier = _dossier(data)
    code, _slash, number = data["HoSoBoSungId"].rpartition("/")
    asked = dossier.supplement_requests.filter(number=int(number)).first()
    if asked is None or code not in (data["MaHoSo"], dossier.code):
        raise Impossible("Hồ sơ không có yêu cầu bổ sung này.")
    if asked.answered_at is not None:
        return Done(BEFORE, dossier)
    user = _filer(dossier, data)
    files.hand_to(user, uploads.values())
    papers = files.papers(data["TaiLieuNop"], uploads)
    supplementing.answer(dossier, user, papers=papers, note=data.get("NoiDung", ""))
    return Done("Đã nhận bổ sung", dossier)


def withdraw(_message: InboundMessage, data: dict[str, Any], _uploads: dict[str, Upload]) -> Done:
    """The owner takes the dossier back."""
    dossier = _dossier(data)
    if dossier.status == Status.WITHDRAWN:
        return Done(BEFORE, dossier)
    returning.withdraw(dossier, _filer(dossier, data), reason=data.get("LyDo", ""))
    return Done("Đã rút hồ sơ", dossier)


def rate(_message: InboundMessage, data: dict[str, Any], _uploads: dict[str, Upload]) -> Done:
    """The owner says how it went, once."""
    dossier = _dossier(data)
    if Rating.objects.filter(dossier=dossier).exists():
        return Done(BEFORE, dossier)
    score = SCORES[data["DiemDanhGia"]]
    returning.rate(dossier, _filer(dossier, data), score=score, comment=data.get("NoiDung", ""))
    return Done("Đã ghi đánh giá", dossier)


def pay(_message: InboundMessage, data: dict[str, Any], _uploads: dict[str, Upload]) -> Done:
    """Book money by its reference: the payment platform tells of the same transfer, and it counts once."""
    dossier = _dossier(data)
    occurred_at = moment_of(data["ThoiDiem"])
    if occurred_at is None:
        raise Impossible("ThoiDiem để trống.")
    reported = Reported(
        provider=Provider.NATIONAL_PLATFORM,
        provider_reference=data["MaGiaoDich"],
        amount_dong=int(data["SoTien"]),
        occurred_at=occurred_at,
        order_code=_order_code(dossier, data.get("MaKhoanThu", "")),
    )
    outcome = Outcome(receiving.receive(reported).outcome)
    if outcome not in HOLDS_MONEY and outcome != Outcome.DUPLICATE:
        raise Impossible(str(outcome.label))
    return Done(str(outcome.label), dossier)


def _order_code(dossier: Dossier, named: str) -> str:
    """The order that the message names where it is this dossier's, else the one that waits."""
    orders = Order.objects.filter(subject_ref=dossier.code)
    if named and orders.filter(code=named).exists():
        return named
    waiting = Order.objects.awaiting().filter(subject_ref=dossier.code).order_by("-pk")
    return waiting.values_list("code", flat=True).first() or ""


def _dossier(data: dict[str, Any]) -> Dossier:
    """The dossier of a code of the national portal, of our own or of an older system; NotYet while none has it.

    It is held until the act is done: else its owner, who does the same on our site at the same moment, could be quicker
    between our look at what was done already and the act, and the message would be called impossible.
    """
    code = data["MaHoSo"]
    known = aliases.find(aliases.own_code(code, aliases.NATIONAL) or code)
    found = lifecycle.lock_code(known.code) if known else None
    if found is None:
        raise NotYet("Chưa nhận được hồ sơ mang mã này.")
    return found


def _filer(dossier: Dossier, data: dict[str, Any]) -> User:
    """Whoever filed, where they are who the message says; Impossible for anybody else."""
    user = dossier.submitted_by
    is_theirs = user is not None and user.assurance_level > 0
    if user is None or not is_theirs or user.id_number_index != blind_index(people.tidy(data["SoDinhDanh"])):
        raise Impossible("Người thực hiện không phải người đã nộp hồ sơ này.")
    return user
