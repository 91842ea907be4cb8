"""What a case has, entry by entry."""

from __future__ import annotations

from django.utils.translation import gettext as _

from procedures.comparing.told import Entries, Entry, keyed
from procedures.process_words import ToldStep
from procedures.showing import CasePage, Money, Paper, ProcedurePage


def case_entries(page: ProcedurePage) -> Entries:
    """The cases themselves, by key."""
    return {case.key: Entry(case.name, ((_("áp dụng khi"), case.answer),)) for case in page.cases}


def paper_entries(case: CasePage) -> Entries:
    """Papers, by code or name."""
    remarks = keyed((f"note:{note}", Entry(note)) for note in case.notes)
    return {**keyed((paper.code or paper.name, _paper(paper)) for paper in case.papers), **remarks}


def _paper(paper: Paper) -> Entry:
    must = _("bắt buộc") if paper.is_required else _("nếu thuộc trường hợp này")
    return Entry(
        paper.name,
        (
            (_("số lượng"), paper.count),
            (_("yêu cầu"), must),
            (_("mẫu"), paper.form),
            (_("lưu ý"), paper.note),
        ),
    )


def fee_entries(case: CasePage) -> Entries:
    """Fees and charges, by name and way of filing."""
    return keyed((f"{fee.kind}:{fee.code or fee.name}:{fee.channel}", _fee(fee)) for fee in case.fees)


def _fee(fee: Money) -> Entry:
    return Entry(
        fee.name,
        (
            (_("số tiền"), fee.amount),
            (_("cách nộp"), fee.channel or _("Mọi cách nộp")),
            (_("căn cứ"), fee.basis),
            (_("lưu ý"), fee.note),
        ),
    )


def time_entries(case: CasePage) -> Entries:
    """Time limits, by way of filing."""
    return {
        limit.channel: Entry(
            limit.channel_name or _("Mọi cách nộp"), ((_("thời hạn"), limit.said), (_("lưu ý"), limit.note))
        )
        for limit in case.times
    }


def stage_entries(case: CasePage) -> Entries:
    """The steps of the process, in plain words."""
    approval = Entry(_("Phê duyệt quy trình nội bộ"), ((_("theo"), case.approval),))
    return {**keyed((stage.key, _stage(stage)) for stage in case.stages), ":approval": approval}


def _stage(stage: ToldStep) -> Entry:
    return Entry(
        stage.name,
        (
            (_("nơi làm"), stage.where),
            (_("người làm"), stage.who),
            (_("thời gian"), stage.time),
            (_("phối hợp") if stage.is_joint else _("lấy ý kiến"), ", ".join(stage.asked)),
            (_("có thể xảy ra"), " ".join(stage.can_happen)),
        ),
    )
