"""The archive's settings: the environment, with safe defaults for one person's machine.

Every variable read here stands in the README's settings table; a test compares the two.
"""

import os
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from archive import logs
from archive.databases import configured
from archive.environment import LIMITS as EACH_MINUTE
from archive.environment import limits, problems
from archive.local import kept_secret, private_folder

env = environ.Env()
# What is handed on without a value, as compose files do, is not set.
env.ENVIRON = {name: value for name, value in os.environ.items() if value.strip()}
BASE_DIR = Path(__file__).resolve().parent.parent
PRODUCTION = env.bool("FANGZHI_PRODUCTION", default=False)
if PRODUCTION and (wrong := problems(env.ENVIRON)):
    raise ImproperlyConfigured("\n  ".join(["FANGZHI_PRODUCTION is set, but the environment does not do:", *wrong]))

# Everything the archive writes for itself: database, index, jieba's cache, secrets.
VAR = Path(env.str("FANGZHI_VAR", default=str(BASE_DIR / "var")))
private_folder(VAR)

DEBUG = env.bool("DEBUG", default=False) and not PRODUCTION
SECRET_KEY = env.str("SECRET_KEY", default="") or kept_secret(VAR / "secret-key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "archive.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "haystack",
    "simple_history",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "archive.apps.ArchiveConfig",
]

MIDDLEWARE = [
    "archive.requests.RequestMiddleware",
    "archive.probes.ProbesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "archive.caching.CachingMiddleware",
    "archive.lexicon.LexiconMiddleware",
    "archive.views.kept.KeptPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "archive.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "archive.limits.LimitsMiddleware",
    "archive.views.former.FormerAddresses",
]

ROOT_URLCONF = "archive.urls"
WSGI_APPLICATION = "archive.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": configured(env.str("DATABASE_URL", default="") or f"sqlite:///{VAR / 'fangzhi.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

HAYSTACK_CONNECTIONS = {
    "default": {
        "ENGINE": "archive.search.backend.Engine",
        "PATH": str(VAR / "index"),
        "INCLUDE_SPELLING": False,
    },
}
# Narrowing by model runs a match-everything query beside each search; our own backend knows its models.
HAYSTACK_LIMIT_TO_REGISTERED_MODELS = False

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "archive" / "locale"]
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Shanghai")
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
# Only production collects static files; WhiteNoise warns of a folder that is not there.
STATIC_ROOT = env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles") if PRODUCTION else "") or None
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
# Five wrong passwords for one account from one address, and it is shut to that address for a quarter of an hour: shut
# to all addresses, anybody could keep somebody out.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "archive.views.senders.login_address"
AXES_LOCKOUT_TEMPLATE = "readers/locked.html"
AXES_ENABLE_ADMIN = False  # Accounts are set free on their own page in the admin.
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "Fangzhi"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "account"
LOGOUT_REDIRECT_URL = "home"
X_FRAME_OPTIONS = "DENY"
# No script or style within a page, nothing from another host: markup that slips into a text can do nothing.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        **dict.fromkeys(("script-src", "style-src", "img-src", "connect-src", "form-action"), [SELF]),
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 60 * 60)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    if BEHIND_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Without a mail server, on one person's machine, mails become files.
vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))
if not PRODUCTION and not env.str("EMAIL_URL", default=""):
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(VAR / "mail")
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="fangzhi@localhost")

LOG_LEVEL = env.str("LOG_LEVEL", default="WARNING")
# In production each request leaves a line; on one person's machine only at LOG_LEVEL=INFO.
LOGGING = logs.configuration(
    level=LOG_LEVEL,
    form=env.str("LOG_FORMAT", default="json" if PRODUCTION else "text"),
    requests="INFO" if PRODUCTION else LOG_LEVEL,
)

# --- the archive's own ---
# Where readers reach the archive: what links in mails begin with.
SITE = env.str("FANGZHI_SITE", default="http://127.0.0.1:8000").rstrip("/")
# Whether anybody may make an account, or administrators alone.
SIGN_UP = env.bool("FANGZHI_SIGN_UP", default=False)
# Whether what ingest reads is public at once, or a draft that waits for a curator.
INGEST_PUBLISHES = env.bool("FANGZHI_PUBLISH", default=True)
# Gazetteer additions that are always read (a gazetteer.tsv beside the pages is found by itself).
GAZETTEERS = [Path(path) for path in env.list("FANGZHI_GAZETTEERS", default=[])]
# What tells names from other words: the network, or the dictionary alone.
TAGGER = env.str("FANGZHI_TAGGER", default="lac")
if TAGGER not in ("lac", "jieba"):
    raise ImproperlyConfigured(f"FANGZHI_TAGGER is {TAGGER!r}; it can be lac or jieba")
# A page dump is some tens of kilobytes; what is larger than this is no page.
MAX_PAGE_BYTES = env.int("FANGZHI_MAX_PAGE_BYTES", default=5_000_000)
# What the desk takes in one upload; unpacked it may be ten times as large.
MAX_UPLOAD_BYTES = env.int("FANGZHI_MAX_UPLOAD_BYTES", default=100 * 2**20)
FILE_UPLOAD_HANDLERS = [
    "archive.curating.quota.Quota",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 500
# Where `manage.py backup` writes: best on another disk.
BACKUPS = Path(env.str("FANGZHI_BACKUPS", default=str(VAR / "backups")))
# With less than this left on the disk of FANGZHI_VAR the archive is not ready.
MIN_FREE_BYTES = env.int("FANGZHI_MIN_FREE_BYTES", default=200_000_000)
# How often a minute one address may search, …; on one's own machine nobody is counted.
LIMITS = {**(EACH_MINUTE if PRODUCTION else {}), **limits(env.str("FANGZHI_LIMITS", default=""))}
# Requests that took as long as this are noted for the operator.
SLOW_MS = env.int("FANGZHI_SLOW_MS", default=500)
