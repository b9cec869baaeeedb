"""People: who may sign in to the web app, who had which digest, and the mail server that brings it."""

import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tillroll.adapters.accounts import Accounts
from tillroll.errors import ConfigurationError
from tillroll.settings import Settings

if TYPE_CHECKING:
    from tillroll.adapters.mail import MailPlace, SmtpMailbox

MAIL_PASSWORD = "TILLROLL_SMTP_PASSWORD"  # noqa: S105 - the name of a variable


@contextmanager
def open_accounts(settings: Settings) -> Iterator[Accounts]:
    """The people who may sign in to the web app, and who had which digest, until the block ends."""
    path = accounts_path(settings)
    if not path.parent.is_dir():
        raise ConfigurationError(f"{path.parent}: there is no such folder for the accounts: make it first")
    accounts = Accounts(path)
    try:
        yield accounts
    finally:
        accounts.close()


def log_command(settings: Settings, command: str, kind: str, about: str) -> None:
    """Keep in the audit log what somebody did by a command, if there is a file of accounts.

    `ConfigurationError` if it can't be written.
    """
    path = accounts_path(settings)
    try:
        if path.exists():
            with open_accounts(settings) as accounts:
                accounts.log(f"tillroll {command}", kind, about, time.time())
    except (OSError, sqlite3.Error):
        raise ConfigurationError(f"{path}: the audit log can't be written: check that the file is yours") from None


def accounts_path(settings: Settings) -> Path:
    """The file of accounts: the one that the settings name, else one beside a DuckDB warehouse, else one from here."""
    if settings.accounts:
        return settings.accounts
    scheme, _, place = settings.warehouse.partition(":///")
    if scheme != "duckdb":
        return Path.cwd() / "tillroll.accounts"
    return Path(place).with_name(f"{Path(place).name}.accounts")


@contextmanager
def open_mailbox(settings: Settings, environ: Mapping[str, str]) -> Iterator["SmtpMailbox"]:
    """The mail server that the settings name, until the block ends. Errors are those of `mail_place`."""
    from tillroll.adapters.mail import SmtpMailbox  # noqa: PLC0415 - only who sends mail waits for it

    with SmtpMailbox(mail_place(settings, environ)) as mailbox:
        yield mailbox


def mail_place(settings: Settings, environ: Mapping[str, str]) -> "MailPlace":
    """Where the mail server is, and who signs in there. `ConfigurationError` if the settings don't say it."""
    from tillroll.adapters.mail import MailPlace  # noqa: PLC0415 - only who sends mail waits for it

    if not settings.smtp_host:
        raise ConfigurationError("smtp_host: name the mail server, in tillroll.toml or TILLROLL_SMTP_HOST")
    password = _mail_password(settings, environ)
    return MailPlace(settings.smtp_host, settings.smtp_port, settings.smtp_user, password)


def _mail_password(settings: Settings, environ: Mapping[str, str]) -> str | None:
    if settings.smtp_user is None:
        return None
    path = settings.smtp_password_file
    try:
        password = path.read_text("utf-8").strip() if path else environ.get(MAIL_PASSWORD, "")
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError(f"smtp_password_file: {path}: can't be read: check that it is yours") from None
    if not password:
        raise ConfigurationError(f"smtp_user: there is no password: set {MAIL_PASSWORD}, or smtp_password_file")
    return password
