"""What a version has once, by name."""

from __future__ import annotations

from django.utils.translation import gettext as _

from procedures.comparing.told import Entries, Entry, keyed
from procedures.showing import ProcedurePage


def facts(page: ProcedurePage) -> Entries:
    """What a version has once, by the name of the fact."""
    told = {
        "name": (_("Tên thủ tục"), page.name),
        "field": (_("Lĩnh vực"), page.field_name),
        "levels": (_("Cấp giải quyết"), ", ".join(page.levels)),
        "targets": (_("Dành cho"), ", ".join(page.targets)),
        "online": (_("Nộp trực tuyến"), page.online),
        "online_reason": (_("Lý do chưa trực tuyến toàn trình"), page.online_reason),
        "non_territorial": (_("Phi địa giới hành chính"), _non_territorial(page)),
        "filed_at": (_("Nơi nộp trực tuyến"), _filed_at(page)),
        "assurance": (_("Tài khoản để nộp trực tuyến"), page.assurance),
        "clock_on_supplement": (_("Thời hạn sau khi bổ sung hồ sơ"), page.clock_on_supplement),
        "competence": (_("Cơ quan có thẩm quyền theo"), page.competence_name),
        "agency": (_("Cơ quan thực hiện"), page.agency),
        "decision": (_("Quyết định công bố"), page.decision),
        "requirements": (_("Điều kiện"), page.requirements),
    }
    return {key: Entry(name, (("", value),)) for key, (name, value) in told.items()}


def _non_territorial(page: ProcedurePage) -> str:
    if page.non_territorial and page.non_territorial_from:
        return _("Có, từ ngày %(day)s") % {"day": f"{page.non_territorial_from:%d/%m/%Y}"}
    return _("Có") if page.non_territorial else _("Không")


def _filed_at(page: ProcedurePage) -> str:
    if page.is_filed_nationally:
        return _("Cổng Dịch vụ công quốc gia: %(reason)s") % {"reason": page.filed_at_reason}
    return _("Cổng này")


def named(names: list[str]) -> Entries:
    """Things that have nothing but a name."""
    return keyed((name, Entry(name)) for name in names)


def guide_entries(page: ProcedurePage) -> Entries:
    """The steps told to citizens."""
    steps = [(str(step.get("title", "")), str(step.get("text", ""))) for step in page.guide]
    return keyed((title, Entry(title, (("", text),))) for title, text in steps)


def law_entries(page: ProcedurePage) -> Entries:
    """The legal basis, by number or name."""
    return keyed((code or name, Entry(code or name, ((_("tên"), name),))) for code, name in page.legal_basis)


def question_entries(page: ProcedurePage) -> Entries:
    """The questions that lead to a case."""
    return {
        question.key: Entry(question.ask, ((_("câu trả lời"), "; ".join(a.say for a in question.answers)),))
        for question in page.questions
    }
