"""Who looks after a difference, and how it ends: with a reason, by its owner or whoever keeps the accounts."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from payments.models import Difference
from payments.problems import NotPossibleNow, PaymentProblem
from payments.texts import require_keepable
from portal.accounts.models import User
from portal.vietnamese import normalise


def take_over(difference: Difference, user: User) -> Difference:
    """Look after it from now on. Raises NotPossibleNow once it is closed."""
    with transaction.atomic():
        current = _open(difference)
        current.owner = user
        current.save(update_fields=["owner"])
    return current


def close(difference: Difference, reason: str, user: User) -> Difference:
    """End it with a reason; one that nobody owned is then theirs. Raises PaymentProblem without a reason."""
    reason = normalise(reason)
    if not reason:
        raise PaymentProblem(_("Hãy ghi lý do khép lại sai lệch."), "reason")
    require_keepable(Difference, "reason", reason)
    with transaction.atomic():
        current = _open(difference)
        current.owner = current.owner or user
        current.closed_at, current.closed_by, current.reason = timezone.now(), user, reason
        current.save(update_fields=["owner", "closed_at", "closed_by", "reason"])
    return current


def _open(difference: Difference) -> Difference:
    current = Difference.objects.select_for_update(of=("self",)).get(pk=difference.pk)
    if current.closed_at is not None:
        raise NotPossibleNow(_("Sai lệch này đã khép lại."))
    return current
