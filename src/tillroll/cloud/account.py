"""Before a stack is asked about: whose credentials these are, in which region, what they allow, and the template."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tillroll.adapters.lambdas import concurrency
from tillroll.adapters.quotas import Used, endpoints_of_a_vpc, gateway_endpoints, vpcs
from tillroll.adapters.stacks import caller, region_of
from tillroll.adapters.template_file import CONFIGURATIONS, Template, read_configurations, read_template
from tillroll.cloud.findings import Check, Finding, fails, holds, unasked
from tillroll.errors import ConfigurationError
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


Makers = tuple[str, ...] | None
"""The configurations that make one of something; None where nothing is configured, so that the template's way holds."""


@dataclass(frozen=True, slots=True)
class Needs:
    """Who makes a VPC, and who endpoints in one."""

    vpc: Makers = None
    endpoints: Makers = None


NOTHING = Needs((), ())
"""What a stack needs that is deployed: it has its part of the quotas already."""


def needs_of(template: Path) -> Needs:
    """What the configurations beside a template make. One that can't be read is found where templates are checked.

    >>> needs_of(Path("nowhere", "template.yaml"))
    Needs(vpc=None, endpoints=None)
    """
    try:
        given = read_configurations(template.with_name(CONFIGURATIONS))
    except ConfigurationError:
        return Needs()
    if not given:
        return Needs()
    within = {name: each for name, each in given.items() if each.get("WithVpc") != "false"}
    return Needs(
        tuple(name for name, each in within.items() if not each.get("VpcId")),
        tuple(name for name, each in within.items() if each.get("WithVpcEndpoints") != "false"),
    )


def account_checks(region: str | None, needs: Needs) -> list[tuple[str, Check]]:
    """What is asked of the account, for stacks that need this."""
    return [
        ("credentials", lambda: _credentials(region)),
        ("region", lambda: _region(region)),
        ("quota of calls", lambda: [quota(concurrency(region))]),
        ("quota of VPCs", lambda: [room("VPC", vpcs(region), _NO_VPC, needs.vpc)]),
        (
            "quota of gateway endpoints",
            lambda: [room("gateway endpoint", gateway_endpoints(region), _NO_ENDPOINT, needs.endpoints)],
        ),
        ("quota of endpoints in a VPC", lambda: [endpoints(endpoints_of_a_vpc(region), needs.endpoints)]),
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


def room(what: str, used: Used, to_do: str, makers: Makers) -> Finding:
    """Whether one more may be made, if any is.

    >>> room("VPC", Used(5, 4), "", None).told, room("VPC", Used(5, 5), "", ()).told
    ('4 of 5 VPCs in use', '5 of 5 VPCs in use, and no more is needed')
    >>> room("VPC", Used(5, 5), "", ("prod",)).told
    '5 of 5 VPCs in use, and the stack makes one (samconfig.toml: prod)'
    """
    told = f"{used.now} of {count(used.most, what)} in use"
    return _enough(f"quota of {what}s", told, "makes one", to_do, makers, is_enough=used.now < used.most)


def endpoints(most: int, makers: Makers) -> Finding:
    """Whether a VPC may have as many endpoints as the stack puts there, if it does.

    >>> [endpoints(4, makers).state for makers in (None, ("prod",), ())], endpoints(5, None).state
    (['fails', 'fails', 'holds'], 'holds')
    """
    told = count(most, "interface endpoint")
    lacks = f"may make {ENDPOINTS}"
    return _enough("quota of endpoints in a VPC", told, lacks, _NO_ENDPOINT, makers, is_enough=most >= ENDPOINTS)


def _enough(check: str, told: str, lacks: str, to_do: str, makers: Makers, *, is_enough: bool) -> Finding:
    if is_enough:
        return holds(check, told)
    if makers == ():
        return holds(check, f"{told}, and no more is needed")
    as_configured = f" ({CONFIGURATIONS}: {', '.join(makers)})" if makers else ""
    return fails(check, f"{told}, and the stack {lacks}{as_configured}", to_do)


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
