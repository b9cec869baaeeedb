"""Before a stack is asked about: whose credentials these are, in which region, what they allow, and the template."""

from collections.abc import Iterator
from pathlib import Path

from tillroll.adapters.lambdas import concurrency
from tillroll.adapters.quotas import Used, endpoints_of_a_vpc, gateway_endpoints, vpcs
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


ENDPOINTS = 5
"""Interface endpoints that the stack may put into its VPC: one for each service that has a switch."""
_NO_VPC = (
    "ask for more in the console, Service Quotas, Amazon VPC, which costs nothing; or deploy into a VPC that is there "
    "(VpcId), or without one (WithVpc=false)"
)
_NO_ENDPOINT = "ask for more in the console, Service Quotas, Amazon VPC, which costs nothing; or say WithVpc=false"


def account_checks(region: str | None, *, is_deployed: bool) -> list[tuple[str, Check]]:
    """What is asked of the account; a stack that is deployed has its part of the quotas already."""
    return [
        ("credentials", lambda: _credentials(region)),
        ("region", lambda: _region(region)),
        ("quota of calls", lambda: [quota(concurrency(region))]),
        ("quota of VPCs", lambda: [room("VPC", vpcs(region), _NO_VPC, is_deployed=is_deployed)]),
        (
            "quota of gateway endpoints",
            lambda: [room("gateway endpoint", gateway_endpoints(region), _NO_ENDPOINT, is_deployed=is_deployed)],
        ),
        ("quota of endpoints in a VPC", lambda: [_endpoints(endpoints_of_a_vpc(region))]),
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


def room(what: str, used: Used, to_do: str, *, is_deployed: bool) -> Finding:
    """Whether one more may be made; a stack that is deployed needs no more.

    >>> room("VPC", Used(5, 4), "", is_deployed=False).told, room("VPC", Used(5, 5), "", is_deployed=False).state
    ('4 of 5 VPCs in use', 'fails')
    """
    told = f"{used.now} of {count(used.most, what)} in use"
    if is_deployed or used.now < used.most:
        return holds(f"quota of {what}s", told)
    return fails(f"quota of {what}s", f"{told}, and the stack makes one", to_do)


def _endpoints(most: int) -> Finding:
    told = f"{count(most, 'interface endpoint')}"
    if most >= ENDPOINTS:
        return holds("quota of endpoints in a VPC", told)
    return fails("quota of endpoints in a VPC", f"{told}, and the stack may make {ENDPOINTS}", _NO_ENDPOINT)


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
