"""Settings of accounts and sign-in.

A sign-in ends with the browser, and after 12 hours in any case (SESSION_COOKIE_AGE); "remember me" makes it
7 days for citizens and changes nothing for staff.
"""

from __future__ import annotations

from typing import Any

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["portal.accounts.backends.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("full_name", "email", "phone")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

#: Middleware of accounts, after sign-in is known and before any view runs.
ACCOUNT_RULE_MIDDLEWARE: list[str] = [
    "portal.accounts.language.KeepLanguageMiddleware",
    "portal.accounts.guarding.AccessRuleMiddleware",
    "portal.accounts.second_factor.RequireSecondFactor",
]

ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "portal.accounts.models.user.display"
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["phone", "email", "password1*"]
# Either name will do, which this check of allauth cannot express.
SILENCED_SYSTEM_CHECKS = ["account.W001"]
# Whoever has no e-mail must be able to go on; an unproven address can be proven later from the account page.
ACCOUNT_EMAIL_VERIFICATION = "optional"
# No codes by SMS: whoever takes over a number would have the account (docs/decisions/0045). A number is not proven.
ACCOUNT_PHONE_VERIFICATION_ENABLED = False
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
# Wrong passwords are counted in the database (portal/accounts/sign_in_lock.py), which also holds without a cache.
ACCOUNT_RATE_LIMITS: dict[str, str] = {
    "login": "120/m/ip",
    "login_failed": "100/5m/ip",
    "signup": "60/m/ip",
    "reset_password": "30/m/ip,5/h/key",
}
ACCOUNT_FORMS: dict[str, Any] = {
    "login": "portal.accounts.forms.LoginForm",
    "signup": "portal.accounts.forms.SignupForm",
    "add_email": "portal.accounts.forms.AddEmailForm",
    "change_password": "portal.accounts.forms.ChangePasswordForm",
    "reset_password": "portal.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "portal.accounts.forms.ResetPasswordKeyForm",
    "confirm_password_reset_code": "portal.accounts.forms.ConfirmCodeForm",
    "reauthenticate": "portal.accounts.forms.ReauthenticateForm",
}
MFA_ADAPTER = "portal.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A whole one-stop centre signs on from one address.
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "portal.accounts.forms.AuthenticateForm",
    "reauthenticate": "portal.accounts.forms.AuthenticateForm",
    "activate_totp": "portal.accounts.forms.ActivateTOTPForm",
    "add_webauthn": "portal.accounts.passkeys.AddForm",
    "edit_webauthn": "portal.accounts.passkeys.RenameForm",
    "authenticate_webauthn": "portal.accounts.passkeys.AuthenticateForm",
    "reauthenticate_webauthn": "portal.accounts.passkeys.ReauthenticateForm",
    "login_webauthn": "portal.accounts.passkeys.LoginForm",
}
