"""Whether a deployed stack is sound: its settings, buckets, queues, functions, schedules, topics and warehouse."""

from collections.abc import Iterator

from tillroll.adapters import buckets
from tillroll.adapters.lambdas import function_state
from tillroll.adapters.queues import Queue, plain_parameters
from tillroll.adapters.set_aside import SetAside
from tillroll.adapters.watched import alarms, schedules, subscriptions
from tillroll.cloud.findings import Check, Finding, fails, holds, unasked
from tillroll.cloud.overview import aside_urls
from tillroll.cloud.place import SECRETS
from tillroll.cloud.reach import reach, stack_settings
from tillroll.cloud.stack import OUTPUTS, QUEUES, Stack
from tillroll.errors import ConfigurationError
from tillroll.settings import SETTINGS
from tillroll.words import count

_DONE = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE"})
_ROLLED_BACK = frozenset({"UPDATE_ROLLBACK_COMPLETE", "IMPORT_ROLLBACK_COMPLETE"})
_TOPICS = ("Notices", "Alarms")


def stack_checks(stack: Stack) -> list[tuple[str, Check]]:
    """What is asked of a stack, in the order in which one thing may explain the next."""
    return [
        ("stack", lambda: status(stack)),
        ("settings", lambda: settings(stack)),
        ("buckets", lambda: _buckets(stack)),
        ("functions", lambda: _functions(stack)),
        ("schedules", lambda: _schedules(stack)),
        ("queues", lambda: _queues(stack)),
        ("topics", lambda: _topics(stack)),
        ("alarms", lambda: _alarms(stack)),
        ("warehouse", lambda: _warehouse(stack)),
    ]


def status(stack: Stack) -> Iterator[Finding]:
    """Whether it is deployed as it was meant to be, and tells all that others ask for."""
    now, name = stack.told.status, stack.name
    events = f"'aws cloudformation describe-stack-events --stack-name {name}' tells why"
    if now in _DONE:
        yield holds("stack", f"{name} in {stack.region}: {now}")
    elif now in _ROLLED_BACK:
        yield fails("stack", f"{now}: the last deployment failed, and the one before it is back", events)
    elif now.endswith("_IN_PROGRESS"):
        yield fails("stack", f"{now}: it is being deployed", "run this again when that has ended", "later")
    else:
        yield fails("stack", now, f"{events}; mend it, or delete the stack and deploy it anew")
    lacking = [output for output in OUTPUTS if output not in stack]
    if lacking:
        yield fails("outputs", f"it does not tell of {', '.join(lacking)}", "deploy tillroll's own template again")


def settings(stack: Stack) -> Iterator[Finding]:
    """Whether its parameters are settings that tillroll knows and can read. Secrets are not fetched."""
    found = plain_parameters(stack.parameters, stack.region)
    known = {setting.name for setting in SETTINGS}
    unknown = sorted(found.keys() - known - SECRETS)
    for name in unknown:
        to_do = "take it out, or correct its name: docs/reference/settings.md has them all"
        yield fails("settings", f"{stack.parameters}{name}: there is no such setting", to_do)
    faults = [fault for name in sorted(found.keys() & known) for fault in _faults(stack, name, found[name])]
    yield from faults
    if "warehouse" not in found:
        to_do = "deploy the stack with the parameter Warehouse"
        yield fails("settings", f"{stack.parameters}warehouse is not there", to_do)
    elif not unknown and not faults:
        yield holds("settings", f"{count(len(found), 'parameter')} under {stack.parameters}")


def _faults(stack: Stack, name: str, text: str) -> Iterator[Finding]:
    """What is wrong with the value of one setting: the words for it never repeat the value."""
    try:
        stack_settings({name: text})
    except ConfigurationError as error:
        told = str(error).replace(f"TILLROLL_{name.upper()}", f"{stack.parameters}{name}")
        yield fails("settings", told, "correct the parameter of the stack and deploy again")


def _buckets(stack: Stack) -> Iterator[Finding]:
    for output in ("RawBucket", "StagedBucket"):
        yield from _bucket(stack, stack[output])
    arn = SetAside(stack["FilesQueue"], stack.region).arn
    if arn not in buckets.tells(stack["RawBucket"], stack.region):
        told = f"s3://{stack['RawBucket']} does not tell the files queue of new files"
        yield fails("buckets", told, "deploy the stack again: somebody took its notification away")


def _bucket(stack: Stack, name: str) -> Iterator[Finding]:
    if not buckets.is_there(name, stack.region):
        yield fails("buckets", f"s3://{name} is not there", "make it again with its versions, or deploy the stack anew")
        return
    again = "deploy the stack again: somebody changed the bucket by hand"
    closed, versions = buckets.is_closed(name, stack.region), buckets.keeps_versions(name, stack.region)
    if not closed:
        yield fails("buckets", f"s3://{name} is not closed to the public", again)
    if not versions:
        yield fails("buckets", f"s3://{name} keeps no older versions", again)
    if closed and versions:
        yield holds("buckets", f"s3://{name} is closed to the public and keeps versions")


def _functions(stack: Stack) -> Iterator[Finding]:
    for name, function in stack.functions.items():
        found = function_state(function, stack.region)
        stopped = [state for state in found.feeds if state not in {"Enabled", "Enabling", "Creating", "Updating"}]
        if found.state not in {"Active", "Inactive"}:
            told = f"{function} is {found.state.lower()}"
            yield fails("functions", told, "see its page in the console; deploy the stack again")
        elif stopped:
            told = f"what feeds {function} is {stopped[0].lower()}"
            yield fails("functions", told, "switch its trigger on again, in the console or by deploying")
        else:
            yield holds("functions", f"{name} can be called" + (" and is fed" if found.feeds else ""))


def _schedules(stack: Stack) -> Iterator[Finding]:
    found = schedules(f"{stack.name}-", stack.region)
    stopped = sorted(name for name, state in found if state != "ENABLED")
    if not found:
        yield fails("schedules", "there is none: no day is closed", "deploy the stack again")
    elif stopped:
        to_do = "deploy with Schedules=ENABLED once what they were stopped for is done"
        yield fails("schedules", f"{', '.join(stopped)} stopped", to_do)
    else:
        yield holds("schedules", f"{count(len(found), 'schedule')}, none stopped")


def _queues(stack: Stack) -> Iterator[Finding]:
    for name, (queue, _) in QUEUES.items():
        if queue:
            waiting, in_hand = Queue(stack[queue], stack.region).lengths()
            yield holds("queues", f"{name}: {waiting:,} waiting, {in_hand:,} in hand")
    for name, url in aside_urls(stack).items():
        aside = sum(Queue(url, stack.region).lengths())
        told = f"{name}: {count(aside, 'message')} set aside"
        to_do = f"'tillroll cloud status' shows why; then 'tillroll cloud replay-dlq --queue {name}'"
        yield fails("queues", told, to_do, "person") if aside else holds("queues", told)


def _topics(stack: Stack) -> Iterator[Finding]:
    for topic in _TOPICS:
        if topic not in stack:
            continue
        found = subscriptions(stack[topic], stack.region)
        pending = [how for how, is_confirmed in found if not is_confirmed]
        if pending:
            told = f"{topic}: {count(len(pending), 'subscription')} not confirmed: {', '.join(sorted(set(pending)))}"
            to_do = "follow the link in the mail that AWS sent, or deploy with NoticeEmail set anew"
            yield fails("topics", told, to_do, "person")
        elif found:
            yield holds("topics", f"{topic}: {count(len(found), 'subscription')} confirmed")
        else:
            yield unasked("topics", f"{topic}: nobody has subscribed, so nobody is told", "deploy with NoticeEmail")


def _alarms(stack: Stack) -> Iterator[Finding]:
    found = alarms(f"{stack.name}-", stack.region)
    loud = [each for each in found if each.state == "ALARM"]
    for each in loud:
        told = f"{each.name} since {each.since:%Y-%m-%d %H:%M} UTC"
        yield fails("alarms", told, each.about or "see it in CloudWatch", "person")
    if not found:
        yield unasked("alarms", "the stack has none", "deploy with WithAlarms=true to be told when something fails")
    elif not loud:
        yield holds("alarms", f"{count(len(found), 'alarm')}, and none is raised")


def _warehouse(stack: Stack) -> Iterator[Finding]:
    with reach(stack) as reached:
        if reached.opened:
            yield holds("warehouse", "it can be read from here")
            return
    check = stack.functions.get("check", "the check function")
    to_do = f"from inside: 'aws lambda invoke --function-name {check} /dev/stdout', then 'tillroll cloud tail'"
    yield unasked("warehouse", reached.why_not, to_do)
