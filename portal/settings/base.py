"""Settings common to every place where the portal runs."""

from __future__ import annotations

import django_stubs_ext
from whitenoise.compress import Compressor

from portal.settings.accounts import *  # noqa: F403 - one settings namespace, split by reader
from portal.settings.certificates import trusted_authorities
from portal.settings.data import *  # noqa: F403
from portal.settings.environment import BASE_DIR, PORTAL_VAR, address, env, matching, text, whole_number
from portal.settings.escalation import *  # noqa: F403
from portal.settings.hotline import *  # noqa: F403
from portal.settings.interfaces import *  # noqa: F403
from portal.settings.late_lists import *  # noqa: F403
from portal.settings.logs import *  # noqa: F403
from portal.settings.national import *  # noqa: F403
from portal.settings.notices import *  # noqa: F403
from portal.settings.payments import *  # noqa: F403
from portal.settings.schedule import *  # noqa: F403
from portal.settings.security import *  # noqa: F403
from portal.settings.sign_on import *  # noqa: F403

# Lets model and manager classes carry their types at run time, as mypy reads them.
django_stubs_ext.monkeypatch()

DEBUG = False
PORTAL_DEMO = False
#: Whether this is the site on which other systems try their clients (portal/settings/sandbox.py).
SANDBOX = False
#: What is added to the numbers in codes of dossiers: the sandbox's are known by it.
CODE_NUMBERS_AFTER = 0
#: Official code of the province that runs this deployment (79: Ho Chi Minh City).
PORTAL_PROVINCE = matching("PORTAL_PROVINCE", "79", "[0-9]{2}", "the two digits of a province's official code")
PORTAL_AGENCY_CODES = text("PORTAL_AGENCY_CODES")
#: Address under which citizens reach the site: in QR codes, e-mails and API answers.
PORTAL_URL = address("PORTAL_URL", f"http://localhost:{text('PORT', '8000')}", "http", "https")
PORTAL_HOTLINE = text("PORTAL_HOTLINE", "1022")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "oauth2_provider",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "django_prometheus",
    "django_structlog",
    "health_check",
    "csp",
    "pgtrigger",
    "pghistory",
    "portal.accounts",
    "portal.files",
    "portal.documents",
    "portal.outbox",
    "portal.notices",
    "portal.rest",
    "portal.ui",
    "units",
    "procedures",
    "payments",
    "dossiers",
    "hotline",
    "portal.national",
    "portal.peers",
    "portal.inheritance",
]

MIDDLEWARE = [
    "portal.client_address.ClientAddress",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "portal.ui.address_language.AddressLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    # Its page needs the language and the person; no view, and no check of a form's key, has read the body by then.
    "portal.files.middleware.RefuseLargeBodies",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.request_log.RequestLogMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.rest.plain_paths.RefuseUnstorablePaths",
    "portal.rest.limits.RateLimitHeaders",
    "portal.rest.conditional.ConditionalAnswers",
    *ACCOUNT_RULE_MIDDLEWARE,
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
FORM_RENDERER = "portal.ui.rendering.GovukRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.tz",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.ui.context_processors.site",
                "portal.ui.address_language.addresses",
            ],
        },
    }
]

#: How many proxies of ours stand in front and write X-Forwarded-For.
TRUSTED_PROXY_COUNT = 0

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = PORTAL_VAR / "static"
STATICFILES_DIRS = [path for path in (BASE_DIR / "static" / "build",) if path.is_dir()]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")

EMAIL_CONFIG = env.email_url_config(text("EMAIL_URL", "consolemail://"))
EMAIL_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL_CONFIG.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = EMAIL_CONFIG.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = EMAIL_CONFIG.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = EMAIL_CONFIG.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = EMAIL_CONFIG.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL_CONFIG.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = text("DEFAULT_FROM_EMAIL", "khong-tra-loi@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

#: One attachment may weigh 30 MB; the browser, the proxy and the site all refuse more.
UPLOAD_MAX_BYTES = whole_number("UPLOAD_MAX_BYTES", 30 * 1024 * 1024, at_least=1)
#: What somebody may leave lying unused in no dossier: a full disk would stop everybody's filing.
UPLOAD_MAX_UNUSED_FILES = whole_number("UPLOAD_MAX_UNUSED_FILES", 300, at_least=1)
UPLOAD_MAX_UNUSED_BYTES = whole_number("UPLOAD_MAX_UNUSED_BYTES", 1024**3, at_least=1)
CLAMD_URL = address("CLAMD_URL", "", "tcp", "unix") if text("CLAMD_URL") else ""

#: Whose digital signatures on a decision's signed copy count; see portal/settings/certificates.py.
SIGNATURE_TRUSTED_ROOTS = trusted_authorities("SIGNATURE_TRUSTED_ROOTS")
