"""What becomes of a question to another unit: it is answered, no longer asked, or joined with the others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers import lifecycle, opinion_letters, permissions, steps
from dossiers.actors import Actor
from dossiers.models import AskedFor, Consultation
from dossiers.models.consultations import NEEDS_WORDS, OPINIONS_OF, speaks_for
from dossiers.problems import Incomplete, NotAllowedNow, NotYours
from dossiers.statuses import Action
from portal.files import uploads
from portal.ui import speaking
from portal.vietnamese import normalise
from units.access import has_role
from units.roles import Role

if TYPE_CHECKING:
    from dossiers.models import Dossier
    from portal.accounts.models import User
    from portal.files.models import Upload
    from units.models import Unit

State = Consultation.State


def answer(
    consultation: Consultation, user: User, *, opinion: str, text: str, upload: Upload | None = None
) -> Consultation:
    """The asked unit answers, once; whoever does not simply agree says why. The last answer brings the asker a letter.

    Raises NotYours for who does not speak for the unit, NotAllowedNow (naming who was faster, or why nobody asks any
    more) when the question is not open, Incomplete without an opinion or without the words that it needs.
    """
    text = normalise(text)
    if opinion not in OPINIONS_OF[consultation.asked_for]:
        raise Incomplete(_("Hãy chọn ý kiến của đơn vị."), "opinion")
    if opinion in NEEDS_WORDS and not text:
        raise Incomplete(_("Hãy ghi rõ ý kiến của đơn vị."), "text")
    with lifecycle.locked(consultation.dossier) as current:
        row = _fresh(consultation)
        require_answerable(row, user)
        row.opinion, row.text, row.upload = opinion, text, _claimed(upload, user)
        _close(row, State.ANSWERED, user, timezone.now(), "opinion", "text", "upload")
        data = {"consultation": str(row.public_id), "opinion": opinion}
        lifecycle.move(current, Action.GIVE_OPINION, _speaker(user, row.unit), note=text, data=data)
        if not current.consultations.open().filter(task=row.task_id).exists():
            opinion_letters.tell_all_in(row)
    return row


def require_answerable(consultation: Consultation, user: User) -> None:
    """Raises NotYours or NotAllowedNow, in words, unless the person may answer the question now."""
    if consultation.unit_id not in speaks_for(user):
        raise NotYours(_("Câu hỏi này gửi cho đơn vị khác."))
    if consultation.state == State.ANSWERED:
        words = _("%(name)s đã trả lời thay đơn vị lúc %(moment)s.")
        raise NotAllowedNow(words % _closed_by(consultation))
    if consultation.state == State.WITHDRAWN:
        words = _("Nơi hỏi không cần ý kiến này nữa từ %(moment)s. Lý do: %(why)s")
        raise NotAllowedNow(words % {**_closed_by(consultation), "why": consultation.closed_why})


def _speaker(user: User, unit: Unit) -> Actor:
    """Officers speak for their unit, and so do its leaders."""
    return Actor.person(user, unit, Role.OFFICER if has_role(user, Role.OFFICER, unit) else Role.LEADER)


def cancel(consultation: Consultation, user: User, *, reason: str) -> None:
    """The officer no longer asks a unit, with a reason. Raises Incomplete, NotAllowedNow or NotYours."""
    reason = normalise(reason)
    if not reason:
        raise Incomplete(_("Hãy ghi lý do không hỏi nữa."), "reason")
    with lifecycle.locked(consultation.dossier) as current:
        row = _fresh(consultation)
        if not row.is_open:
            raise NotAllowedNow(_("%(unit)s không còn nợ ý kiến về hồ sơ này.") % {"unit": row.unit.name})
        permissions.require(current, Action.CANCEL_OPINION, user)
        drop([row], user, reason)
        data = {"consultation": str(row.public_id), "unit": row.unit.code}
        lifecycle.move(current, Action.CANCEL_OPINION, _speaker(user, row.asking_unit), note=reason, data=data)


def drop(rows: Sequence[Consultation], user: User | None, reason: str) -> None:
    """Closes questions without an answer; the caller holds the dossier's lock and writes the event."""
    now = timezone.now()
    for row in rows:
        row.closed_why = reason
        _close(row, State.WITHDRAWN, user, now, "closed_why")


def of_step(dossier: Dossier) -> list[Consultation]:
    """The questions that the open step asks, those before a supplement included; the newest of each unit counts."""
    task = steps.open_task(dossier)
    if task is None:
        return []
    asked = dossier.consultations.filter(task__step=task.step_id).select_related("unit")
    return list({row.unit_id: row for row in asked}.values())


def require_parts_settled(dossier: Dossier) -> None:
    """The lead of a joint procedure drafts when every member has settled its part, or is no longer asked for it.

    Raises NotAllowedNow, naming who is behind (NĐ 61/2018 Đ19(6)). One query.
    """
    owed = dossier.consultations.open().filter(asked_for=AskedFor.PART).select_related("unit")
    names = [row.unit.name for row in owed]
    if names:
        words = _("Còn chờ phần việc của %(units)s. Hãy chờ, hoặc thôi giao phần việc đó trước khi trình ký.")
        raise NotAllowedNow(words % {"units": ", ".join(names)})


def require_joined(dossier: Dossier, note: str) -> list[Consultation]:
    """What is still owed when a consultation is ended; allowed only past its due time, and with a reason in `note`.

    Raises Incomplete where a unit may still answer in time, or where words are missing.
    """
    asked, now = of_step(dossier), timezone.now()
    owed = [row for row in asked if row.is_open]
    in_time = [row for row in owed if row.due_at > now]
    if in_time:
        words = _("Còn chờ ý kiến của %(units)s, muộn nhất %(moment)s. Hãy chờ, hoặc thôi hỏi đơn vị đó trước.")
        latest = speaking.moment(max(row.due_at for row in in_time))
        raise Incomplete(words % {"units": ", ".join(row.unit.name for row in in_time), "moment": latest}, "note")
    if not note and (owed or not any(row.state == State.ANSWERED for row in asked)):
        raise Incomplete(_("Chưa đủ ý kiến: hãy ghi lý do đi tiếp."), "note")
    return owed


def _fresh(consultation: Consultation) -> Consultation:
    """The row as it is under the dossier's lock."""
    return Consultation.objects.select_related("dossier", "unit", "asking_unit", "closed_by", "asked_by").get(
        pk=consultation.pk
    )


def _close(row: Consultation, state: str, user: User | None, at: datetime, *fields: str) -> None:
    row.state, row.closed_by, row.closed_at = state, user, at
    row.save(update_fields=["state", "closed_by", "closed_at", *fields])


def _claimed(upload: Upload | None, user: User) -> Upload | None:
    """The file, marked as used. Raises Incomplete when it can't be used."""
    if upload is None:
        return None
    try:
        return uploads.claim([upload.public_id], user)[0]
    except uploads.UploadRefused as refused:
        raise Incomplete(refused.message, "file") from refused


def _closed_by(row: Consultation) -> dict[str, str]:
    return {
        "name": row.closed_by.full_name if row.closed_by else "",
        "moment": speaking.moment(row.closed_at) if row.closed_at else "",
    }
