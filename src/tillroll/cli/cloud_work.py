"""What `tillroll cloud` moves: messages back to their queues, and files to the queue of files."""

from collections.abc import Sequence

import click

from tillroll.adapters.lambdas import invoke
from tillroll.adapters.queues import Queue
from tillroll.adapters.set_aside import SetAside, give
from tillroll.adapters.shards import records_of
from tillroll.cli.faults import NEEDS_PERSON
from tillroll.cli.progress import Advance, progress
from tillroll.cloud.backfilling import Copies, Pace, Plan, check_place, plan, tell
from tillroll.cloud.overview import aside_urls
from tillroll.cloud.reach import reach
from tillroll.cloud.replaying import StreamAgain, move_by_hand, move_by_task, replay_stream
from tillroll.cloud.stack import QUEUES, Stack
from tillroll.errors import ConfigurationError
from tillroll.filename import mask_long_numbers
from tillroll.words import count


def replay_all(stack: Stack, names: Sequence[str], *, is_sure: bool) -> int:
    """Give back what was set aside of these queues, or of all; the exit code."""
    urls = aside_urls(stack)
    if "stream" in names and "stream" not in urls:
        raise ConfigurationError(f"the stack {stack.name} has no stream: it was deployed with WithKinesis=false")
    left = 0
    for name in names or urls:
        there = sum(Queue(urls[name], stack.region).lengths())
        if not is_sure or not there:
            would = f" would go back{_how(name)}; --yes does it" if there else " set aside"
            click.echo(f"{name}: {count(there, 'message')}{would}")
        else:
            left += _replay(stack, name, urls[name], there)
    return NEEDS_PERSON if left else 0


def _how(name: str) -> str:
    return ": their records would be fetched from Kinesis for the stream's function" if name == "stream" else ""


def _replay(stack: Stack, name: str, url: str, there: int) -> int:
    """Give back what was set aside of one queue; how many messages stayed."""
    again = StreamAgain(
        lambda stretch: records_of(stretch, stack.region),
        lambda event: invoke(stack["StreamFunction"], event, stack.region),
    )
    with progress(range(there), is_quiet=False, what="messages", unit="messages") as advance:
        moved = _moved(stack, name, SetAside(url, stack.region), there, again, advance)
    left = max(there - moved, 0)
    stayed = f"; {left:,} stayed: run it again, or see 'tillroll cloud status'" if left else ""
    click.echo(f"{name}: {count(moved, 'message')} given back{stayed}")
    for remark in again.remarks:
        click.echo(f"  {mask_long_numbers(remark)}")
    return left


def _moved(stack: Stack, name: str, aside: SetAside, there: int, again: StreamAgain, advance: Advance) -> int:
    queue, _ = QUEUES[name]
    if queue is None:
        return replay_stream(aside, there, again, advance)
    to = stack[queue]
    moved = None if to.endswith(".fifo") else move_by_task(aside, to, there, advance)
    if moved is not None:
        return moved
    return move_by_hand(aside, there, lambda held: list(give(to, held, stack.region)), advance)


def backfill_from(stack: Stack, place: str, per_second: float, *, may_copy: bool) -> int:
    """Have a stack take in what lies at a place in S3; the exit code."""
    is_foreign = check_place(place, stack["RawBucket"], may_copy=may_copy)
    planned = _plan(stack, place, asks_ledger=not is_foreign)
    if is_foreign:
        done = _copy(stack, planned, per_second)
        click.echo(
            f"Copied {count(done, 'file')} to s3://{stack['RawBucket']}/backfill/, from where they are taken in."
        )
    else:
        queue = Queue(stack["FilesQueue"], stack.region)
        with progress(planned.found, is_quiet=False, unit="files") as advance:
            tell(planned.found, queue.send, per_second, advance)
        click.echo(f"Told the stack of {count(len(planned.found), 'file')}; {planned.known:,} it knew.")
    click.echo("'tillroll cloud status' shows how far it is.")
    return 0


def _plan(stack: Stack, place: str, *, asks_ledger: bool) -> Plan:
    if not asks_ledger:
        found = plan(place, None)
    else:
        with reach(stack) as reached:
            if not reached.opened:
                _remark(f"{reached.why_not}. So all files are told of; those that are known change nothing")
            found = plan(place, reached.opened.warehouse if reached.opened else None)
    if not found.has_versions:
        _remark(f"{place}: only the latest version of each file can be seen: allow s3:ListBucketVersions to see all")
    return found


def _copy(stack: Stack, planned: Plan, per_second: float) -> int:
    copies, pace = Copies(stack["RawBucket"], stack.region), Pace(per_second)
    missing = copies.missing(planned.found)
    with progress(missing, is_quiet=False, unit="files") as advance:
        for each in missing:
            copies.make(each)
            advance(1)
            pace.wait(1)
    there = len(planned.found) - len(missing)
    if there:
        click.echo(f"{count(there, 'file')} had been copied before.")
    return len(missing)


def _remark(words: str) -> None:
    click.echo(f"tillroll: {mask_long_numbers(words)}", err=True)
