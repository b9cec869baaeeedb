"""All that `tillroll deploy doctor` asks, in order; what needs credentials is not asked without them."""

from collections.abc import Iterator
from pathlib import Path

from tillroll.adapters.aws import has_library
from tillroll.cloud.account import NOTHING, SIGN_IN, account_checks, needs_of, template_checks
from tillroll.cloud.examining import stack_checks
from tillroll.cloud.findings import Finding, examine, fails, unasked
from tillroll.cloud.stack import find_stack
from tillroll.errors import ConfigurationError

TEMPLATE = Path("deploy", "template.yaml")
_INSTALL = "pip install 'tillroll[aws]', then run this again"
_NO_STACK = "name a stack with --stack to have it looked at too"


def doctor(stack: str | None, template: Path | None, region: str | None) -> Iterator[Finding]:
    """Every finding about the template, the account and the stack, as far as they are named or there."""
    if not has_library():
        yield fails("library", "AWS's library is not installed here", _INSTALL)
        yield unasked("all else", "neither a template nor AWS can be asked without it")
        return
    yield from _template(template)
    needs = NOTHING if stack else needs_of(template or TEMPLATE)
    for finding in examine(account_checks(region, needs)):
        if finding.check == "credentials" and finding.state != "holds":
            yield fails("credentials", finding.told, SIGN_IN, finding.who)
            yield unasked("all else", "AWS can't be asked without credentials")
            return
        yield finding
    if not stack:
        yield unasked("stack", "no stack is named", _NO_STACK)
        return
    yield from _stack(stack, region)


def _template(path: Path | None) -> Iterator[Finding]:
    if path is None and not TEMPLATE.exists():
        yield unasked("template", f"{TEMPLATE} is not here", "name it with --template")
        return
    for finding in examine(template_checks(path or TEMPLATE)):
        is_bad = finding.check == "template" and finding.state == "unasked"
        yield fails("template", finding.told, "take it anew from where you got tillroll") if is_bad else finding


def _stack(name: str, region: str | None) -> Iterator[Finding]:
    try:
        found = find_stack(name, region)
    except ConfigurationError as error:
        yield fails("stack", str(error), "correct the name, or deploy it: docs/how-to/run-the-cloud.md")
        return
    yield from examine(stack_checks(found))
