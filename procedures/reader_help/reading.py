"""What helps readers of one procedure, from the cache until somebody changes it; cold it is one query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.template.defaultfilters import filesizeformat

from procedures import page_cache
from procedures.models import AskedQuestion, BlankForm, Procedure, ProcedureVersion, QuestionState

MOST_QUESTIONS = 30


@dataclass(frozen=True)
class Asked:
    """A question with its answer."""

    question: str
    answer: str


@dataclass(frozen=True)
class Form:
    """A blank form to download; ``size`` in bytes."""

    pk: int
    name: str
    size: int

    @property
    def said(self) -> str:
        """Kind and size as people read them: "DOCX, 21 KB"."""
        return f"{self.name.rpartition('.')[2].upper()}, {filesizeformat(self.size)}"


@dataclass(frozen=True)
class Help:
    """Questions in their order, and forms by the code or name of their paper."""

    questions: tuple[Asked, ...] = ()
    forms: Mapping[str, tuple[Form, ...]] | None = None

    def forms_for(self, *names: str) -> tuple[Form, ...]:
        """The forms of a paper that goes by any of these names."""
        known = self.forms or {}
        return tuple(form for name in dict.fromkeys(names) if name for form in known.get(name, ()))


def help_for(code: str) -> Help:
    """What is published for a procedure today."""
    found: Help = page_cache.kept(_key(code), lambda: _read(code))
    return found


def with_help(versions: QuerySet[ProcedureVersion]) -> QuerySet[ProcedureVersion]:
    """The same versions, each with what `remember` stores: the page of a procedure then asks no query of its own."""
    return versions.annotate(**_told(OuterRef("procedure")))


def remember(code: str, versions: Sequence[ProcedureVersion]) -> None:
    """Store what versions of `with_help` brought along."""
    if versions:
        page_cache.kept(_key(code), lambda: _help_of(versions[0]))


def changed() -> None:
    """To be called in the transaction that changes any of it: pages show it once it is committed."""
    transaction.on_commit(lambda: page_cache.forget(()))


def _key(code: str) -> str:
    return f"help:{code}:{page_cache.edition()}"


def _read(code: str) -> Help:
    return _help_of(Procedure.objects.filter(code=code).annotate(**_told(OuterRef("pk"))).first())


def _help_of(row: Procedure | ProcedureVersion | None) -> Help:
    """What was annotated to a row."""
    asked, blank = getattr(row, "help_asked", []), getattr(row, "help_blank", [])
    return Help(tuple(Asked(**told) for told in asked), _by_paper(blank))


def _told(procedure: OuterRef) -> dict[str, ArraySubquery]:
    """Questions and forms of a procedure, each as one array."""
    questions = AskedQuestion.objects.filter(procedure=procedure, state=QuestionState.PUBLISHED)
    forms = BlankForm.objects.filter(procedure=procedure, removed_at=None)
    asked = questions.order_by("position", "pk")[:MOST_QUESTIONS]
    form = JSONObject(pk="pk", paper="paper", name=F("upload__name"), size=F("upload__declared_size"))
    return {
        "help_asked": ArraySubquery(asked.values(told=JSONObject(question="question", answer="answer"))),
        "help_blank": ArraySubquery(forms.order_by("pk").values(told=form)),
    }


def _by_paper(rows: list[dict[str, Any]]) -> dict[str, tuple[Form, ...]]:
    found: dict[str, tuple[Form, ...]] = {}
    for row in rows:
        form = Form(row["pk"], row["name"], row["size"])
        found[row["paper"]] = (*found.get(row["paper"], ()), form)
    return found
