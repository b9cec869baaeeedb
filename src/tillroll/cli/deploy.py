"""`tillroll deploy doctor`: whether a stack on AWS can be deployed, and whether the one that is deployed is sound."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tillroll.cli.options import verbose, with_settings
from tillroll.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tillroll.cloud.findings import Finding

HELP = """Look at what is needed to deploy a stack on AWS, and at one that is deployed.

\b
Example:
  tillroll deploy doctor --stack tillroll-prod
"""
DOCTOR_HELP = """Check credentials, region, quotas and the template; and of a stack that is named its settings, buckets,
functions, schedules, queues, topics, alarms and warehouse.

It changes nothing. Each line says that something holds, fails, or can't be asked from here, and what to do. The exit
code is 2 if something must be set otherwise, 3 if a person must see to something, 4 if it is to be run again later.

\b
Examples:
  tillroll deploy doctor                                    before the first deployment
  tillroll deploy doctor --template deploy/template.yaml
  tillroll deploy doctor --stack tillroll-prod --region eu-west-2
"""
WORDS = {"holds": "holds", "fails": "FAILS", "unasked": "can't be asked"}
_WIDTH = len("can't be asked")


@click.group("deploy", help=HELP, short_help="Look at a deployment on AWS.")
@verbose
def command() -> None:
    """Only its commands do anything."""


@command.command("doctor", help=DOCTOR_HELP, short_help="Check a deployment.")
@click.option(
    *("--template", "template"),
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The template; else deploy/template.yaml, if it is here.",
)
@click.option("--region", metavar="NAME", help="The region; else that of AWS's settings.")
@click.option("--json", "is_json", is_flag=True, help="Print one JSON object a check.")
@with_settings("stack")
def doctor(settings: Settings, region: str | None, template: Path | None, *, is_json: bool) -> int:
    """Print each finding; the exit code."""
    from tillroll.cloud.doctor import doctor as examined

    found = []
    for finding in examined(settings.stack, template, region):
        found.append(finding)
        click.echo(json.dumps(asdict(finding)) if is_json else _line(finding))
    if not is_json:
        click.echo(_summary(found))
    return exit_code(found)


def _line(finding: "Finding") -> str:
    from tillroll.filename import mask_long_numbers

    told = mask_long_numbers(f"{WORDS[finding.state]:<{_WIDTH}}  {finding.check}: {finding.told}")
    return f"{told}\n{'':<{_WIDTH}}  → {finding.to_do}" if finding.to_do and finding.state != "holds" else told


def _summary(found: "Sequence[Finding]") -> str:
    from tillroll.words import count

    failed = sum(each.state == "fails" for each in found)
    unasked = sum(each.state == "unasked" for each in found)
    words = [f"{failed} failed" if failed else "", f"{unasked} can't be asked" if unasked else ""]
    return f"{count(len(found), 'check')}: {', '.join(word for word in words if word) or 'all hold'}."


def exit_code(found: "Sequence[Finding]") -> int:
    """What to do first: correct a setting, see to something, or run it again."""
    from tillroll.cli.faults import FIX_SETTING, NEEDS_PERSON, TRY_AGAIN

    failed = {each.who for each in found if each.state == "fails"}
    busy = {each.who for each in found if each.state == "unasked" and each.who == "later"}
    codes = {"setting": FIX_SETTING, "person": NEEDS_PERSON, "later": TRY_AGAIN}
    return next((codes[who] for who in codes if who in failed | busy), 0)
