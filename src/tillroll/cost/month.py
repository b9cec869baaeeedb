"""How much there is of everything in a month: files, invocations, batches, requests and bytes, all exact."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from tillroll.cost.chain import RAW_DAYS, Chain
from tillroll.cost.lines import figure
from tillroll.cost.measured import Function, Measured
from tillroll.cost.run import gb_seconds

HOURS_IN_A_DAY = 24
BYTES_IN_A_GB = 1024**3
_SECONDS_IN_A_MINUTE = 60
_SECONDS_IN_A_DAY = 86_400
_NOUNS: Mapping[str, tuple[str, str]] = {
    "file": ("file", "files"),
    "prepare": ("run of prepare", "runs of prepare"),
    "batch": ("batch", "batches"),
    "load": ("run of load", "runs of load"),
    "day": ("day", "days"),
}

Told = tuple[Fraction, str]
"""A quantity, and in words how it comes about."""


@dataclass(frozen=True, slots=True)
class Month:
    """A chain's month, counted by what was measured."""

    chain: Chain
    measured: Measured

    @property
    def files(self) -> int:
        """Till files: one a branch and day."""
        return self.chain.branches * self.chain.days

    @property
    def sales(self) -> int:
        """Sales in them."""
        return self.files * self.chain.sales_per_day

    @property
    def records(self) -> int:
        """Sales that come by the stream besides."""
        return self.files * self.chain.streamed_sales

    @property
    def prepares(self) -> int:
        """Invocations that prepare files."""
        rhythm = self.measured.rhythm
        fewest = ceil(Fraction(self.chain.branches, rhythm.files_in_prepare))
        return max(fewest, min(self.chain.branches, self._gatherings)) * self.chain.days

    @property
    def _gatherings(self) -> int:
        """How often in an evening a poller gives what it has gathered; without a window, each file by itself."""
        rhythm = self.measured.rhythm
        if not rhythm.window_seconds:
            return self.chain.branches
        return ceil(Fraction(rhythm.drop_minutes * _SECONDS_IN_A_MINUTE, rhythm.window_seconds)) * rhythm.pollers

    @property
    def streams(self) -> int:
        """Invocations that take records of the stream."""
        records = self.chain.branches * self.chain.streamed_sales
        return self._daily(records, self.measured.rhythm.records_in_stream)

    @property
    def batches(self) -> int:
        """Batches of the staged form: one an invocation that makes them."""
        return self.prepares + self.streams

    @property
    def loads(self) -> int:
        """Invocations that load batches."""
        return self._daily(self.batches // self.chain.days, self.measured.rhythm.batches_in_load)

    @property
    def hours(self) -> int:
        """Hours of the month."""
        return self.chain.days * HOURS_IN_A_DAY

    def _daily(self, a_day: int, at_once: int) -> int:
        return ceil(Fraction(a_day, at_once)) * self.chain.days

    @property
    def invocations(self) -> Mapping[str, tuple[int, int, int]]:
        """Of each function: its invocations, and the files and sales that they are given."""
        days, rhythm = self.chain.days, self.measured.rhythm
        return {
            "prepare": (self.prepares, self.files, self.sales),
            "load": (self.loads, self.files, self.sales + self.records),
            "stream": (self.streams, self.records, self.records),
            "close": (rhythm.closes_a_day * days, 0, 0),
            "check": (rhythm.checks_a_day * days, 0, 0),
        }

    def time(self, name: str) -> Told:
        """A function's GB-seconds."""
        function = self.measured.functions[name]
        runs, files, sales = self.invocations[name]
        each = function.fixed_ms + function.cold_ms / function.cold_one_in
        milliseconds = runs * each + files * function.ms_per_file + sales * function.ms_per_sale
        words = f"({_times(name, function, self.invocations[name], each)}) × {function.memory_mb:,} MB"
        return gb_seconds(milliseconds, function.memory_mb), words

    def requests(self, service: str) -> Told:
        """Requests to a service, by what causes them."""
        counts = {"file": self.files, "prepare": self.prepares, "batch": self.batches, "load": self.loads}
        counts["day"] = self.chain.days
        each = {cause: getattr(self.measured.requests[cause], service) for cause in counts}
        total = sum((counts[cause] * each[cause] for cause in counts), Fraction(0))
        told = (f"{_counted(counts[cause], *_NOUNS[cause])} × {figure(each[cause])}" for cause in counts if each[cause])
        return total, " + ".join(told) or "none"

    def polls(self) -> Told:
        """How often a function asks a queue whether there is anything."""
        rhythm = self.measured.rhythm
        total = Fraction(rhythm.pollers * self.chain.days * _SECONDS_IN_A_DAY, rhythm.poll_seconds)
        return total, f"{rhythm.pollers} pollers × {self.chain.days} days, each every {rhythm.poll_seconds} s"

    def log_gb(self) -> Told:
        """What the functions log."""
        functions = self.measured.functions
        total = Fraction(0)
        for name, (runs, files, _) in self.invocations.items():
            total += runs * functions[name].log_bytes + files * functions[name].log_bytes_per_file
        runs = sum(runs for runs, _, _ in self.invocations.values())
        return total / BYTES_IN_A_GB, f"{figure(total)} bytes of {_counted(runs, 'invocation', 'invocations')}"

    def raw_gb(self) -> Told:
        """What the raw bucket holds on any day."""
        sizes, files = self.measured.sizes, self.chain.branches * RAW_DAYS
        each = sizes.raw_per_file + self.chain.sales_per_day * sizes.raw_per_sale
        return (
            files * each / BYTES_IN_A_GB,
            f"{_counted(files, 'file', 'files')} of {RAW_DAYS} days × {figure(each)} bytes",
        )

    def staged_gb(self) -> Told:
        """What the staged bucket holds once it is so many months old."""
        sizes, months = self.measured.sizes, self.chain.months
        a_month = self.batches * sizes.staged_per_batch + self.files * sizes.staged_per_file
        a_month += (self.sales + self.records) * sizes.staged_per_sale
        return months * a_month / BYTES_IN_A_GB, f"{_counted(months, 'month', 'months')} × {figure(a_month)} bytes"

    def database_gb(self) -> Told:
        """What the database holds by then."""
        each, months = self.measured.sizes.database_per_sale, self.chain.months
        words = (
            f"{_counted(months, 'month', 'months')} × {_counted(self.sales, 'sale', 'sales')} × {figure(each)} bytes"
        )
        return months * self.sales * each / BYTES_IN_A_GB, words

    def sent_gb(self) -> Told:
        """What the functions send through the network's endpoints: messages about batches."""
        each = self.measured.sizes.message
        return (
            self.batches * each / BYTES_IN_A_GB,
            f"{_counted(self.batches, 'message', 'messages')} × {figure(each)} bytes",
        )


def _times(name: str, function: Function, counts: tuple[int, int, int], each: Fraction) -> str:
    """Where a function's milliseconds come from, in words."""
    runs, files, sales = counts
    noun = ("record", "records") if name == "stream" else ("file", "files")
    parts = (
        (_counted(runs, "run", "runs"), each),
        (_counted(files, *noun), function.ms_per_file if files else 0),
        (_counted(sales, "sale", "sales"), function.ms_per_sale if sales else 0),
    )
    return " + ".join(f"{words} × {figure(ms)} ms" for words, ms in parts if ms) or "0 ms"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
