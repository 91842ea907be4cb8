"""The findings of a whole decision: of each version it brings, and of each change against what stands in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from procedures import catalogue
from procedures.models import ChangeKind, Decision, DecisionChange, ProcedureVersion
from procedures.quality import Finding, check

#: Whole versions in memory at a time.
BATCH = 200


@dataclass
class CheckedChange:
    """A change with what was found; without content, so that hundreds fit in memory."""

    change: DecisionChange
    name: str
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_blocked(self) -> bool:
        """Whether one of the findings stops the decision."""
        return any(finding.is_blocking for finding in self.findings)


def changes_of(decision: Decision) -> QuerySet[DecisionChange]:
    """The changes with the names that lists show."""
    return decision.changes.select_related("procedure", "version", "base", "replaced").order_by("pk")


def checked_changes(decision: Decision) -> list[CheckedChange]:
    """Every change with its findings, in a number of queries that grows by batches only."""
    changes = list(changes_of(decision))
    found: list[CheckedChange] = []
    for start in range(0, len(changes), BATCH):
        found += check_batch(changes[start : start + BATCH])
    return found


def checked_change(change: DecisionChange) -> CheckedChange:
    """One change with its findings."""
    return check_batch([change])[0]


def of_decision(decision: Decision, changes: Sequence[CheckedChange]) -> list[Finding]:
    """What is wrong with the decision as a whole."""
    found = []
    if not changes:
        found.append(Finding("empty", "", _("Quyết định chưa có thủ tục nào.")))
    if decision.effective_on is None:
        text = _("Chưa dự kiến ngày có hiệu lực.")
        found.append(Finding("no_day", "", text, is_blocking=False))
    return found


def blocking(decision: Decision, changes: Sequence[CheckedChange]) -> list[Finding]:
    """All findings that stop the decision, of these changes and of the whole."""
    found = of_decision(decision, changes) + [finding for change in changes for finding in change.findings]
    return [finding for finding in found if finding.is_blocking]


def standing_faults(changes: Iterable[DecisionChange]) -> dict[int, list[Finding]]:
    """By change: what no longer fits the catalogue as it stands (the procedure is gone, or changed meanwhile)."""
    listed = list(changes)
    in_force = _in_force({c.procedure_id for c in listed} | {c.replaced_id for c in listed if c.replaced_id})
    return {change.pk: list(_standing(change, in_force)) for change in listed}


def check_batch(changes: list[DecisionChange]) -> list[CheckedChange]:
    """The findings of these changes: a page of them, or a batch of hundreds."""
    standing, content = standing_faults(changes), found_in_content(changes)
    return [CheckedChange(change, name_of(change), standing[change.pk] + content[change.pk]) for change in changes]


def found_in_content(changes: list[DecisionChange]) -> dict[int, list[Finding]]:
    """By change: what is found in the version that it brings, or in the words of an end; without the catalogue."""
    whole = catalogue.with_content(ProcedureVersion.objects.filter(change__in=changes))
    versions = {version.pk: version for version in whole}
    brought = {change.pk: versions.get(change.version_id or 0) for change in changes}
    return {c.pk: check(version) if (version := brought[c.pk]) else list(_ending(c)) for c in changes}


def name_of(change: DecisionChange) -> str:
    """What lists call the change: the name of the version it brings, else of the one it ends."""
    version = change.version or change.base
    return version.name if version else change.procedure.code


def _ending(change: DecisionChange) -> Iterator[Finding]:
    if not change.reason:
        yield Finding("reason_missing", "", _("Chưa nêu lý do bãi bỏ."))


def _in_force(procedure_ids: set[int]) -> dict[int, int]:
    rows = ProcedureVersion.objects.valid_on().filter(procedure__in=procedure_ids)
    return dict(rows.values_list("procedure_id", "pk"))


def _standing(change: DecisionChange, in_force: dict[int, int]) -> Iterator[Finding]:
    current = in_force.get(change.procedure_id)
    if change.kind in (ChangeKind.AMEND, ChangeKind.ABOLISH):
        if current is None:
            yield Finding("gone", "", _("Thủ tục này không còn hiệu lực nên không sửa đổi hay bãi bỏ được."))
        elif change.base_id != current:
            text = _("Thủ tục đã có phiên bản mới hơn bản mà dự thảo này sửa. Hãy bỏ ra rồi thêm lại.")
            yield Finding("base_changed", "", text)
    elif current is not None:
        yield Finding("exists", "", _("Thủ tục này đang có hiệu lực: hãy chọn sửa đổi thay vì công bố mới."))
    if change.kind == ChangeKind.REPLACE and change.replaced_id not in in_force:
        yield Finding("replaced_gone", "", _("Thủ tục bị thay thế không còn hiệu lực."))
