"""A form with every kind of field, and a reader of mark-up, for the tests of the renderer."""

from __future__ import annotations

from html.parser import HTMLParser

from django import forms

from portal.ui.fields import DatePartsField, IdNumberField, PhoneField, today
from portal.ui.forms import SubmissionKeyMixin


class Questionnaire(SubmissionKeyMixin, forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Họ và tên", help_text="Viết như trong giấy khai sinh.")
    born = DatePartsField(label="Ngày sinh", latest=today, help_text="Ví dụ: 25 11 2026")
    id_number = IdNumberField(label="Số định danh cá nhân")
    phone = PhoneField(label="Số điện thoại", required=False)
    sex = forms.ChoiceField(label="Giới tính", choices=[("m", "Nam"), ("f", "Nữ")], widget=forms.RadioSelect)
    papers = forms.MultipleChoiceField(
        label="Giấy tờ có sẵn", choices=[("a", "Giấy chứng sinh")], widget=forms.CheckboxSelectMultiple
    )
    people = forms.ChoiceField(label="Dân tộc", choices=[("", "Chọn một dân tộc"), ("kinh", "Kinh")])
    note = forms.CharField(label="Ghi chú", widget=forms.Textarea, required=False)
    paper = forms.FileField(label="Giấy chứng sinh")
    sure = forms.BooleanField(label="Tôi cam đoan khai đúng.")


class Marks(HTMLParser):
    """Collects the tags of a page with their attributes, for questions to the mark-up."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def named(self, name: str) -> dict[str, str]:
        """The first input with this name."""
        return next(attrs for _, attrs in self.found if attrs.get("name") == name)

    def all(self, tag: str) -> list[dict[str, str]]:
        """All tags of one kind."""
        return [attrs for name, attrs in self.found if name == tag]

    def ids(self) -> list[str]:
        """All ids, in order."""
        return [attrs["id"] for _, attrs in self.found if "id" in attrs]
