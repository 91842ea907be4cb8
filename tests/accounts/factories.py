"""Accounts for tests."""

# factory_boy's declarations have no types.
# mypy: disallow-untyped-calls=False

from __future__ import annotations

from typing import Any

from factory.declarations import Sequence
from factory.django import DjangoModelFactory

from portal.accounts.models import Kind, User

PASSWORD = "mot-mat-khau-du-dai"


class UserFactory(DjangoModelFactory[User]):
    """A citizen with an e-mail address; `phone=` gives a phone too."""

    class Meta:
        model = User

    email = Sequence(lambda number: f"nguoi{number}@example.vn")
    full_name = Sequence(lambda number: f"Nguyễn Văn {number}")

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        return User.objects.create_user(password=kwargs.pop("password", PASSWORD), **kwargs)


class StaffFactory(UserFactory):
    """Somebody who works here."""

    kind = Kind.STAFF


def make_user(**fields: Any) -> User:
    """Make a citizen."""
    made: User = UserFactory.create(**fields)
    return made


def make_staff(**fields: Any) -> User:
    """Make somebody who works here."""
    made: User = StaffFactory.create(**fields)
    return made
