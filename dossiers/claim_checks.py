"""Whether the groups that a filing claims for its fees are claimable, each once, with its proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers.paper_checks import usable_uploads
from dossiers.problems import Problem
from dossiers.statuses import PaperSource
from dossiers.submission import FeeClaimData
from portal.files.models import Upload
from procedures import fee_rule_book
from procedures.fee_rules import Rule

if TYPE_CHECKING:
    from dossiers.actors import ApiClient
    from dossiers.filing_fees import Owed
    from portal.accounts.models import User


@dataclass(frozen=True)
class CheckedClaim:
    """A claim without fault: its rule, every rule of the group that fits the filing, and the proof."""

    rule: Rule
    pinned: Sequence[Rule]
    source: str
    upload: Upload | None


def check_claims(
    given: Sequence[FeeClaimData], owed: Owed, channel: str, by: User | ApiClient
) -> tuple[list[CheckedClaim], list[Problem]]:
    """The claims in the order given, and every fault found. `owed` is what the filing costs without them."""
    if not given:
        return [], []
    offers, files = owed.offers(channel), usable_uploads(given, by)
    checked: dict[str, CheckedClaim] = {}
    problems = []
    for index, claim in enumerate(given):
        found = _find(claim.rule)
        fault = _rule_fault(found, offers, checked) or _proof_fault(claim, files)
        if fault or found is None:
            problems.append(Problem(f"/fee_claims/{index}", fault))
        else:
            upload = files.get(claim.upload) if claim.upload else None
            checked[found.group] = CheckedClaim(found, offers[found.group], claim.source, upload)
    return list(checked.values()), problems


def _find(key: str) -> Rule | None:
    return next((rule for rule in fee_rule_book.rules() if rule.key == key), None)


def _rule_fault(rule: Rule | None, offers: dict[str, list[Rule]], checked: dict[str, CheckedClaim]) -> str:
    if rule is None:
        return _("Không có quy tắc miễn, giảm nào mang mã này.")
    if not _is_in_force(rule):
        return _("Quy tắc miễn, giảm này không có hiệu lực vào ngày nộp hồ sơ.")
    if rule.group in checked:
        return _("Nhóm «%(group)s» được khai hai lần.") % {"group": rule.group_name}
    if rule not in offers.get(rule.group, []):
        return _("Quy tắc miễn, giảm này không làm giảm thêm khoản nào của hồ sơ.")
    return ""


def _is_in_force(rule: Rule) -> bool:
    today = timezone.localdate()
    return rule.valid_from <= today and (rule.valid_to is None or today < rule.valid_to)


def _proof_fault(claim: FeeClaimData, files: dict[UUID, Upload]) -> str:
    if claim.source not in PaperSource.values:
        return _("Hãy cho biết bạn chứng minh bằng cách nào: tải tệp lên, mang đến, hay đã có trong cơ sở dữ liệu.")
    if claim.source == PaperSource.UPLOADED and (claim.upload is None or claim.upload not in files):
        return _("Không tìm thấy tệp chứng minh đã tải lên. Hãy tải lại tệp.")
    if claim.source != PaperSource.UPLOADED and claim.upload is not None:
        return _("Giấy tờ có tệp tải lên thì phải ghi là «tải tệp lên».")
    return ""
