"""Search vectors of names and of papers apart: a generated column cannot be altered, only made anew."""

from __future__ import annotations

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.expressions
from django.db import migrations, models

import procedures.models.search_entry


def plain_vector(column: str, weight: str) -> django.contrib.postgres.search.SearchVector:
    words = procedures.models.search_entry.Plain(models.F(column))
    return django.contrib.postgres.search.SearchVector(words, config="simple", weight=weight)


def generated(expression: django.db.models.expressions.Combinable) -> models.GeneratedField:
    return models.GeneratedField(
        db_persist=True,
        expression=expression,
        output_field=django.contrib.postgres.search.SearchVectorField(),
    )


def index(column: str, name: str) -> django.contrib.postgres.indexes.GinIndex:
    return django.contrib.postgres.indexes.GinIndex(models.F(column), name=name)


class Migration(migrations.Migration):
    dependencies = [("procedures", "0003_published_is_frozen")]
    operations = [
        migrations.RemoveIndex("searchentry", "search_vector"),
        migrations.RemoveField("searchentry", "vector"),
        migrations.AddField(
            "searchentry", "vector", generated(plain_vector("name", "A") + plain_vector("keywords", "B"))
        ),
        migrations.AddField("searchentry", "papers_vector", generated(plain_vector("papers", "C"))),
        migrations.AddIndex("searchentry", index("vector", "search_vector")),
        migrations.AddIndex("searchentry", index("papers_vector", "search_papers_vector")),
    ]
