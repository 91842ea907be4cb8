"""Words typed into forms that are not shown any more: the state moved on while somebody wrote."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.http import QueryDict

from dossiers import permissions
from dossiers.models import Dossier
from dossiers.views.staff.decisions import Forms, makers_of
from portal.ui.parts import SummaryRow


def words_without_place(dossier: Dossier, language: str, data: QueryDict, shown: Forms) -> list[SummaryRow]:
    """What was typed into forms that are not `shown` any more, with the names of their fields.

    The state moved on while somebody wrote: their words are given back to be copied, not dropped.
    """
    lost = (form for name, form in _all_forms(dossier, language).items() if name not in shown)
    return [SummaryRow(str(field.label), _said(field, text)) for form in lost for field, text in _typed(form, data)]


def _all_forms(dossier: Dossier, language: str) -> Forms:
    """The forms of every role; those of the clerk and of the officer both have a list of papers to pick."""
    made: Forms = {}
    for actions in permissions.ROLE_ACTIONS.values():
        made |= {name: maker(None) for name, maker in makers_of(dossier, actions, language).items()}
    return made


def _typed(form: forms.Form, data: QueryDict) -> Iterator[tuple[forms.Field, str]]:
    for name, field in form.fields.items():
        text = field.widget.value_from_datadict(data, cast(Any, {}), form.add_prefix(name))
        if isinstance(text, str) and text.strip() and text != form.get_initial_for_field(field, name):
            yield field, text


def _said(field: forms.Field, text: str) -> str:
    return str(dict(cast(Any, field.choices)).get(text, text)) if isinstance(field, forms.ChoiceField) else text
