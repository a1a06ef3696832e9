"""Django settings. Everything a deployer may change is an environment variable:

KHOABANG_DATA    folder for all that is written (database, secret key). Left out: nothing is written, the database is in memory.
KHOABANG_DB      PostgreSQL address, postgresql://user:password@host:port/name. Left out: SQLite in the data folder.
                 Behind PgBouncer: ignore_startup_parameters = options, max_prepared_statements above 0.
KHOABANG_S3      where files of evidence are kept, https://key:secret@host:port/bucket of S3-compatible storage (needs khoabang[s3]).
                 Left out: in the data folder.
KHOABANG_HOSTS   host names served beside 127.0.0.1 and localhost, separated by commas.
KHOABANG_HTTPS   1 when the site stands behind a TLS proxy: secure redirect and HSTS; the client is who the proxy says.
KHOABANG_SMTP    mail server, smtp://user:password@host:port; smtps:// for TLS from the start, smtp+starttls:// for STARTTLS.
                 Left out: letters are printed where the server runs, and administrators are shown the link of an invitation.
KHOABANG_MAIL_FROM  sender of letters, "Khoa Bảng <khoabang@tinh.gov.vn>".
KHOABANG_URL     public address of the site, for links in letters that the clock sends, https://khoabang.tinh.gov.vn
KHOABANG_TRUST   certificates that signatures of decisions are held against: files or folders, separated as in PATH.
KHOABANG_DEBUG   1 for developers only.
"""

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from khoabang.charts.drawing import ECHARTS
from khoabang.web.audits.limits import MAX_CELLS_CORRECTED, MAX_PASTED_BYTES
from khoabang.web.deployment import database_from, evidence_in, mail_by, secret_key_in, uploads_in
from khoabang.web.error_reports.limits import FROM_ONE_PLACE
from khoabang.web.evidence.limits import MAX_FILES

WEB = Path(__file__).resolve().parent
PACKAGE = WEB.parent
DATA = Path(os.environ["KHOABANG_DATA"]).resolve() if os.environ.get("KHOABANG_DATA") else None

DEBUG = os.environ.get("KHOABANG_DEBUG") == "1"
SECRET_KEY = secret_key_in(DATA)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", *filter(None, os.environ.get("KHOABANG_HOSTS", "").split(","))]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "khoabang.web.entrance",  # before allauth, whose templates it replaces
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "ninja",
    "khoabang.web.accounts",
    "khoabang.web.activity",
    "khoabang.web.api",
    "khoabang.web.assessments",
    "khoabang.web.audits",
    "khoabang.web.criteria",
    "khoabang.web.error_reports",
    "khoabang.web.evidence",
    "khoabang.web.council",
    "khoabang.web.improvement",
    "khoabang.web.notices",
    "khoabang.web.organisations",
    "khoabang.web.rounds",
    "khoabang.web.upkeep",
    "khoabang.web.verification",
    "khoabang.web.portal",
    "khoabang.web.workspace",
]

MIDDLEWARE = [
    "khoabang.web.portal.kept_pages.KeptPages",  # outermost: keeps pages with all that the others add to them
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "khoabang.web.plain.PlainText",
]

ROOT_URLCONF = "khoabang.web.urls"
WSGI_APPLICATION = "khoabang.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES: dict[str, dict[str, Any]] = {"default": database_from(os.environ.get("KHOABANG_DB", ""), DATA)}

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "khoabang.web.portal.context.languages",
            ],
        },
    }
]

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "workspace:home"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3_600
CSRF_COOKIE_SAMESITE = "Lax"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proved by the invitation that was sent to it
ACCOUNT_EMAIL_NOTIFICATIONS = True  # whoever changes a password or a second factor tells its owner
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody without an account gets a letter because somebody typed their address
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_METHODS = ("password", "mfa")
ACCOUNT_RATE_LIMITS = {"error_report": FROM_ONE_PLACE}  # beside those of the library
ACCOUNT_ADAPTER = "khoabang.web.entrance.adapters.ByInvitation"
ACCOUNT_FORMS = {"login": "khoabang.web.entrance.forms.SignInForm"}
USERSESSIONS_ADAPTER = "khoabang.web.entrance.adapters.Sessions"
MFA_ADAPTER = "khoabang.web.entrance.adapters.SecondFactor"
MFA_FORMS = {
    "add_webauthn": "khoabang.web.entrance.forms.AddPasskeyForm",
    "edit_webauthn": "khoabang.web.entrance.forms.RenamePasskeyForm",
    "login_webauthn": "khoabang.web.entrance.forms.SignInByPasskeyForm",
    "authenticate_webauthn": "khoabang.web.entrance.forms.SecondStepByPasskeyForm",
    "reauthenticate_webauthn": "khoabang.web.entrance.forms.ConfirmByPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Khoa Bảng"
MFA_TOTP_TOLERANCE = 1  # telephones' clocks go wrong by half a minute
# A passkey is bound to https, or to localhost, by the browser and by the library; this lets the library take localhost.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = os.environ.get("KHOABANG_HTTPS") != "1"
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if os.environ.get("KHOABANG_HTTPS") == "1" else 0
# What limits attempts to sign in must be the same for every process, and outlive a restart.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "attempts"}}

vars().update(mail_by(os.environ.get("KHOABANG_SMTP", "")))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("KHOABANG_MAIL_FROM", "Khoa Bảng <khoabang@localhost>")
# Certificates of whom signatures are trusted, in files or folders (docs/signing.md).
SIGNATURE_TRUST = [Path(each) for each in os.environ.get("KHOABANG_TRUST", "").split(os.pathsep) if each]
SITE_ADDRESS = os.environ.get("KHOABANG_URL", "").rstrip("/")

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["khoabang.web.formats"]
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "/static/"
STATICFILES_DIRS = [WEB / "static", ("khoabang/echarts", str(ECHARTS))]  # the library that draws charts here and in browsers
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "evidence": evidence_in(DATA, os.environ.get("KHOABANG_S3", "")),
    "staticfiles": {"BACKEND": "khoabang.web.deployment.VersionedStaticFiles"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 86_400

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
# An upload goes to a file as it comes, never more of it than is allowed; the web worker never holds it.
FILE_UPLOAD_HANDLERS = ["khoabang.web.workspace.uploads.Bounded"]
FILE_UPLOAD_TEMP_DIR = uploads_in(DATA)
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_PASTED_BYTES
DATA_UPLOAD_MAX_NUMBER_FIELDS = MAX_CELLS_CORRECTED + 100  # also a select for each column of the widest table that is read
DATA_UPLOAD_MAX_NUMBER_FILES = 3 * MAX_FILES  # a page that takes fewer says so itself
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "khoabang.web.entrance.views.not_trusted"
if os.environ.get("KHOABANG_HTTPS") == "1":
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True

# What failed is written where the server writes, for whoever runs it; the reader gets a page.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "loggers": {"django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False}},
}

SITE_NAME = _("Khoa Bảng")
