"""Files that lie in S3 already are told of as if they had just come; those that the ledger knows are left out."""

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tillroll.adapters.aws import aws
from tillroll.adapters.raw_bucket import Found, every_object, find_objects
from tillroll.cloud.messages import event_of
from tillroll.errors import ConfigurationError
from tillroll.filename import mask_long_numbers
from tillroll.report import Warehouse

AT_ONCE = 10
COPIES = "backfill"
Delivery = tuple[str, datetime]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be told of, in order of delivery, and how many files the ledger knows or have been copied before."""

    found: Sequence[Found]
    known: int
    has_versions: bool


def plan(url: str, warehouse: Warehouse | None) -> Plan:
    """Find the files at a place, every version of each; ``warehouse`` is the ledger, if it can be asked."""
    found, has_versions = find_objects(url)
    told = _told(warehouse, found) if warehouse and found else frozenset()
    fresh = [each for each in found if _delivery(each) not in told]
    return Plan(fresh, len(found) - len(fresh), has_versions)


def _told(warehouse: Warehouse, found: Sequence[Found]) -> frozenset[Delivery]:
    since = (found[0].delivered_at - timedelta(days=1)).astimezone(UTC).replace(tzinfo=None)
    return frozenset((file, at) for file, at, *_ in warehouse.run("cloud/receipts_since", since=since))


def _delivery(found: Found) -> Delivery:
    return mask_long_numbers(found.raw.key), found.delivered_at.astimezone(UTC).replace(tzinfo=None)


def parcels(found: Sequence[Found]) -> Iterator[Sequence[Found]]:
    """So many at once as one call of SQS takes."""
    return (found[first : first + AT_ONCE] for first in range(0, len(found), AT_ONCE))


def tell(
    found: Sequence[Found], send: Callable[[Sequence[str]], None], per_second: float, advance: Callable[[int], None]
) -> None:
    """Send an event of each, in order and no faster than so many a second."""
    pace = Pace(per_second)
    for some in parcels(found):
        send([event_of(each.raw) for each in some])
        advance(len(some))
        pace.wait(len(some))


@dataclass(slots=True)
class Pace:
    """So many a second at most, whatever each takes."""

    per_second: float
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    free_at: float = 0.0

    def wait(self, done: int) -> None:
        """Pause until as many more may follow."""
        now = self.clock()
        self.free_at = max(self.free_at, now) + done / self.per_second
        if self.free_at > now:
            self.sleep(self.free_at - now)


# Files of another bucket


@dataclass(frozen=True, slots=True)
class Copies:
    """Copies in the raw bucket of files of another one. S3 makes them by itself and tells of them as of any file.

    A copy counts as delivered when it is made. Its key begins with when the file itself was delivered, so that copies
    of one second are in the order of the files.
    """

    raw: str
    region: str

    def missing(self, found: Sequence[Found]) -> list[Found]:
        """Those that have no copy yet, as many of each key as there are versions of it."""
        there: dict[str, int] = {}
        for each in every_object(self.raw):
            there[each.raw.key] = there.get(each.raw.key, 0) + 1
        return [each for each in found if not _take_one(there, copy_key(each))]

    def make(self, found: Found) -> None:
        """Copy one version. Its tags stay behind: one of them could let the copy be deleted early."""
        version = {"VersionId": found.raw.version} if found.raw.version else {}
        asked = {
            "Bucket": self.raw,
            "Key": copy_key(found),
            "CopySource": {"Bucket": found.raw.bucket, "Key": found.raw.key, **version},
            "TaggingDirective": "REPLACE",
        }
        aws("s3", self.region, lambda s3: s3.copy_object(**asked))


def _take_one(there: dict[str, int], key: str) -> bool:
    if not there.get(key):
        return False
    there[key] -= 1
    return True


def copy_key(found: Found) -> str:
    """The key of a file's copy: when the file was delivered, a mark of its bucket, and its own key.

    A bucket's name would be taken for a hint of the branch.
    """
    mark = hashlib.sha256(found.raw.bucket.encode()).hexdigest()[:8]
    return f"{COPIES}/{found.delivered_at:%Y%m%dT%H%M%SZ}-{mark}/{found.raw.key}"


def check_place(url: str, raw: str, *, may_copy: bool) -> bool:
    """Whether a place is in another bucket than the stack's own; ``ConfigurationError`` if that may not be."""
    bucket = url.removeprefix("s3://").partition("/")[0]
    if not url.startswith("s3://"):
        raise ConfigurationError(f"{url}: is no place in S3: write s3://BUCKET/PREFIX; 'tillroll backfill' reads disks")
    if bucket == raw:
        return False
    if not may_copy:
        raise ConfigurationError(
            f"s3://{bucket} is not the stack's raw bucket, s3://{raw}, and its functions may read no other: say --copy "
            "to have S3 copy the files there, where they count as delivered now; or run 'tillroll ingest' where the "
            "warehouse can be reached, which keeps the times"
        )
    return True
