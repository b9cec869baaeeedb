"""Before a stack is asked about: whose credentials these are, in which region, what they allow, and the template."""

from collections.abc import Iterator
from pathlib import Path

from tillroll.adapters.lambdas import concurrency
from tillroll.adapters.stacks import caller, region_of
from tillroll.adapters.template_file import CONFIGURATIONS, Template, read_configurations, read_template
from tillroll.cloud.findings import Check, Finding, fails, holds, unasked
from tillroll.words import count

CONCURRENT = 14
"""Calls at once that a stack may need: ten that prepare, and one each that load, take records, close and check."""
SIGN_IN = "sign in: 'aws configure sso' or 'aws configure' once, then 'aws sso login'; or set AWS_PROFILE"
_MORE_CALLS = (
    "files then wait for each other, or for other functions of the account: ask for more in the console, "
    "Service Quotas, AWS Lambda, Concurrent executions; it costs nothing"
)


def account_checks(region: str | None) -> list[tuple[str, Check]]:
    """What is asked of the account."""
    return [
        ("credentials", lambda: _credentials(region)),
        ("region", lambda: _region(region)),
        ("quota of calls", lambda: [quota(concurrency(region))]),
    ]


def _credentials(region: str | None) -> Iterator[Finding]:
    found = caller(region)
    yield holds("credentials", f"{found.arn} of account {found.account}")


def _region(region: str | None) -> Iterator[Finding]:
    yield holds("region", region_of(region))


def quota(at_once: int) -> Finding:
    """Whether so many calls at once are enough.

    >>> quota(1000).state, quota(10).state
    ('holds', 'fails')
    """
    told = f"{count(at_once, 'call')} of functions at once"
    if at_once >= CONCURRENT:
        return holds("quota of calls", told)
    return fails("quota of calls", f"{told}, and the stack may need {CONCURRENT}", _MORE_CALLS)


def template_checks(path: Path) -> list[tuple[str, Check]]:
    """What is asked of a template, and of the configurations beside it."""
    return [("template", lambda: _template(path))]


def _template(path: Path) -> Iterator[Finding]:
    template = read_template(path)
    words = f"{path}: {count(template.resources, 'resource')}, {count(len(template.parameters), 'parameter')}"
    yield holds("template", f"{words}, of which {', '.join(sorted(template.required)) or 'none'} must be given")
    configurations = path.with_name(CONFIGURATIONS)
    if not configurations.exists():
        yield unasked("configurations", f"{configurations} is not there", "give 'sam deploy' the parameters yourself")
        return
    for name, given in read_configurations(configurations).items():
        yield configuration(name, template, frozenset(given))


def configuration(name: str, template: Template, given: frozenset[str]) -> Finding:
    """Whether a configuration gives what the template must have, and nothing that it does not know."""
    check = f"configuration {name}"
    unknown, lacking = sorted(given - template.parameters), sorted(template.required - given)
    if unknown:
        return fails(check, f"the template has no {', '.join(unknown)}", "correct the names of parameter_overrides")
    if lacking:
        return fails(check, f"{', '.join(lacking)} must be given", "add it to parameter_overrides")
    return holds(check, f"{count(len(given), 'parameter')} given")
