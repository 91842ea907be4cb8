"""What a filing costs under the rules on fees of its day; taking the money comes with the payments app."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from dossiers.statuses import Channel
from portal.accounts.models import User
from procedures import fee_rule_book
from procedures.fee_rules import Line, total_dong

if TYPE_CHECKING:
    from dossiers.actors import ApiClient
    from dossiers.models import Dossier, Draft
    from procedures.models import Case, ProcedureVersion


@dataclass(frozen=True)
class Owed:
    """Fees and charges of a filing, each with its reason. `total_dong` leaves out those that only a text sets."""

    lines: list[Line]
    total_dong: int

    @property
    def is_free(self) -> bool:
        """Whether nothing at all is owed."""
        return self.total_dong == 0 and all(line.owed_dong == 0 for line in self.lines)

    @property
    def has_reasons(self) -> bool:
        """Whether a rule lowers something, or would for people of a group."""
        return any(line.rule or line.on_proof for line in self.lines)


def owed_for(
    version: ProcedureVersion,
    case: Case,
    answers: dict[str, Any],
    channel: str = Channel.ONLINE,
    *,
    groups: Iterable[str] = (),
    day: date | None = None,
) -> Owed:
    """What is owed when a case is filed by `channel` with these answers (copies asked for count)."""
    lines = fee_rule_book.lines_for(
        case, channel, procedure=version.procedure.code, answers=answers, groups=groups, day=day
    )
    return Owed(lines, total_dong(lines))


def owed_for_draft(draft: Draft) -> Owed:
    """What the person would owe who sends this draft today."""
    groups = fee_rule_book.groups_of(draft.user)
    return owed_for(draft.procedure_version, draft.case, draft.data.get("form", {}), groups=groups)


def owed_for_dossier(dossier: Dossier) -> Owed:
    """What is owed for a dossier by the rules of the day on which it was filed."""
    return owed_for(
        dossier.procedure_version,
        dossier.case,
        dossier.form,
        dossier.channel,
        groups=groups_proved(dossier.submitted_by, dossier.channel),
        day=timezone.localdate(dossier.submitted_at),
    )


def groups_proved(by: User | ApiClient | None, channel: str) -> frozenset[str]:
    """The groups that the filing itself proves: one's own sign-in online; at a counter the clerk's proves nothing."""
    if channel != Channel.ONLINE or not isinstance(by, User):
        return frozenset()
    return fee_rule_book.groups_of(by)
