"""Explaining (giải trình) what came late, and judging the explanation, until the list is published.

Each act locks its entry. A second one finds what the first has done and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers.models import Explanation, LateEntry
from dossiers.problems import Incomplete, NotAllowedNow, NotYours
from dossiers.responsibility import telling
from dossiers.responsibility.words import Standing
from portal.vietnamese import normalise

if TYPE_CHECKING:
    from portal.accounts.models import User


def explain(entry: LateEntry, user: User, text: str) -> Explanation:
    """Writes why an own entry came late, for the head to judge.

    Raises Incomplete without words, NotYours for another's entry, NotAllowedNow once the term is over, while one waits,
    and where a reason was accepted already.
    """
    text = normalise(text)
    if not text:
        raise Incomplete(_("Hãy ghi vì sao hồ sơ bị chậm."), "text")
    with _locked(entry) as current:
        now = timezone.now()
        if not LateEntry.objects.filter(pk=current.pk).own_of(user).exists():
            raise NotYours(_("Hồ sơ này không do bạn giữ khi bị chậm, nên bạn không giải trình được."))
        if not LateEntry.objects.filter(pk=current.pk).to_explain(user, now).exists():
            raise NotAllowedNow(_("Không còn giải trình được: đã có giải trình, hoặc đã hết hạn giải trình."))
        _stand(current, Standing.WAITING)
        return Explanation.objects.create(entry=current, text=text, written_by=user, written_at=now)


def accept(entry: LateEntry, user: User) -> Explanation:
    """The head finds the reason good. Raises as `send_back` does."""
    return _judge(entry, user, "", is_accepted=True)


def send_back(entry: LateEntry, user: User, answer: str) -> Explanation:
    """The head sends the explanation back and says why.

    Raises Incomplete without words, NotYours for who does not head the unit, holds the entry or wrote it, and
    NotAllowedNow when none waits or the list is published.
    """
    answer = normalise(answer)
    if not answer:
        raise Incomplete(_("Hãy ghi vì sao giải trình bị trả lại."), "answer")
    return _judge(entry, user, answer, is_accepted=False)


def _judge(entry: LateEntry, user: User, answer: str, *, is_accepted: bool) -> Explanation:
    with _locked(entry) as current:
        if current.standing != Standing.WAITING or current.late_list.published_at is not None:
            raise NotAllowedNow(_("Không có giải trình nào đang chờ duyệt: đã có người duyệt, hoặc đã công khai."))
        if not LateEntry.objects.filter(pk=current.pk).to_judge(user).exists():
            raise NotYours(_("Bạn không duyệt được giải trình này: không ai tự duyệt việc của chính mình."))
        _stand(current, Standing.ACCEPTED if is_accepted else Standing.SENT_BACK)
        waiting = current.explanations.get(decided_at=None)
        waiting.is_accepted, waiting.answer = is_accepted, answer
        waiting.decided_by, waiting.decided_at = user, timezone.now()
        waiting.save(update_fields=["is_accepted", "answer", "decided_by", "decided_at"])
        telling.tell_judged(waiting, waiting.decided_at)
        return waiting


@contextmanager
def _locked(entry: LateEntry) -> Iterator[LateEntry]:
    """The entry's row, fresh and locked; its list can't be published meanwhile."""
    with transaction.atomic():
        entries = LateEntry.objects.select_related("late_list").select_for_update()
        yield entries.get(pk=entry.pk)


def _stand(entry: LateEntry, standing: Standing) -> None:
    entry.standing = standing
    entry.save(update_fields=["standing"])
