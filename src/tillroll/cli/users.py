"""`tillroll users`: who may sign in to the web app, and what they see."""

import sys
import time
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import click

from tillroll.cli.moments import A_DAY
from tillroll.cli.options import WAREHOUSE, verbose, with_settings
from tillroll.cli.tables import table_text
from tillroll.errors import ConfigurationError, TryAgainLater
from tillroll.settings import Settings

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from tillroll.report import Grant
    from tillroll.wiring import Accounts

HELP = """The people who sign in to `tillroll serve`, each with a role and what they were given to see.

They are kept in a file beside the warehouse, which a server that runs reads too: a change holds at once.

\b
Examples:
  tillroll users add olive --role owner
  tillroll users add fern --role franchise --franchise "Fernhill Cafés"
  tillroll users add max --role manager --branch Leeds --email max@example.com
  tillroll users disable max
  tillroll users log --days 7
"""
ADD_HELP = """Add a person. The password is asked for, or read as one line where there is no terminal.

Roles: owner and analyst see the whole chain, operator its files and runs; franchise, area, manager and staff see what
they are given. staff sees no money.
"""
LOG_HELP = """Print the audit log, the newest first: who signed in or failed to, exports, releases, who viewed as whom.

What was done by a command has the command's name in place of a person's.

\b
Examples:
  tillroll users log --since 2026-08-01
  tillroll users log --days 7 --kind exported
"""
MOST_DAYS = 36_500
_DAY_SECONDS = 24 * 60 * 60


@click.group("users", help=HELP, short_help="Say who may sign in, and what they see.")
@verbose
def command() -> None:
    """Only its commands do anything."""


@command.command(help=ADD_HELP, short_help="Add a person.")
@click.argument("name")
@click.option(
    "--role", required=True, metavar="ROLE", help="owner, franchise, area, manager, staff, analyst, operator."
)
@click.option("--franchise", "franchises", multiple=True, metavar="NAME", help="A franchise that they see.")
@click.option("--region", "regions", multiple=True, metavar="NAME", help="A region that they see.")
@click.option("--branch", "branches", multiple=True, metavar="NAME", help="A branch that they see.")
@click.option("--email", metavar="ADDRESS", help="Where they are sent the morning digest.")
@with_settings(*WAREHOUSE)
def add(
    settings: Settings,
    name: str,
    role: str,
    email: str | None,
    franchises: tuple[str, ...],
    regions: tuple[str, ...],
    branches: tuple[str, ...],
) -> int:
    """Add a person; the exit code."""
    from tillroll.report import Grant, check_grants, find_role

    check_name(name)
    address = checked_email(email) if email else None
    given = [Grant("franchise", each) for each in franchises] + [Grant("region", each) for each in regions]
    given += [Grant("branch", each) for each in branches]
    check_grants(find_role(role), given)
    grants = [(grant.kind, grant.name) for grant in known_grants(settings, given)]
    with _accounts(settings) as accounts:
        if accounts.find_user(name):
            raise ConfigurationError(f"there is a user {name} already: choose another name")
        accounts.add_user(name, role, hashed(read_password()), grants, time.time())
        if address:
            accounts.set_email(name, address)
        accounts.log("tillroll users", "added", f"{name}, {role}", time.time())
    click.echo(f"{name} can sign in.")
    return 0


@command.command("list", short_help="List them.")
@with_settings(*WAREHOUSE)
def list_users(settings: Settings) -> int:
    """List the people who may sign in."""
    with _accounts(settings) as accounts:
        rows = [
            [
                user.name,
                user.role,
                ", ".join(f"{kind} {name}" for kind, name in user.grants) or "the whole chain",
                user.email or "",
                "disabled" if user.is_disabled else "",
            ]
            for user in accounts.users()
        ]
    click.echo(table_text(["name", "role", "sees", "e-mail", "state"], rows) if rows else "There are no users.")
    return 0


@command.command(short_help="Say where a person is sent the digest.")
@click.argument("name")
@click.argument("address", required=False)
@with_settings(*WAREHOUSE)
def email(settings: Settings, name: str, address: str | None) -> int:
    """Give a person an e-mail address for the morning digest; without ADDRESS they get none any more."""
    checked = checked_email(address) if address else None
    with _accounts(settings) as accounts:
        check_known(accounts, name)
        accounts.set_email(name, checked)
        accounts.log("tillroll users", "e-mail set" if checked else "e-mail taken away", name, time.time())
    click.echo(f"{name} gets the digest at {checked}." if checked else f"{name} gets no digest.")
    return 0


@command.command(short_help="Let a person in no more.")
@click.argument("name")
@with_settings(*WAREHOUSE)
def disable(settings: Settings, name: str) -> int:
    """End a person's sessions and let them in no more; `reset` undoes it."""
    with _accounts(settings) as accounts:
        check_known(accounts, name)
        accounts.set_password(name, "", is_disabled=True)
        accounts.log("tillroll users", "disabled", name, time.time())
    click.echo(f"{name} can't sign in any more.")
    return 0


@command.command(short_help="Give a person a new password.")
@click.argument("name")
@with_settings(*WAREHOUSE)
def reset(settings: Settings, name: str) -> int:
    """Give a person a new password; who was disabled can sign in again."""
    with _accounts(settings) as accounts:
        check_known(accounts, name)
        accounts.set_password(name, hashed(read_password()))
        accounts.log("tillroll users", "reset", name, time.time())
    click.echo(f"{name} can sign in with the new password.")
    return 0


@command.command("log", help=LOG_HELP, short_help="Print the audit log.")
@click.option("--since", type=A_DAY, metavar="DATE", help="From this date on, as 2026-08-25.")
@click.option("--days", type=click.IntRange(1, MOST_DAYS), metavar="NUMBER", help="Of so many days up to now.")
@click.option("--kind", default="", metavar="KIND", help="What was done: exported, released, signed in and others.")
@with_settings(*WAREHOUSE)
def print_log(settings: Settings, since: datetime | None, days: int | None, kind: str) -> int:
    """Print what people did, the newest first; the exit code."""
    from tillroll.cli.audit_log import print_events

    if since and days:
        raise click.UsageError("Say --since or --days, not both.")
    begin = since.timestamp() if since else time.time() - days * _DAY_SECONDS if days else 0.0
    with _accounts(settings) as accounts:
        print_events(accounts.events(kind=kind, since=begin), accounts.event_kinds())
    return 0


def read_password() -> str:
    """A password, typed twice where there is a terminal; else one line of what comes in."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt="The same again")
    return typed


def hashed(password: str) -> str:
    """Its argon2 hash. `ConfigurationError` if it is too short."""
    try:
        from tillroll.web.door import hash_password
    except ModuleNotFoundError as error:
        raise ConfigurationError(f"users need {error.name}: install tillroll[web]") from None
    return hash_password(password)


def checked_email(text: str) -> str:
    """The address. `ConfigurationError` if it is none."""
    from tillroll.digest.recipients import checked_address

    try:
        return checked_address(text)
    except ValueError as fault:
        raise ConfigurationError(f"--email {fault}") from None


def check_name(name: str) -> None:
    """`ConfigurationError` unless it is a name that people can type."""
    if not (1 <= len(name) <= 80 and name.isprintable() and name == name.strip()):  # noqa: PLR2004 - see the message
        raise ConfigurationError("a user's name has 1 to 80 letters, digits or signs, and no blank at its ends")


def check_known(accounts: "Accounts", name: str) -> None:
    """`ConfigurationError` if there is no such user."""
    if accounts.find_user(name) is None:
        raise ConfigurationError(f"there is no user {name}: see 'tillroll users list'")


def known_grants(settings: Settings, given: "list[Grant]") -> "list[Grant]":
    """The grants with branches by their ids. `ConfigurationError` for what the warehouse does not know.

    While another program holds the warehouse they are taken as written: one that means nothing shows nothing.
    """
    from tillroll import wiring
    from tillroll.report import resolved_grants

    if not given:
        return given
    try:
        with wiring.open_warehouse(replace(settings, wait_seconds=0), read_only=True) as opened:
            return resolved_grants(opened.warehouse, given)
    except TryAgainLater:
        click.echo(
            "tillroll: the warehouse is in use: what they see could not be checked; write branches by code", err=True
        )
        return given


def _accounts(settings: Settings) -> "AbstractContextManager[Accounts]":
    from tillroll import wiring

    return wiring.open_accounts(settings)
