"""The rules of an account, as the database keeps them."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.models import AssuranceLevel, User
from tests.accounts.factories import make_user

pytestmark = pytest.mark.django_db


def test_an_account_needs_an_email_or_a_phone() -> None:
    with pytest.raises(IntegrityError, match="user_has_a_way_in"), transaction.atomic():
        User.objects.create_user(full_name="Không Liên Lạc")
    assert User.objects.count() == 0


@pytest.mark.parametrize("names", [{"email": "a@example.vn"}, {"phone": "+84901234567", "email": None}])
def test_either_of_both_is_enough(names: dict[str, str | None]) -> None:
    assert make_user(**names).pk


def test_what_is_stored_is_normalised() -> None:
    user = make_user(email="  AN.Le@Example.VN ", full_name="Ðỗ  Thị\u200b An")
    user.refresh_from_db()
    assert (user.email, user.full_name) == ("an.le@example.vn", "Đỗ Thị An")


def test_an_email_is_taken_once_whatever_its_case() -> None:
    make_user(email="an@example.vn")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_user(email="AN@example.vn")
    assert User.objects.count() == 1


def test_the_database_refuses_an_email_in_upper_case_even_past_the_model() -> None:
    user = make_user()
    with pytest.raises(IntegrityError, match="lower_case"), transaction.atomic():
        User.objects.filter(pk=user.pk).update(email="AN@example.vn")


@pytest.mark.parametrize("phone", ["0901234567", "+0901234567", "+84 901 234 567", "+84abc"])
def test_a_phone_is_stored_as_e164_only(phone: str) -> None:
    with pytest.raises(IntegrityError, match="e164"), transaction.atomic():
        make_user(phone=phone)


@pytest.mark.parametrize(
    ("field", "value"), [("kind", "robot"), ("language", "fr"), ("assurance_level", 9), ("full_name", "")]
)
def test_unknown_values_are_refused(field: str, value: object) -> None:
    user = make_user()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(**{field: value})


def test_a_typed_identity_number_does_not_lock_out_its_holder() -> None:
    # given somebody who only typed the number of another person
    typed, holder = make_user(), make_user(assurance_level=AssuranceLevel.LEVEL_2)
    typed.set_id_number("079123456789")
    typed.save()
    # when the holder proves it
    holder.set_id_number("079 123 456 789")
    holder.save()
    # then both stand, and a second proof is refused
    assert User.with_id_number("079123456789").count() == 2
    third = make_user(assurance_level=AssuranceLevel.LEVEL_1)
    third.set_id_number("079123456789")
    with pytest.raises(IntegrityError, match="proven"), transaction.atomic():
        third.save()


def test_a_superuser_is_staff() -> None:
    admin = User.objects.create_superuser(email="admin@example.vn", full_name="Quản Trị", password="x")
    assert (admin.is_staff, admin.is_superuser, admin.kind) == (True, True, "staff")


def test_the_given_name_is_the_last_word() -> None:
    assert make_user(full_name="Trần Thị Bích Ngọc").get_short_name() == "Ngọc"
