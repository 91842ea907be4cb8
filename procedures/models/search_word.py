"""The words that names and keywords in force are made of: how rare each is, and how it is spelt."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class SearchWord(models.Model):
    """A word (syllable) without accents, its commonest spelling, and in how many entries it stands."""

    #: Stands for every entry: how many there are; its spelling changes whenever any of them does.
    TOTAL = ""

    plain = models.TextField(primary_key=True)
    spelling = models.TextField()
    entries = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("từ tìm kiếm")
        indexes = (GinIndex(OpClass(F("plain"), name="gin_trgm_ops"), name="search_word_trigrams"),)

    def __str__(self) -> str:
        return self.spelling
