"""The program `tillroll` and its commands; each command's module is read only when it is asked for."""

import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper

import click

from tillroll import __version__
from tillroll.cli.options import verbose
from tillroll.cli.session import Session

COMMANDS = (
    *("ingest", "watch", "serve", "users", "roles", "digest", "status", "report", "reports", "quarantine", "check"),
    *("formats", "explain", "export", "doctor", "prepare", "load", "backfill", "rebuild", "staged"),
    *("deploy", "cloud", "cost", "privacy-audit", "simulate", "demo"),
)
HELP = """Till files of a café chain become one clean, private, exact sales warehouse.

\b
Examples:
  tillroll demo                        see it work on a small made-up chain
  tillroll ingest landing/             take in a folder of till files
  tillroll watch landing/              take files in as they come
  tillroll status                      what came, and what is missing
  tillroll report sales-by-branch      what it comes to; 'tillroll reports' lists more
  tillroll quarantine list             what waits for a person
"""
EPILOG = """\b
Settings come from options, else TILLROLL_* variables, else tillroll.toml.

\b
Exit codes:
  0  all well
  2  a setting, an argument or a reference list must be corrected
  3  some data needs a person: held, unreadable or rejected
  4  try again later: a lock, a full disk, a file still being written

\b
Shell completion, for bash (zsh and fish alike), in your shell's start file:
  eval "$(_TILLROLL_COMPLETE=bash_source tillroll)"
"""


class Commands(click.Group):
    """The commands, in the order in which people meet them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - Click's own signature
        """Their names."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - the same
        """One command, from its own module."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"tillroll.cli.{cmd_name.replace('-', '_')}").command
        return command


@click.group(cls=Commands, help=HELP, epilog=EPILOG)
@click.version_option(__version__, prog_name="tillroll")
@verbose
def program() -> None:
    """Only commands do anything."""


def run(argv: Sequence[str] | None, session: Session) -> int:
    """Run the command that the arguments name; its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    return int(program.main(argv, prog_name="tillroll", standalone_mode=False, obj=session) or 0)
