"""What search reads: one row a procedure in force, kept in the transaction that publishes.

Beside the versions, not in them: versions are frozen, while search weights may be tuned.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func
from django.utils.translation import gettext_lazy as _

from procedures.choices import Level, OnlineLevel, Target
from procedures.models.procedure import Field, Procedure
from procedures.models.version import ProcedureVersion


class Plain(Func):
    """Lower case without accents, by PostgreSQL's unaccent (function of migration 0001)."""

    function = "procedures_plain"
    output_field = models.TextField()
    arity = 1


class SearchEntry(models.Model):
    """Search's own copy of the words of the version in force, in order of weight."""

    procedure = models.OneToOneField(Procedure, on_delete=models.CASCADE, primary_key=True, related_name="search_entry")
    version = models.OneToOneField(ProcedureVersion, on_delete=models.CASCADE, related_name="search_entry")
    field = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="+")
    levels = ArrayField(models.CharField(max_length=10, choices=Level), default=list)
    targets = ArrayField(models.CharField(max_length=15, choices=Target), default=list)
    online_level = models.CharField(max_length=10, choices=OnlineLevel)

    # How many come for it, from -1 (not for people of this province) over 0 (unknown) to 1 (most asked for).
    popularity = models.FloatField(default=0.0, db_default=0.0)

    name = models.TextField()
    keywords = models.TextField(blank=True)
    papers = models.TextField(blank=True)
    body = models.TextField(blank=True)
    # What a card of results shows, so that a search costs one query (see procedures/cards.py).
    card: models.JSONField[Any, Any] = models.JSONField(default=dict)

    plain_name = models.GeneratedField(expression=Plain(F("name")), output_field=models.TextField(), db_persist=True)
    plain_keywords = models.GeneratedField(
        expression=Plain(F("keywords")), output_field=models.TextField(), db_persist=True
    )
    vector = models.GeneratedField(
        expression=SearchVector(Plain(F("name")), weight="A", config="simple")
        + SearchVector(Plain(F("keywords")), weight="B", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    # Apart from the names: those are asked word by word, and a long vector is unpacked anew each time.
    papers_vector = models.GeneratedField(
        expression=SearchVector(Plain(F("papers")), weight="C", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    # Long texts apart: they are asked only when names, keywords and papers know too little.
    body_vector = models.GeneratedField(
        expression=SearchVector(Plain(F("body")), weight="D", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("mục tìm kiếm")
        indexes = (
            GinIndex(F("vector"), name="search_vector"),
            GinIndex(F("papers_vector"), name="search_papers_vector"),
            GinIndex(F("body_vector"), name="search_body_vector"),
            GinIndex(OpClass(F("plain_name"), name="gin_trgm_ops"), name="search_name_trigrams"),
            GinIndex(OpClass(F("plain_keywords"), name="gin_trgm_ops"), name="search_keyword_trigrams"),
            GinIndex(F("levels"), name="search_levels"),
            GinIndex(F("targets"), name="search_targets"),
        )

    def __str__(self) -> str:
        return self.name
