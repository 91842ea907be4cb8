"""Write every encrypted value again under the newest key, so that old keys can be taken away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, models, transaction
from tqdm import tqdm

from portal.accounts.encryption import decrypt, encrypt
from portal.accounts.fields import EncryptedField

BATCH = 500
#: Where allauth keeps what the adapter encrypts: the secret of an app, the seed of recovery codes.
SECRETS = {"secret", "seed"}


class Command(BaseCommand):
    """`manage.py rotate_encryption_keys`: shows its progress, and may be run again at any time."""

    help = "Re-encrypt all encrypted columns under the first key of FIELD_ENCRYPTION_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk all models with encrypted fields; append-only tables are reported, their old key must stay."""
        self._rotate_second_factors()
        kept = [model._meta.label for model, names in _encrypted() if not self._rotate(model, names)]
        if kept:
            raise CommandError(f"append-only, still under their old keys: {', '.join(kept)}")

    def _rotate_second_factors(self) -> None:
        """Secrets of second factors stand encrypted inside a JSON column of allauth."""
        for key in Authenticator.objects.order_by("pk").values_list("pk", flat=True):
            with transaction.atomic():
                factor = Authenticator.objects.select_for_update().filter(pk=key).first()
                if factor:
                    factor.data |= {name: encrypt(decrypt(factor.data[name])) for name in SECRETS & set(factor.data)}
                    factor.save(update_fields=["data"])

    def _rotate(self, model: type[models.Model], names: list[str]) -> bool:
        rows = model._base_manager.order_by("pk")
        try:
            with tqdm(total=rows.count(), desc=model._meta.label) as progress:
                for keys in _batches(rows):
                    with transaction.atomic():
                        batch = rows.filter(pk__in=keys).select_for_update()
                        model._base_manager.bulk_update(batch, names)
                    progress.update(len(keys))
        except DatabaseError as error:
            self.stderr.write(f"{model._meta.label}: {error}")
            return False
        self.stdout.write(f"{model._meta.label}: {', '.join(names)} rotated")
        return True


def _encrypted() -> Iterator[tuple[type[models.Model], list[str]]]:
    for model in apps.get_models():
        names = [field.name for field in model._meta.local_fields if isinstance(field, EncryptedField)]
        if names:
            yield model, names


def _batches(rows: models.QuerySet[Any]) -> Iterator[list[Any]]:
    last = None
    keys = rows.values_list("pk", flat=True)
    while batch := list((keys.filter(pk__gt=last) if last is not None else keys)[:BATCH]):
        yield batch
        last = batch[-1]
