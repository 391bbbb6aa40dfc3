"""Settings of the site. Everything that differs between offices comes from the environment."""

from __future__ import annotations

import os

from tongcheng.office.home import database, office_home, secret_key

HOME = office_home()
SECRET_KEY = secret_key(HOME)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("TONGCHENG_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [one for one in os.environ.get("TONGCHENG_ORIGINS", "").split(",") if one]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "tongcheng.office.core",
    "tongcheng.office.audit",
    "tongcheng.office.people",
    "tongcheng.office.lists",
    "tongcheng.office.progress",
    "tongcheng.office.figures",
    "tongcheng.office.sheets",
    "tongcheng.office.supervision",
    "tongcheng.office.meetings",
    "tongcheng.office.documents",
    "tongcheng.office.reconcile",
    "tongcheng.office.search",
    "tongcheng.office.papers",
    "tongcheng.office.workbench",
    "tongcheng.office.opportunities",
    "tongcheng.office.cross_services",
    "tongcheng.office.publication",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tongcheng.office.people.middleware.SessionGuard",
    "tongcheng.office.core.middleware.ActMiddleware",
    "tongcheng.office.core.middleware.PolicyMiddleware",
]

ROOT_URLCONF = "tongcheng.office.urls"
WSGI_APPLICATION = "tongcheng.office.wsgi.application"
DATABASES = {"default": database(HOME, os.environ.get("DATABASE_URL"))}
AUTH_USER_MODEL = "people.Person"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "people:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "people:login"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "tongcheng.office.core.context.frame",
            ],
            "builtins": ["tongcheng.office.core.templatetags.office"],
        },
    },
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
TIME_ZONE = os.environ.get("TONGCHENG_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Uploads are handed out by views that check rights, never by the web server.
MEDIA_ROOT = HOME / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 60 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
# Files of documents up to this size are taken; larger ones are refused in words.
TONGCHENG_DOCUMENT_MB = int(os.environ.get("TONGCHENG_DOCUMENT_MB", "50"))
# The server itself takes more than that, so that whoever sends a file that is too large is told so on the page.
TONGCHENG_REQUEST_BYTES = max(256, 4 * TONGCHENG_DOCUMENT_MB) * 1024 * 1024

SESSION_COOKIE_AGE = int(os.environ.get("TONGCHENG_SESSION_MINUTES", "480")) * 60
SESSION_IDLE_MINUTES = int(os.environ.get("TONGCHENG_IDLE_MINUTES", "60"))
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
# Whose X-Forwarded-For is believed when failed logins are counted by address: nobody's unless named.
TRUSTED_PROXIES = [one.strip() for one in os.environ.get("TONGCHENG_PROXIES", "").split(",") if one.strip()]
_SECURE = os.environ.get("TONGCHENG_HTTPS", "") == "1"
SESSION_COOKIE_SECURE = _SECURE
CSRF_COOKIE_SECURE = _SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _SECURE else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Reminders by e-mail are secondary: nothing is claimed or sent while no sender is named.
TONGCHENG_MAIL_FROM = os.environ.get("TONGCHENG_MAIL_FROM", "")
EMAIL_HOST = os.environ.get("TONGCHENG_MAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("TONGCHENG_MAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("TONGCHENG_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("TONGCHENG_MAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("TONGCHENG_MAIL_TLS", "") == "1"
EMAIL_TIMEOUT = 20

# Open data: the address under which files are cited, and the registered prefix of OC4IDS project ids.
TONGCHENG_PUBLIC_ADDRESS = os.environ.get("TONGCHENG_PUBLIC_ADDRESS", "")
TONGCHENG_OC4IDS_PREFIX = os.environ.get("TONGCHENG_OC4IDS_PREFIX", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # A request that waits its turn is no fault.
    "loggers": {"waitress.queue": {"level": "ERROR"}},
}
