"""`tillroll digest`: yesterday, by e-mail, for each person's own branches."""

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tillroll.cli.faults import FIX_SETTING, NEEDS_PERSON, TRY_AGAIN
from tillroll.cli.moments import A_DAY
from tillroll.cli.open_warehouse import open_warehouse
from tillroll.cli.options import WAREHOUSE, with_settings
from tillroll.errors import ConfigurationError
from tillroll.settings import Settings
from tillroll.words import count, day

if TYPE_CHECKING:
    from tillroll.digest import Outcome, Post, Recipient
    from tillroll.report import Scope
    from tillroll.wiring import Accounts

    Groups = Mapping[Scope, Sequence[Recipient]]

HELP = """Send each person an e-mail about yesterday at their own branches.

It tells net sales against a typical day and against the year before, three causes, one thing to do, and missing files;
the figures by branch are attached. The people are the users that have an e-mail address, or those of a file: address,
role, and franchise, region or branch. Who had the digest of a day does not get it again.

The mail server, the sender and the domains that digests may go to are settings.

\b
Examples:
  tillroll digest                              send those of yesterday
  tillroll digest --out digests/               write them as files instead
  tillroll digest --recipients people.csv      people who don't sign in
"""


@click.command("digest", help=HELP, short_help="Send the morning digest by e-mail.")
@click.option("--date", "asked", type=A_DAY, metavar="DATE", help="Another day than yesterday.")
@click.option(
    *("--out", "folder"),
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="DIR",
    help="Write .eml files there; nothing is sent or noted.",
)
@click.option(
    *("--recipients", "people_file"),
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The people, instead of the users.",
)
@with_settings(*WAREHOUSE, "grace")
def command(settings: Settings, asked: datetime | None, folder: Path | None, people_file: Path | None) -> int:
    """Send digests, or write them; the exit code."""
    try:
        from tillroll.digest import Post, check_domains, digest_groups, digest_people, digest_sender
    except ModuleNotFoundError as error:
        raise ConfigurationError(f"digests need {error.name}: install tillroll[web]") from None
    from tillroll import wiring

    sender = digest_sender(settings)
    with wiring.open_accounts(settings) as accounts, open_warehouse(settings, read_only=True) as opened:
        people, others = check_domains(digest_people(people_file, accounts, opened), settings.digest_domains)
        groups = digest_groups(opened.warehouse, people)
        post = Post(opened, settings.grace_minutes, datetime.now(UTC), asked.date() if asked else None)
        code = _write(post, groups, sender, folder) if folder else _send(post, groups, settings, accounts)
    _say_left_out(others)
    return code or (FIX_SETTING if others else 0)


def _write(post: "Post", groups: "Groups", sender: str, folder: Path) -> int:
    from tillroll.digest import write_out

    written = write_out(post, groups, sender, folder, datetime.now(UTC))
    click.echo(f"Wrote {count(written, 'digest')} of {day(post.day)} to {folder}.")
    return 0


def _send(post: "Post", groups: "Groups", settings: Settings, accounts: "Accounts") -> int:
    from tillroll.digest import Sending

    return _told(Sending(settings, os.environ, accounts).send(post, groups))


def _told(outcome: "Outcome") -> int:
    """Say what became of them; the exit code."""
    had = f"; {outcome.had_it:,} had theirs already" if outcome.had_it else ""
    click.echo(f"Sent {count(outcome.sent, 'digest')} of {day(outcome.day)}{had}.")
    if outcome.seeing_nothing:
        click.echo(f"tillroll: {count(outcome.seeing_nothing, 'person', 'people')} see no branch: no digest", err=True)
    for address in outcome.refused:
        click.echo(f"tillroll: {address}: the mail server refuses this address: correct it", err=True)
    if outcome.in_hand:
        words = f"{count(outcome.in_hand, 'digest')} in another run's hands: run it again in ten minutes"
        click.echo(f"tillroll: {words}", err=True)
    if outcome.refused:
        return NEEDS_PERSON
    return TRY_AGAIN if outcome.in_hand else 0


def _say_left_out(others: "Sequence[Recipient]") -> None:
    for person in others:
        words = f"{person.address}: digest_domains does not name {person.domain}: no digest is sent there"
        click.echo(f"tillroll: {words}", err=True)
