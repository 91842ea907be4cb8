"""Model fields whose content is encrypted at rest; look-ups go through a blind index beside them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from portal.accounts.encryption import decrypt, encrypt

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.expressions import Expression

    Text = models.TextField[Any, Any]
else:
    Text = models.TextField


class EncryptedField(Text):
    """What both encrypted fields share: the column holds a token, and only `isnull` may be asked of it.

    An empty text is stored as it is, so that constraints can tell "nothing" from "something".
    """

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse every look-up but isnull: two equal texts never have equal tokens, so a look-up would lie."""
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.name} is encrypted: look it up by its blind index")

    def get_transform(self, lookup_name: str) -> Any:
        """Refuse transforms for the same reason."""
        raise FieldError(f"{self.name} is encrypted: it cannot be compared in the database")


class EncryptedTextField(EncryptedField):
    """Text that stands encrypted in the database."""

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt on the way in."""
        return encrypt(str(value)) if value else value

    def from_db_value(self, value: str | None, expression: Expression, connection: BaseDatabaseWrapper) -> str | None:
        """Decrypt on the way out; UnreadableSecret when no key fits."""
        return decrypt(value) if value else value


class EncryptedJSONField(EncryptedField):
    """A JSON value that stands encrypted in the database; its inside cannot be queried."""

    # django-stubs reads the types of assignment and access from these names.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def get_prep_value(self, value: Any) -> Any:
        """Serialise and encrypt on the way in."""
        return None if value is None else encrypt(json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False))

    def from_db_value(self, value: str | None, expression: Expression, connection: BaseDatabaseWrapper) -> Any:
        """Decrypt and parse on the way out; UnreadableSecret when no key fits."""
        return json.loads(decrypt(value)) if value else None

    def to_python(self, value: Any) -> Any:
        """Leave values as they are: a text is a valid JSON value, not something to parse."""
        return value

    def value_to_string(self, obj: models.Model) -> str:
        """Write the value for serialisers."""
        return json.dumps(self.value_from_object(obj), cls=DjangoJSONEncoder, ensure_ascii=False)
