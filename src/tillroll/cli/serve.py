"""`tillroll serve`: the web app over a warehouse."""

from datetime import datetime
from pathlib import Path

import click

from tillroll.cli.moments import A_TIME
from tillroll.cli.options import READING, WAREHOUSE, with_settings
from tillroll.cli.session import Session
from tillroll.errors import ConfigurationError
from tillroll.settings import Settings

HELP = """Serve the web app: reports, the register of files, what waits for a person, and runs.

Without users it serves this computer alone and prints a link that lets one browser in, once. With users, added by
`tillroll users add`, people sign in and see their own branches. With --watch it takes in files as they come, and open
pages show them within 5 seconds. With --digest it sends the morning digest, by the settings of `tillroll digest`. The
warehouse is in use by this program until Ctrl-C.

\b
Examples:
  tillroll serve
  tillroll serve --watch landing/ --port 8080
  tillroll serve --watch landing/ --digest 07:00
  tillroll serve --host 0.0.0.0          other machines too; needs users, and TLS in front of it
  tillroll serve --host 0.0.0.0 --proxy 10.0.0.5
"""


@click.command("serve", help=HELP, short_help="Serve the web app.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port; 0: any.")
@click.option(
    "--watch", "folders", multiple=True, type=click.Path(path_type=Path), metavar="DIR", help="Take in files."
)
@click.option(
    "--proxy",
    "proxies",
    multiple=True,
    metavar="ADDRESS",
    help="A web server on another computer that passes requests on; one on this computer is known.",
)
@click.option(
    *("--digest", "digest_at"),
    type=A_TIME,
    metavar="HH:MM",
    help="Send the morning digest at this time, on the chain's clock.",
)
@click.option(
    *("--recipients", "people_file"),
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="The people that digests go to, instead of the users.",
)
@with_settings(*WAREHOUSE, *READING, "grace", "settle", "every")
@click.pass_obj
def command(
    session: Session,
    settings: Settings,
    host: str,
    port: int,
    folders: tuple[Path, ...],
    proxies: tuple[str, ...],
    digest_at: datetime | None,
    people_file: Path | None,
) -> int:
    """Serve until a signal comes; the exit code."""
    if people_file and not digest_at:
        raise click.UsageError("--recipients: say when their digests go out, with --digest HH:MM")
    try:
        from tillroll.web.mailing import Plan
        from tillroll.web.server import Chores, Place, serve
    except ModuleNotFoundError as error:
        raise ConfigurationError(f"the web app needs {error.name}: install tillroll[web]") from None

    def tell(address: str) -> None:
        click.echo(f"Open {address}\nCtrl-C ends it.")

    plan = Plan(digest_at.time(), people_file) if digest_at else None
    serve(settings, Place(host, port, proxies), Chores(folders, plan), tell, session.log(settings))
    return 0
