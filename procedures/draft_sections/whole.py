"""All sections of the editor, in the order in which they are offered."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from procedures import draft_doubts, draft_process, draft_questions
from procedures.case_questions import MOST_QUESTIONS
from procedures.draft_doubt_form import DoubtForm
from procedures.draft_forms.cases import CaseForm
from procedures.draft_forms.fees import FeeForm
from procedures.draft_forms.general import GeneralForm
from procedures.draft_forms.limits import LimitForm
from procedures.draft_forms.papers import PaperForm
from procedures.draft_forms.process_approvals import ApprovalForm
from procedures.draft_forms.process_steps import StepForm
from procedures.draft_forms.worded import GuideForm, NamedForm, RequirementsForm
from procedures.draft_question_form import QuestionForm
from procedures.draft_sections.cases import read_cases, write_cases
from procedures.draft_sections.once import (
    read_general,
    read_requirements,
    read_supplements,
    write_general,
    write_requirements,
    write_supplements,
)
from procedures.draft_sections.rows_of_cases import rows_section
from procedures.draft_sections.section import Section
from procedures.draft_sections.worded_rows import words_section
from procedures.draft_supplements_form import SupplementsForm
from procedures.models import Component, Fee, TimeLimit

_PAPER = ("name", "kind", "originals", "copies", "required", "form_name", "note")


_FEE = ("channel", "kind", "name", "amount_dong", "legal_basis", "note")


_LIMIT = ("channel", "amount", "unit", "same_day_before_15", "note")


_NAMED = ("code", "name")


_GUIDE = ("title", "text")


SECTIONS: dict[str, Section] = {
    section.key: section
    for section in (
        Section("general", _("Thông tin chung"), GeneralForm, read_general, write_general),
        Section("cases", _("Các trường hợp"), CaseForm, read_cases, write_cases, _("Trường hợp")),
        Section(
            "questions",
            _("Câu hỏi chọn trường hợp"),
            QuestionForm,
            draft_questions.read,
            draft_questions.write,
            _("Câu hỏi"),
            _(
                "Hai hoặc ba câu hỏi giúp người dân tìm đúng trường hợp của mình. Không cần khi chỉ có một trường hợp. "
                "Để trống những ô không dùng."
            ),
            is_growing=False,
            least_rows=MOST_QUESTIONS,
        ),
        rows_section("papers", _("Thành phần hồ sơ"), _("Giấy tờ"), PaperForm, Component, _PAPER),
        rows_section("fees", _("Phí, lệ phí"), _("Khoản thu"), FeeForm, Fee, _FEE),
        rows_section("limits", _("Thời hạn giải quyết"), _("Thời hạn"), LimitForm, TimeLimit, _LIMIT),
        Section(
            "supplements",
            _("Thời hạn khi bổ sung hồ sơ"),
            SupplementsForm,
            read_supplements,
            write_supplements,
        ),
        words_section("results", _("Kết quả thực hiện"), _("Kết quả"), NamedForm, "results", _NAMED),
        words_section("legal", _("Căn cứ pháp lý"), _("Văn bản"), NamedForm, "legal_basis", _NAMED),
        Section(
            "requirements",
            _("Yêu cầu, điều kiện"),
            RequirementsForm,
            read_requirements,
            write_requirements,
        ),
        words_section("guide", _("Trình tự bằng lời cho người dân"), _("Bước"), GuideForm, "guide", _GUIDE),
        Section(
            "doubts",
            _("Dấu nghi ngờ của nội dung đã nhập"),
            DoubtForm,
            draft_doubts.read,
            draft_doubts.write,
            _("Dấu"),
            _("Người dân thấy những dấu này trên trang thủ tục cho đến khi chúng được bỏ."),
            is_growing=False,
            notes=draft_doubts.notes,
            reasons=draft_doubts.reasons,
            is_offered=lambda version: bool(version.doubts),
        ),
        Section(
            "process",
            _("Quy trình nội bộ"),
            StepForm,
            draft_process.read_steps,
            draft_process.write_steps,
            _("Bước"),
            _("Hồ sơ đi qua các bước theo thứ tự này. Kết quả của mỗi bước dẫn đến bước khác hoặc kết thúc."),
            offer=draft_process.usual_steps,
            draw=draft_process.pictures,
        ),
        Section(
            "approval",
            _("Phê duyệt quy trình nội bộ"),
            ApprovalForm,
            draft_process.read_approvals,
            draft_process.write_approvals,
            _("Quyết định phê duyệt"),
            is_ordered=False,
        ),
    )
}
