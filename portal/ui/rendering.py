"""How forms are drawn: Django forms in the mark-up of GOV.UK, from the templates under `templates/forms/`.

Pages write `{{ form }}` or `{{ form.field.as_field_group }}`; no page has mark-up of its own for a field.
Widths are classes of the widget (`attrs={"class": "govuk-input--width-10"}`).
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.ui.widgets import DatePartsWidget

#: Widget class → template under forms/ and CSS class of the input; the first that fits counts.
KINDS: tuple[tuple[type[forms.Widget], str, str], ...] = (
    (DatePartsWidget, "date", ""),
    (forms.CheckboxSelectMultiple, "checkboxes", "govuk-checkboxes__input"),
    (forms.RadioSelect, "radios", "govuk-radios__input"),
    (forms.CheckboxInput, "checkbox", "govuk-checkboxes__input"),
    (forms.Textarea, "textarea", "govuk-textarea"),
    (forms.ClearableFileInput, "file", "govuk-file-upload"),
    (forms.FileInput, "file", "govuk-file-upload"),
    (forms.Select, "select", "govuk-select"),
    (forms.widgets.Input, "input", "govuk-input"),
)

#: What to say when nothing was answered, by kind; fields with words of their own keep them.
UNANSWERED: dict[str, str | Promise] = {
    "input": _("Hãy điền ô này."),
    "textarea": _("Hãy điền ô này."),
    "select": _("Hãy chọn một câu trả lời."),
    "radios": _("Hãy chọn một câu trả lời."),
    "checkboxes": _("Hãy chọn ít nhất một ô."),
    "checkbox": _("Hãy đánh dấu vào ô này."),
    "file": _("Hãy chọn một tệp."),
}


def is_unanswered(error: ValidationError) -> bool:
    """Whether the error is Django's own sentence for a missing answer."""
    return error.code == "required" and error.message == forms.Field.default_error_messages["required"]


class GovukBoundField(BoundField):
    """A field that knows its GOV.UK template, classes, and the ids of its hint and error."""

    #: Set by the tag `{% question %}`: the label is the heading of the page.
    is_heading = False

    @property
    def kind(self) -> str:
        """Name of the template under `forms/`."""
        return self._look(self.field.widget)[0]

    @property
    def template_name(self) -> str:
        """The template that draws label, hint, error and input together."""
        own: str | None = getattr(self.field, "template_name", None)
        return own or f"forms/{self.kind}.html"

    @property
    def hint_id(self) -> str:
        """Id of the hint."""
        return f"{self.auto_id}-hint"

    @property
    def error_id(self) -> str:
        """Id of the error message."""
        return f"{self.auto_id}-error"

    @property
    def aria_describedby(self) -> str | None:
        """Ids of hint and error, in the order in which they are read out."""
        if self.field.widget.attrs.get("aria-describedby") or self.is_hidden:
            return None
        has_hint = bool(self.help_text or self.applies_when)
        ids = [self.hint_id] * has_hint + [self.error_id] * bool(self.errors)
        return " ".join(ids) or None

    @property
    def applies_when(self) -> str:
        """When the question applies, in words, for those whose browser does not hide it meanwhile (conditional.js)."""
        return str(getattr(self.field, "applies_when", ""))

    def messages(self) -> list[str]:
        """Return the errors in the portal's words: Django's "this field is required" says what to do instead."""
        found = self.form.errors.as_data().get(self.name, [])
        return [message for error in found for message in self._words(error)]

    def _words(self, error: ValidationError) -> list[str]:
        if is_unanswered(error):
            return [str(UNANSWERED.get(self.kind, UNANSWERED["input"]))]
        return error.messages

    @property
    def is_optional(self) -> bool:
        """Whether the label says so: most questions must be answered, so the exceptions are marked.

        Forms that ask nothing of anybody, such as filters of a search, say `says_optional = False`.
        """
        is_said = getattr(self.form, "says_optional", True)
        return is_said and not self.field.required and not self.field.disabled and self.kind != "checkbox"

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Add the classes; leave `required` out, since browsers then speak in their own language."""
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        built.pop("required", None)
        kind, css_class = self._look(widget)
        if kind == "checkbox" and self.aria_describedby:
            built.setdefault("aria-describedby", self.aria_describedby)
        if css_class and not widget.is_hidden:
            classes = [css_class, str(widget.attrs.get("class", ""))]
            if self.errors and kind in ("input", "select", "textarea", "file"):
                classes.append(f"{css_class}--error")
            built["class"] = " ".join(filter(None, classes))
        return built

    def parts(self) -> list[dict[str, Any]]:
        """Return the three boxes of a date: Django's widget context of each, and its label."""
        attrs = self.build_widget_attrs({"id": self.auto_id})
        context = self.field.widget.get_context(self.html_name, self.value(), attrs)
        boxes = context["widget"]["subwidgets"]
        if self.errors:
            for box in boxes:
                box["attrs"]["class"] += " govuk-input--error"
        return [{"widget": box, "label": label} for box, label in zip(boxes, DatePartsWidget.LABELS, strict=True)]

    def choices(self) -> list[dict[str, Any]]:
        """Return the choices of radios and checkboxes: id, label, hint and the drawn input.

        Hints come from the widget's `choice_hints` ({value: words}).
        """
        hints: dict[str, str] = getattr(self.field.widget, "choice_hints", {})
        return [self._choice(part, hints.get(str(part.data["value"]), "")) for part in self.subwidgets]

    def _choice(self, part: Any, hint: str) -> dict[str, Any]:
        choice_id = part.data["attrs"].get("id", "")
        if hint:
            part.data["attrs"]["aria-describedby"] = f"{choice_id}-hint"
        return {"id": choice_id, "label": part.choice_label, "hint": hint, "input": part.tag()}

    @staticmethod
    def _look(widget: forms.Widget) -> tuple[str, str]:
        return next(((kind, css) for cls, kind, css in KINDS if isinstance(widget, cls)), ("input", ""))


class GovukRenderer(TemplatesSetting):
    """Draws forms with the templates under `templates/forms/`."""

    form_template_name = "forms/form.html"
    formset_template_name = "forms/formset.html"
    field_template_name = "forms/input.html"
    bound_field_class = GovukBoundField
