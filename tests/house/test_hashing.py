"""Rule proved: columns that Django takes for the same hash the same, and the columns of a table hash apart."""

from __future__ import annotations

from django.apps import apps
from django.db.models.expressions import Col

from dossiers.models import Dossier


def test_equal_columns_hash_equal() -> None:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            one, other = Col(model._meta.db_table, field), Col(model._meta.db_table, field)
            assert one == other
            assert hash(one) == hash(other)
            assert one != Col("T3", field)


def test_the_columns_of_a_table_hash_apart() -> None:
    columns = [Col("dossiers_dossier", field) for field in Dossier._meta.concrete_fields]
    assert len({hash(column) for column in columns}) == len(columns)
    assert len(set(columns)) == len(columns)
