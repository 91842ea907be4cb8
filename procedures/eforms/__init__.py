"""Electronic forms: JSON Schema (2020-12) turned into pages, Django forms, checks and a summary.

The schema is the only place of the rules. Django fields merely read what was typed, so a draft may
hold anything; `validate` speaks the verdict, the same for the browser and for REST.
"""

from __future__ import annotations

from procedures.eforms.conditions import prune
from procedures.eforms.forms import EFormPage, form_class
from procedures.eforms.pages import Page, UnknownPage, pages
from procedures.eforms.starting import starting_data
from procedures.eforms.summary import summary
from procedures.eforms.validation import Problem, validate

__all__ = [
    "EFormPage",
    "Page",
    "Problem",
    "UnknownPage",
    "form_class",
    "pages",
    "prune",
    "starting_data",
    "summary",
    "validate",
]
