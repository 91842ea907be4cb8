"""Writing questions that many ask: each change is a version, the owner reviews it by a day, nothing is deleted."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hotline import redacting
from hotline.answer_base import finding
from hotline.models import FaqEntry, FaqVersion
from hotline.problems import Incomplete, NotAllowedNow, NotYours
from hotline.visibility import hears_everything
from portal.accounts.models import User
from portal.vietnamese import normalise

LONGEST_REVIEW = timedelta(days=366)


@dataclass(frozen=True)
class FaqText:
    """What an entry says in both languages."""

    question: str
    text: str
    question_en: str
    text_en: str
    legal_basis: str = ""


def write(user: User, text: FaqText, review_on: date, entry: FaqEntry | None = None) -> FaqEntry:
    """Publish a new entry, or the next version of one; its writer owns it. The same once more is the one of before.

    NotYours, Incomplete, NotAllowedNow.
    """
    _require_seat(user)
    told = {name: normalise(words) for name, words in asdict(text).items()}
    _check(told, review_on)
    with transaction.atomic():
        if same := _written_already(user, told, review_on, entry):
            return same
        if entry is None:
            entry = FaqEntry.objects.create(owner=user, review_on=review_on)
        fresh = FaqEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
        if fresh.withdrawn_at is not None:
            raise NotAllowedNow(_("Câu hỏi này đã được thu lại."))
        number = fresh.versions.count() + 1
        row = {"entry": fresh, "number": number, "written_by": user, "written_at": timezone.now()}
        fresh.current = FaqVersion.objects.create(**row, **told)
        fresh.owner, fresh.review_on = user, review_on
        fresh.save(update_fields=["current", "owner", "review_on"])
        finding.changed()
        return fresh


def _written_already(user: User, told: dict[str, str], review_on: date, entry: FaqEntry | None) -> FaqEntry | None:
    """What the person wrote before in the same words for the same day: a form sent twice publishes nothing twice."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # of two that come at once, one waits
    said = {f"current__{name}": words for name, words in told.items()}
    shown = FaqEntry.objects.filter(owner=user, withdrawn_at=None, review_on=review_on, **said)
    return (shown.filter(pk=entry.pk) if entry else shown).first()


def withdraw(user: User, entry: FaqEntry) -> None:
    """Show it to nobody any more; its versions stay. NotYours, NotAllowedNow."""
    _require_seat(user)
    with transaction.atomic():
        shown = FaqEntry.objects.filter(pk=entry.pk, withdrawn_at=None)
        if not shown.update(withdrawn_at=timezone.now(), withdrawn_by=user):
            raise NotAllowedNow(_("Câu hỏi này đã được thu lại."))
        finding.changed()


def _check(told: dict[str, str], review_on: date) -> None:
    for field, words in told.items():
        if not words and field != "legal_basis":
            raise Incomplete(_("Hãy ghi phần này."), field)
        if left := redacting.left_in(words):
            raise Incomplete(_("Còn dữ liệu cá nhân ở đây: %(left)s.") % {"left": ", ".join(left)}, field)
    if not timezone.localdate() < review_on <= timezone.localdate() + LONGEST_REVIEW:
        raise Incomplete(_("Ngày rà soát lại phải từ ngày mai đến một năm nữa."), "review_on")


def _require_seat(user: User) -> None:
    if not hears_everything(user):
        raise NotYours(_("Chỉ người trực và người giám sát của đường dây nóng tỉnh viết câu hỏi thường gặp."))
