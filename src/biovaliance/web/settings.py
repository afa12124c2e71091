"""Settings of the website, all of them from the environment, with safe defaults.

BIOVALIANCE_HOME     where state lives (snapshots, database, static files)
DATABASE_URL         another database than HOME/site.sqlite3, e.g. postgresql://user@host/name
BIOVALIANCE_SECRET   secret of signatures; made and kept in HOME/secret where not given
BIOVALIANCE_HOSTS    names the site answers to, separated by commas
BIOVALIANCE_ORIGIN   public address of the site (https://…), for feeds and sitemaps
BIOVALIANCE_BASEMAP_STYLE   address of an online map style instead of the packaged one
BIOVALIANCE_DEBUG    '1' while developing
BIOVALIANCE_RUN_SECONDS     how long a run of a scenario may take (120)
BIOVALIANCE_RUN_MEMORY_MB   how much memory it may take beside the engine (1024)
BIOVALIANCE_RUN_EVENTS      how many events it may be expected to take (150000000)
BIOVALIANCE_RUNS_OPEN       how many runs of one visitor may wait or be worked out at once (3)
BIOVALIANCE_RUNS_PER_HOUR   how many one visitor may ask for within an hour (30)
BIOVALIANCE_RUNS_WAITING    how many of all visitors may wait (100)
BIOVALIANCE_RUN_KEPT_DAYS   after how many days what came out is dropped (90); the question is kept
BIOVALIANCE_REVIEW   set by `biovaliance atlas review` alone: who reviews, by which token, and the sources
"""

import json
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from biovaliance.atlas.home import home_folder

PACKAGE = Path(__file__).resolve().parent
HOME = home_folder()


def _secret() -> str:
    """Return the secret of this installation, made on first use and readable by its owner alone."""
    given = os.environ.get("BIOVALIANCE_SECRET")
    if given:
        return given
    path = HOME / "secret"
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        HOME.mkdir(parents=True, exist_ok=True)
    made = secrets.token_urlsafe(50)
    try:
        with os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
        ) as file:
            file.write(made)
    except FileExistsError:  # another worker was first
        return path.read_text(encoding="ascii")
    return made


def _whole(name: str, usual: int) -> int:
    """Return a whole number above 0 of the environment."""
    said = os.environ.get(name, "").strip() or str(usual)
    if not said.isascii() or not said.isdigit() or not 0 < int(said) < 2**53:
        raise ImproperlyConfigured(f"{name} is '{said}'; expected a whole number above 0, such as {usual}.")
    return int(said)


DEBUG = os.environ.get("BIOVALIANCE_DEBUG") == "1"
SECRET_KEY = _secret()
ORIGIN = os.environ.get("BIOVALIANCE_ORIGIN", "").rstrip("/")
ALLOWED_HOSTS = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    *filter(None, os.environ.get("BIOVALIANCE_HOSTS", "").split(",")),
    *([urlsplit(ORIGIN).hostname] if ORIGIN else []),
]
USE_X_FORWARDED_HOST = False
BEHIND_PROXY = ORIGIN.startswith("https")  # the server itself speaks plain HTTP
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
CSRF_TRUSTED_ORIGINS = [ORIGIN] if ORIGIN else []
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = ORIGIN.startswith("https")
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "biovaliance.web.showcase.views.refused"
SECURE_HSTS_SECONDS = 31_536_000 if ORIGIN.startswith("https") else 0
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"  # the widgets lift it for themselves

INSTALLED_APPS = [
    "biovaliance.web.apps.WebConfig",
    "django.contrib.staticfiles",
    "corsheaders",
    "csp",
    "ninja",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "biovaliance.web.sizes.limit_size",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "biovaliance.web.access.one_snapshot",
]
REVIEW = json.loads(os.environ.get("BIOVALIANCE_REVIEW") or "null")
ROOT_URLCONF = "biovaliance.web.review.site_urls" if REVIEW else "biovaliance.web.urls"
WSGI_APPLICATION = "biovaliance.web.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "biovaliance.web.context.site",
            ],
            "loaders": [
                ("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"])
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{HOME / 'site.sqlite3'}", conn_max_age=600, conn_health_checks=False
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {"timeout": 30, "transaction_mode": "IMMEDIATE"}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "biovaliance",
        "OPTIONS": {"MAX_ENTRIES": 500},
    }
}

RUN_SECONDS = _whole("BIOVALIANCE_RUN_SECONDS", 120)
RUN_MEMORY_MB = _whole("BIOVALIANCE_RUN_MEMORY_MB", 1024)
RUN_EVENTS = _whole("BIOVALIANCE_RUN_EVENTS", 150_000_000)
RUNS_OPEN = _whole("BIOVALIANCE_RUNS_OPEN", 3)
RUNS_PER_HOUR = _whole("BIOVALIANCE_RUNS_PER_HOUR", 30)
RUNS_WAITING = _whole("BIOVALIANCE_RUNS_WAITING", 100)
RUN_KEPT_DAYS = _whole("BIOVALIANCE_RUN_KEPT_DAYS", 90)

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = sorted(path for path in (PACKAGE / "locale").iterdir() if path.is_dir())
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [PACKAGE / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STORAGES = {"staticfiles": {"BACKEND": "biovaliance.web.statics.Storage"}}
WHITENOISE_MAX_AGE = 3600
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/built/.+-[\w-]{8}\.\w+$|\.[0-9a-f]{12}\."
WHITENOISE_USE_FINDERS = DEBUG

BASEMAP_STYLE = os.environ.get("BIOVALIANCE_BASEMAP_STYLE", "")
_style_host = f"https://{urlsplit(BASEMAP_STYLE).netloc}" if BASEMAP_STYLE else ""
_online = [_style_host] if _style_host else []

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *_online],
        "font-src": [SELF],
        "connect-src": [SELF, *_online],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# The read API and the exports are open data: any page may read them, none may write.
CORS_ALLOW_ALL_ORIGINS = True
CORS_URLS_REGEX = r"^/(api/v1|(fr|en)/(exports|feeds|flux))/.*$"
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_ALLOW_HEADERS = ["accept", "if-none-match"]
CORS_EXPOSE_HEADERS = ["etag"]

MOST_SENT = 256 * 1024
"""What a request may bring; the editor, whose text has up to 2,000,000 characters, takes more."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 0  # no form takes files

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
