"""Accounts for tests."""

from __future__ import annotations

from typing import Any

import factory

from portal.accounts.models import Kind, User

PASSWORD = "mot-mat-khau-du-dai"


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A citizen with an e-mail address; `phone=` gives a phone too."""

    class Meta:
        model = User

    email = factory.Sequence(lambda number: f"nguoi{number}@example.vn")
    full_name = factory.Sequence(lambda number: f"Nguyễn Văn {number}")

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        return User.objects.create_user(password=kwargs.pop("password", PASSWORD), **kwargs)


class StaffFactory(UserFactory):
    """Somebody who works here."""

    kind = Kind.STAFF
