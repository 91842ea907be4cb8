"""The sections of a draft: what each is made of, read into plain values and written back.

Plain values (text, numbers, lists) are what forms begin with, what is kept of every saving, and what is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from procedures import draft_doubts, draft_forms, draft_process, draft_process_forms, draft_questions
from procedures.case_questions import MOST_QUESTIONS
from procedures.draft_doubt_form import DoubtForm
from procedures.draft_question_form import QuestionForm
from procedures.draft_supplements_form import SupplementsForm
from procedures.models import Case, Component, EForm, Fee, Field, ProcedureVersion, TimeLimit
from procedures.plain_values import plain
from procedures.process_picture import Picture

Row = dict[str, Any]
Content = Row | list[Row]


@dataclass(frozen=True)
class Section:
    """One part of the editor. ``row`` is the title of a row where the section is a list, else empty.

    A list that is not ``is_growing`` has the rows it has: none is added, moved or taken out; it shows ``least_rows``.
    ``offer`` has rows to begin with where nothing is stored yet, ``draw`` pictures of the rows in the form.
    ``notes`` tells, by the id of a row, what stands above its boxes; ``reasons`` what goes into the log with why.
    """

    key: str
    title: str | Promise
    form: type[draft_forms.SectionForm]
    read: Callable[[ProcedureVersion], Content]
    write: Callable[[ProcedureVersion, Any], None]
    row: str | Promise = ""
    hint: str | Promise = ""
    is_growing: bool = True
    least_rows: int = 0
    notes: Callable[[ProcedureVersion], dict[str, str]] = lambda version: {}
    reasons: Callable[[ProcedureVersion, Any], Iterable[tuple[str, Row]]] = lambda version, content: ()
    is_offered: Callable[[ProcedureVersion], bool] = lambda version: True
    is_ordered: bool = True
    offer: Callable[[ProcedureVersion], list[Row]] = lambda version: []
    draw: Callable[[list[Row]], list[tuple[str, Picture]]] = lambda rows: []

    @property
    def is_list(self) -> bool:
        """Whether the section is a list of rows."""
        return bool(self.row)

    @property
    def is_movable(self) -> bool:
        """Whether rows can change places: not where their order says nothing."""
        return self.is_list and self.is_growing and self.is_ordered


def cases_of(version: ProcedureVersion) -> list[tuple[str, str]]:
    """Key and name of the cases, for the rows that belong to one."""
    return list(version.cases.values_list("key", "name"))


_GENERAL = (
    "name",
    "levels",
    "targets",
    "executing_agency",
    "competence",
    "competent_department",
    "division",
    "non_territorial",
    "non_territorial_from",
    "online_level",
    "online_reason",
    "filed_at",
    "filed_at_reason",
    "keywords",
)


def _read_general(version: ProcedureVersion) -> Row:
    return {"field": version.field.code} | {name: plain(getattr(version, name)) for name in _GENERAL}


def _write_general(version: ProcedureVersion, content: Row) -> None:
    version.field = Field.objects.get(code=content["field"])
    for name in _GENERAL:
        setattr(version, name, content[name])
    version.save(update_fields=["field", *_GENERAL])


def _read_requirements(version: ProcedureVersion) -> Row:
    return {"requirements": version.requirements}


def _write_requirements(version: ProcedureVersion, content: Row) -> None:
    version.requirements = content["requirements"]
    version.save(update_fields=["requirements"])


def _read_supplements(version: ProcedureVersion) -> Row:
    return {"clock_on_supplement": version.clock_on_supplement}


def _write_supplements(version: ProcedureVersion, content: Row) -> None:
    version.clock_on_supplement = content["clock_on_supplement"]
    version.save(update_fields=["clock_on_supplement"])


def _read_cases(version: ProcedureVersion) -> list[Row]:
    rows = version.cases.values("pk", "name", "when", "eform__key")
    return [{"id": str(r["pk"]), "name": r["name"], "when": r["when"], "eform": r["eform__key"] or ""} for r in rows]


def _write_cases(version: ProcedureVersion, rows: list[Row]) -> None:
    forms = {form.key: form for form in EForm.objects.order_by("version")}
    standing = {str(case.pk): case for case in version.cases.all()}
    used = {case.key for case in standing.values()}
    for position, row in enumerate(rows):
        case = standing.pop(row.get("id") or "", None) or Case(version=version, key=_free_key(used))
        form = forms.get(row["eform"])
        if form is None or case.eform is None or case.eform.key != form.key:
            case.eform = form
        case.name, case.when, case.position = row["name"], row["when"], position
        case.save()
    Case.objects.filter(pk__in=[case.pk for case in standing.values()]).delete()


def _free_key(used: set[str]) -> str:
    number = len(used) + 1
    while f"case-{number}" in used:
        number += 1
    used.add(f"case-{number}")
    return f"case-{number}"


def _reader(model: type[models.Model], names: tuple[str, ...]) -> Callable[[ProcedureVersion], Content]:
    def read(version: ProcedureVersion) -> list[Row]:
        found = model._default_manager.filter(case__version=version).select_related("case")
        return [_plain_row(row, names) for row in found.order_by("case__position", "case_id", "position", "pk")]

    return read


def _plain_row(row: Any, names: tuple[str, ...]) -> Row:
    return {"id": str(row.pk), "case": row.case.key} | {name: plain(getattr(row, name)) for name in names}


def _writer(model: type[models.Model], names: tuple[str, ...]) -> Callable[[ProcedureVersion, Any], None]:
    def write(version: ProcedureVersion, rows: list[Row]) -> None:
        cases = {case.key: case for case in version.cases.all()}
        standing = {str(row.pk): row for row in model._default_manager.filter(case__version=version)}
        kept = [(row, standing.pop(row.get("id") or "", None)) for row in rows]
        # What goes goes first: a row may take over the place (channel, code) of one that is taken out.
        model._default_manager.filter(pk__in=[gone.pk for gone in standing.values()]).delete()
        for position, (row, stored) in enumerate(kept):
            _store(stored or model(), cases[row["case"]], row, names, position)

    return write


def _store(stored: Any, case: Case, row: Row, names: tuple[str, ...], position: int) -> None:
    stored.case = case
    for name in names:
        setattr(stored, name, row[name])
    stored.position = position
    stored.save()


def _json_reader(column: str, names: tuple[str, ...]) -> Callable[[ProcedureVersion], Content]:
    def read(version: ProcedureVersion) -> list[Row]:
        return [{name: str(row.get(name) or "") for name in names} for row in getattr(version, column)]

    return read


def _json_writer(column: str, names: tuple[str, ...]) -> Callable[[ProcedureVersion, Any], None]:
    def write(version: ProcedureVersion, rows: list[Row]) -> None:
        setattr(version, column, [{name: row[name] for name in names} for row in rows])
        version.save(update_fields=[column])

    return write


_PAPER = ("name", "kind", "originals", "copies", "required", "form_name", "note")
_FEE = ("channel", "kind", "name", "amount_dong", "legal_basis", "note")
_LIMIT = ("channel", "amount", "unit", "same_day_before_15", "note")
_NAMED = ("code", "name")
_GUIDE = ("title", "text")


def _rows(
    key: str, title: Any, row: Any, form: type[draft_forms.RowForm], model: type[models.Model], names: tuple[str, ...]
) -> Section:
    return Section(key, title, form, _reader(model, names), _writer(model, names), row)


def _json(
    key: str, title: Any, row: Any, form: type[draft_forms.RowForm], column: str, names: tuple[str, ...]
) -> Section:
    return Section(key, title, form, _json_reader(column, names), _json_writer(column, names), row)


SECTIONS: dict[str, Section] = {
    section.key: section
    for section in (
        Section("general", _("Thông tin chung"), draft_forms.GeneralForm, _read_general, _write_general),
        Section("cases", _("Các trường hợp"), draft_forms.CaseForm, _read_cases, _write_cases, _("Trường hợp")),
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
        _rows("papers", _("Thành phần hồ sơ"), _("Giấy tờ"), draft_forms.PaperForm, Component, _PAPER),
        _rows("fees", _("Phí, lệ phí"), _("Khoản thu"), draft_forms.FeeForm, Fee, _FEE),
        _rows("limits", _("Thời hạn giải quyết"), _("Thời hạn"), draft_forms.LimitForm, TimeLimit, _LIMIT),
        Section(
            "supplements",
            _("Thời hạn khi bổ sung hồ sơ"),
            SupplementsForm,
            _read_supplements,
            _write_supplements,
        ),
        _json("results", _("Kết quả thực hiện"), _("Kết quả"), draft_forms.NamedForm, "results", _NAMED),
        _json("legal", _("Căn cứ pháp lý"), _("Văn bản"), draft_forms.NamedForm, "legal_basis", _NAMED),
        Section(
            "requirements",
            _("Yêu cầu, điều kiện"),
            draft_forms.RequirementsForm,
            _read_requirements,
            _write_requirements,
        ),
        _json("guide", _("Trình tự bằng lời cho người dân"), _("Bước"), draft_forms.GuideForm, "guide", _GUIDE),
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
            draft_process_forms.StepForm,
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
            draft_process_forms.ApprovalForm,
            draft_process.read_approvals,
            draft_process.write_approvals,
            _("Quyết định phê duyệt"),
            is_ordered=False,
        ),
    )
}


def plain_content(cleaned: Any) -> Content:
    """Cleaned answers of a form, or rows of a formset, as plain values."""
    if isinstance(cleaned, list):
        return [cast(Row, plain_content(row)) for row in cleaned]
    return {name: plain(value) for name, value in cleaned.items()}
