"""One model for everybody who signs in: citizens, organisations and staff.

Whoever signs on with the national portal needs neither e-mail nor telephone here: the proven number is their name.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.fields import EncryptedTextField
from portal.accounts.identity import blind_index, check_id_number
from portal.vietnamese import normalise

E164 = r"^\+[1-9][0-9]{6,14}$"


class Kind(models.TextChoices):
    """What stands behind an account."""

    CITIZEN = "citizen", _("Công dân")
    ORGANISATION = "organisation", _("Tổ chức, doanh nghiệp")
    STAFF = "staff", _("Cán bộ, công chức")


class Language(models.TextChoices):
    """The languages that pages and messages speak."""

    VIETNAMESE = "vi", _("Tiếng Việt")
    ENGLISH = "en", _("Tiếng Anh")


class AssuranceLevel(models.IntegerChoices):
    """How surely we know who it is (NĐ 69/2024/NĐ-CP: levels of electronic identification accounts)."""

    SELF_DECLARED = 0, _("Tự khai")
    LEVEL_1 = 1, _("Định danh mức độ 1")
    LEVEL_2 = 2, _("Định danh mức độ 2")


class UserManager(BaseUserManager["User"]):
    """Makes accounts by e-mail, phone or both."""

    use_in_migrations = True

    def _create(self, password: str | None, **fields: Any) -> User:
        user = self.model(**fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_user(self, email: str | None = None, password: str | None = None, **fields: Any) -> User:
        """Make an account by e-mail, phone or both; IntegrityError when taken or when neither is given."""
        return self._create(password, email=email, **fields)

    def create_superuser(self, email: str | None = None, password: str | None = None, **fields: Any) -> User:
        """Make a system administrator who may use Django's admin."""
        rights = {"is_staff": True, "is_superuser": True, "kind": Kind.STAFF}
        return self._create(password, email=email, **(rights | fields))


class User(AbstractBaseUser, PermissionsMixin):
    """A person or organisation with an account. E-mail is stored in lower case, phone as E.164 (+84…)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("Thư điện tử"), unique=True, null=True, blank=True)
    phone = models.CharField(
        _("Số điện thoại"), max_length=16, unique=True, null=True, blank=True, validators=[RegexValidator(E164)]
    )
    phone_verified_at = models.DateTimeField(null=True, blank=True)
    full_name = models.CharField(_("Họ và tên"), max_length=200)
    kind = models.CharField(_("Loại tài khoản"), max_length=12, choices=Kind, default=Kind.CITIZEN)
    language = models.CharField(_("Ngôn ngữ"), max_length=2, choices=Language, default=Language.VIETNAMESE)
    assurance_level = models.PositiveSmallIntegerField(
        _("Mức độ định danh"), choices=AssuranceLevel, default=AssuranceLevel.SELF_DECLARED
    )
    #: The identity number of a person; the tax code of an organisation.
    id_number = EncryptedTextField(_("Số định danh cá nhân"), blank=True, default="")
    id_number_index = models.CharField(max_length=64, blank=True, default="", editable=False)
    #: What the national portal calls the account in messages about dossiers (TechID, domain: 6.5).
    tech_id = EncryptedTextField(blank=True, default="", db_default="", editable=False)
    #: By which ways notices come (`portal.notices`); SMS undecided: where neither e-mail nor push reaches the person.
    told_by_email = models.BooleanField(_("Nhận tin bằng thư điện tử"), default=True, db_default=True)
    told_by_sms = models.BooleanField(_("Nhận tin nhắn SMS"), null=True, blank=True)
    told_by_push = models.BooleanField(_("Nhận thông báo trên trình duyệt"), default=False, db_default=False)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, help_text=_("Được vào trang quản trị hệ thống."))
    #: Its password is public (units/demo_people.py): it opens nothing outside of demo mode.
    is_demo = models.BooleanField(default=False, db_default=False, editable=False)
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("tài khoản")
        verbose_name_plural = _("tài khoản")
        constraints = [
            models.CheckConstraint(
                name="user_has_a_way_in",
                condition=Q(email__isnull=False)
                | Q(phone__isnull=False)
                | (Q(assurance_level__gte=AssuranceLevel.LEVEL_1) & ~Q(id_number_index="")),
            ),
            models.CheckConstraint(name="user_email_is_lower_case", condition=Q(email=Lower("email"))),
            models.CheckConstraint(name="user_email_is_not_empty", condition=~Q(email="")),
            models.CheckConstraint(name="user_phone_is_e164", condition=Q(phone__regex=E164)),
            models.CheckConstraint(name="user_has_a_name", condition=~Q(full_name="")),
            models.CheckConstraint(name="user_kind_is_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="user_language_is_known", condition=Q(language__in=Language.values)),
            models.CheckConstraint(
                name="user_assurance_is_known", condition=Q(assurance_level__in=AssuranceLevel.values)
            ),
            models.CheckConstraint(
                name="user_id_number_index_is_whole", condition=Q(id_number_index__regex=r"^([0-9a-f]{64})?$")
            ),
            # A number that somebody only typed must not lock out its true holder, so only proven ones are unique.
            # An officer's work account stands beside the same person's own (NĐ 310/2026: officers sign on, too).
            models.UniqueConstraint(
                name="user_proven_number_is_unique",
                fields=["id_number_index", "kind"],
                condition=Q(assurance_level__gte=AssuranceLevel.LEVEL_1) & ~Q(id_number_index=""),
            ),
        ]
        indexes = [models.Index(name="user_by_id_number", fields=["id_number_index"], condition=~Q(id_number_index=""))]

    def __str__(self) -> str:
        return self.full_name

    def clean(self) -> None:
        """Bring what was typed into the form that is stored: NFC name, lower-case e-mail or none, phone or none."""
        self.full_name = normalise(self.full_name)
        self.email = normalise(self.email or "").lower() or None
        self.phone = (self.phone or "").strip() or None

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save in the stored form, whoever set the fields (sign-up, allauth, admin)."""
        User.clean(self)
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        """Give the whole name, for Django's own apps."""
        return self.full_name

    def get_short_name(self) -> str:
        """Give the given name, the last word of a Vietnamese name."""
        return self.full_name.rpartition(" ")[2]

    def set_id_number(self, text: str) -> None:
        """Keep an identity number with its blind index; ValueError in words when it is none. Does not save."""
        self.id_number = check_id_number(text)
        self.id_number_index = blind_index(self.id_number)

    @classmethod
    def with_id_number(cls, text: str) -> models.QuerySet[User]:
        """Find accounts by identity number through the blind index."""
        return cls.objects.filter(id_number_index=blind_index(check_id_number(text)))


def display(user: User) -> str:
    """Name an account to its holder (ACCOUNT_USER_DISPLAY)."""
    return user.full_name
