"""Django's settings, made from the office folder and the environment, where alone secrets come from.

``FRANKPLEDGE_OFFICE`` names the office folder. In production (``FRANKPLEDGE_PRODUCTION=1``) the secret key
and the host names must be given, cookies go by TLS alone, and what is missing stops the start. Otherwise
the application is for this machine: it answers on loopback, and keeps a key of its own by the database.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import dj_database_url

from frankpledge.web.accounts.configured import roles_named, single_sign_on
from frankpledge.web.environment import Environment
from frankpledge.web.static_files import address_of

_ENVIRONMENT = Environment(os.environ)
OFFICE = Path(_ENVIRONMENT.needed("FRANKPLEDGE_OFFICE", "the office folder is not known")).resolve()
KEPT = OFFICE / "records"
"""What the application keeps: its database, uploaded files, and on this machine its key. Never in git."""
PRODUCTION = _ENVIRONMENT.flag("FRANKPLEDGE_PRODUCTION", default=False)


def _own_key() -> str:
    """Return the key kept beside the database, making it where there is none yet."""
    KEPT.mkdir(mode=0o700, exist_ok=True)
    file = KEPT / "secret-key"
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    with os.fdopen(descriptor, "w") as opened:
        opened.write(secrets.token_urlsafe(64))
    return file.read_text().strip()


SECRET_KEY = (
    _ENVIRONMENT.key("FRANKPLEDGE_SECRET_KEY", "sessions cannot be signed") if PRODUCTION else _own_key()
)
DEBUG = False
ALLOWED_HOSTS = (
    _ENVIRONMENT.hosts("FRANKPLEDGE_HOSTS", "the names the site answers to are not known")
    if PRODUCTION
    else ["127.0.0.1", "localhost", "[::1]"]
)
ADDRESS = _ENVIRONMENT.address(
    "FRANKPLEDGE_ADDRESS",
    f"https://{ALLOWED_HOSTS[0].lstrip('.')}" if PRODUCTION else "http://127.0.0.1:8000",
    secure=PRODUCTION,
)
"""What links in letters begin with: never what a request says of itself."""
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if PRODUCTION else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "frankpledge.audit",
    "frankpledge.records",
    "frankpledge.web.accounts",
    "frankpledge.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "frankpledge.web.static_files.StaticFiles",
    "frankpledge.web.headers.Headers",
    "frankpledge.web.readable.Readable",
    "frankpledge.web.accounts.sessions.Sessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "frankpledge.web.accounts.acting.Acting",
    "frankpledge.web.downloads.Downloads",
]
ROOT_URLCONF = "frankpledge.web.urls"
WSGI_APPLICATION = "frankpledge.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "frankpledge.web.framing.framing",
            ],
        },
    }
]

_SQLITE = f"sqlite:///{KEPT / 'records.sqlite3'}"
DATABASES = {"default": dj_database_url.parse(os.environ.get("DATABASE_URL") or _SQLITE, conn_max_age=60)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Many readers and one writer who waits its turn; nothing that was committed is lost when power fails.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "frankpledge.web.accounts.passwords.LongEnough"},
    {"NAME": "frankpledge.web.accounts.passwords.NotCommon"},
    {"NAME": "frankpledge.web.accounts.passwords.NotLikeThePerson"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # Nobody signs up: an invitation that is taken up shows the address.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # The session at hand goes on under a new key; all others end.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_ADAPTER = "frankpledge.web.accounts.adapter.Invited"
ACCOUNT_FORMS = {
    "login": "frankpledge.web.accounts.forms.SignIn",
    "reset_password": "frankpledge.web.accounts.forms.AskForLink",
    "change_password": "frankpledge.web.accounts.forms.ChangePassword",
    "set_password": "frankpledge.web.accounts.forms.SetPassword",
    "reset_password_from_key": "frankpledge.web.accounts.forms.NewPassword",
    "reauthenticate": "frankpledge.web.accounts.forms.Again",
}
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = _ENVIRONMENT.number("FRANKPLEDGE_PROXIES", int(PRODUCTION), 0, 10)
"""How many proxies of our own stand before us: so many addresses of X-Forwarded-For are believed."""
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "frankpledge.web.accounts.adapter.Factors"
MFA_FORMS = {
    "authenticate": "frankpledge.web.accounts.forms.SecondFactor",
    "reauthenticate": "frankpledge.web.accounts.forms.SecondFactorAgain",
    "activate_totp": "frankpledge.web.accounts.forms.SetUp",
}
MFA_TOTP_ISSUER = "Frankpledge"
MFA_TOTP_TOLERANCE = 1
SECOND_FACTOR_ROLES = roles_named(
    _ENVIRONMENT.text("FRANKPLEDGE_SECOND_FACTOR", "administrator,approver"), "FRANKPLEDGE_SECOND_FACTOR"
)
"""Roles that open nothing until their holder has set up a second factor."""

SOCIALACCOUNT_ADAPTER = "frankpledge.web.accounts.adapter.InvitedElsewhere"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # Our adapter matches addresses, verified ones alone.
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = single_sign_on(os.environ)

SESSION_IDLE = 60 * _ENVIRONMENT.number("FRANKPLEDGE_IDLE_MINUTES", 30, 1, 720)
"""Seconds a session lasts that is not used."""
SESSION_LONGEST = 12 * 60 * 60
"""Seconds a session lasts however much it is used."""
SESSIONS_A_PERSON = 5
"""How many sessions somebody has at once; the oldest gives way."""
SESSION_COOKIE_AGE = SESSION_LONGEST
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "frankpledge.web.failures.forged"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False

_OWN, _FONTS = Path(__file__).parent / "static", Path(__file__).parent.parent / "publication" / "fonts"
STATICFILES_DIRS = [_OWN, ("fonts", _FONTS)]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]  # Of ours alone.
STATIC_URL = address_of(_OWN, _FONTS)
WHITENOISE_USE_FINDERS = True  # Files come from the package itself: nothing has to be collected first.
WHITENOISE_AUTOREFRESH = False
WHITENOISE_IMMUTABLE_FILE_TEST = f"^{STATIC_URL}"

# What all workers must agree on (how often somebody tried to sign in) is kept by the database; what each may
# keep for itself is in `cache.caches["near"]`.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"},
    "near": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
API_LIMITS = {"token": (600, 60), "address": (120, 60)}
"""Requests of the API and the span in seconds, for each token and for each address that sends none."""
JOIN_LIMIT = (20, 300)
"""Links of invitations that open nothing and the span in seconds, for each address."""
_DOWNLOADS = _ENVIRONMENT.number("FRANKPLEDGE_DOWNLOADS", 600, 1, 1_000_000)
DOWNLOAD_LIMITS = {"person": (_DOWNLOADS, 60), "address": (_DOWNLOADS, 60)}
"""Tables and pictures of pages and the span in seconds, for each person and each address of others."""
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if _ENVIRONMENT.text("FRANKPLEDGE_SMTP_HOST")
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = _ENVIRONMENT.text("FRANKPLEDGE_SMTP_HOST")
EMAIL_PORT = _ENVIRONMENT.number("FRANKPLEDGE_SMTP_PORT", 587, 1, 65535)
EMAIL_HOST_USER = _ENVIRONMENT.text("FRANKPLEDGE_SMTP_USER")
EMAIL_HOST_PASSWORD = os.environ.get("FRANKPLEDGE_SMTP_PASSWORD", "")
EMAIL_USE_TLS = _ENVIRONMENT.flag("FRANKPLEDGE_SMTP_TLS", default=True) and bool(EMAIL_HOST)
DEFAULT_FROM_EMAIL = _ENVIRONMENT.text("FRANKPLEDGE_MAIL_FROM", "office@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
