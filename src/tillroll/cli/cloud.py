"""`tillroll cloud`: a stack on AWS at work: how it is, what was set aside, what it logs, and files that it missed."""

import click

from tillroll.cli.options import verbose, with_settings
from tillroll.cli.session import Session
from tillroll.settings import Settings

HELP = """See to a stack on AWS: how it is, what was set aside, what its functions log, and files that it missed.

The stack is found by its name, with your own AWS credentials: --stack, TILLROLL_STACK, or stack in tillroll.toml.

\b
Examples:
  tillroll cloud status --stack tillroll-prod
  tillroll cloud replay-dlq --queue files --yes
  tillroll cloud backfill s3://bucket/2021/
  tillroll cloud tail --since 1h --file leeds_14-09-2026_18-05-00.csv
"""
region = click.option("--region", metavar="NAME", help="The region that the stack is in; else that of AWS's settings.")
as_json = click.option("--json", "is_json", is_flag=True, help="Print JSON, for programs.")


@click.group("cloud", help=HELP, short_help="See to a stack on AWS.")
@verbose
def command() -> None:
    """Only its commands do anything."""


STATUS_HELP = """Show queues, what was set aside and why, the last runs, and alarms.

Messages that were set aside are looked at and left where they are. The runs are the warehouse's, if it can be reached
from here; else they are read from the logs. The exit code is 3 if something was set aside or an alarm is raised.

\b
Example:
  tillroll cloud status --stack tillroll-prod
"""


@command.command("status", help=STATUS_HELP, short_help="Show how a stack is.")
@as_json
@region
@with_settings("stack")
def status(settings: Settings, region: str | None, *, is_json: bool) -> int:
    """Print it; the exit code."""
    from datetime import UTC, datetime

    from tillroll.cli.cloud_words import overview_lines, overview_object
    from tillroll.cli.faults import NEEDS_PERSON
    from tillroll.cloud.overview import overview
    from tillroll.cloud.stack import find_stack

    stack = find_stack(settings.stack, region)
    found = overview(stack, datetime.now(UTC))
    if is_json:
        import json

        click.echo(json.dumps(overview_object(stack, found)))
    else:
        click.echo("\n".join(overview_lines(stack, found)))
    return NEEDS_PERSON if found.needs_person else 0


REPLAY_HELP = """Give back what was set aside to where it came from. Without --yes it only says what would go back.

A message is deleted where it lies only once it is safe in its queue, so none is lost, and cutting this off does no
harm. What comes in meanwhile stays. What fails again is set aside again. The stream's failures name records and do not
hold them: those that Kinesis still keeps are fetched, in memory, and given to the stream's function again.

\b
Examples:
  tillroll cloud replay-dlq                       what would go back
  tillroll cloud replay-dlq --queue loads --yes
"""


@command.command("replay-dlq", help=REPLAY_HELP, short_help="Give back what was set aside.")
@click.option(
    "--queue", "names", type=click.Choice(("files", "loads", "stream")), multiple=True, help="Only this; repeatable."
)
@click.option("--yes", "is_sure", is_flag=True, help="Do it.")
@region
@with_settings("stack")
def replay(settings: Settings, region: str | None, names: tuple[str, ...], *, is_sure: bool) -> int:
    """Say what goes back, and give it back if told to; the exit code."""
    from tillroll.cli.cloud_work import replay_all
    from tillroll.cloud.stack import find_stack

    return replay_all(find_stack(settings.stack, region), names, is_sure=is_sure)


BACKFILL_HELP = """Have a stack take in till files that lie in S3: PLACE is a bucket, a prefix or one key.

Every version of every file is told of, as S3 does when a file comes. Those that the ledger knows are left out, if the
warehouse can be reached from here; else all are told of, and what is known changes nothing.

The functions may read the stack's raw bucket alone. With --copy, S3 copies files of another bucket there, under
backfill/. A copy counts as delivered when it is made: order is kept, but its day counts as late.

\b
Examples:
  tillroll cloud backfill s3://tillroll-prod-raw-123456789012-eu-west-2/2021/
  tillroll cloud backfill s3://old-bucket/tills --copy --per-second 20
"""


@command.command("backfill", help=BACKFILL_HELP, short_help="Take in files that lie in S3.")
@click.argument("place", metavar="PLACE")
@click.option("--copy", "may_copy", is_flag=True, help="Copy files of another bucket into the raw bucket.")
@click.option(
    "--per-second", type=click.FloatRange(0.1, 1000), default=50.0, help="How many files a second at most; else 50."
)
@region
@with_settings("stack")
def backfill(settings: Settings, region: str | None, place: str, per_second: float, *, may_copy: bool) -> int:
    """Tell of files, or copy them; the exit code."""
    from tillroll.cli.cloud_work import backfill_from
    from tillroll.cloud.stack import find_stack

    return backfill_from(find_stack(settings.stack, region), place, per_second, may_copy=may_copy)


TAIL_HELP = """Show what the functions logged, in one row by time: from a file in S3 to its receipt in the ledger.

--trace takes a trace id, as receipts and logs have it, or its beginning; --file a file's name or whole key. Each shows
only what belongs to that file.

\b
Examples:
  tillroll cloud tail --follow
  tillroll cloud tail --since 2h --file leeds_14-09-2026_18-05-00.csv
  tillroll cloud tail --since 1d --trace 3f9a1c20 --json
"""


@command.command("tail", help=TAIL_HELP, short_help="Show what the functions logged.")
@click.option("--since", default="10m", metavar="TIME", help="How far back: 90s, 10m, 2h or 3d; else 10m.")
@click.option("--follow", "is_followed", is_flag=True, help="Go on until Ctrl-C.")
@click.option("--trace", metavar="ID", help="Only what belongs to the file of this trace.")
@click.option("--file", metavar="NAME", help="Only what belongs to files of this name.")
@as_json
@region
@with_settings("stack")
@click.pass_obj
def tail(
    session: Session,
    settings: Settings,
    region: str | None,
    since: str,
    trace: str | None,
    file: str | None,
    *,
    is_followed: bool,
    is_json: bool,
) -> int:
    """Print lines; the exit code."""
    from tillroll.cli.cloud_tail import Wanted, show
    from tillroll.cloud.stack import find_stack

    wanted = Wanted.of(since, trace, file)
    return show(find_stack(settings.stack, region), wanted, session, is_followed=is_followed, is_json=is_json)
