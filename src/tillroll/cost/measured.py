"""Measured figures: what one invocation, file and sale take, as a dated data file says. It is read and written here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from tillroll.cost.data_file import Reader, read_text
from tillroll.errors import ConfigurationError

SHIPPED = "cloud-measured.toml"
FUNCTIONS = ("prepare", "load", "stream", "close", "check")


@dataclass(frozen=True, slots=True)
class Function:
    """What invocations of one function take.

    Billed milliseconds are ``fixed_ms`` an invocation, ``ms_per_file`` for each till file (or record of the stream)
    that it is given, ``ms_per_sale`` for each sale in them, and ``cold_ms`` more in one invocation of ``cold_one_in``.
    """

    memory_mb: int
    cold_ms: Fraction
    cold_one_in: int
    fixed_ms: Fraction
    ms_per_file: Fraction
    ms_per_sale: Fraction
    log_bytes: Fraction
    log_bytes_per_file: Fraction


@dataclass(frozen=True, slots=True)
class Requests:
    """Requests to other services: what each of something causes."""

    s3_put: Fraction
    s3_get: Fraction
    sqs: Fraction
    sqs_fifo: Fraction
    kms: Fraction


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes: of raw files, of batches of the staged form, of a sale's rows in the database, and of messages."""

    raw_per_file: Fraction
    raw_per_sale: Fraction
    staged_per_batch: Fraction
    staged_per_file: Fraction
    staged_per_sale: Fraction
    database_per_sale: Fraction
    message: Fraction


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How the work comes: what one invocation is given, and what happens so many times a day.

    The files of an evening come within so many minutes, evenly. Each poller gathers for a window; an invocation is
    given ``files_in_prepare`` at most.
    """

    files_in_prepare: int
    window_seconds: int
    drop_minutes: int
    batches_in_load: int
    records_in_stream: int
    closes_a_day: int
    checks_a_day: int
    notices_a_day: int
    pollers: int
    poll_seconds: int
    metric_hours_a_day: int


@dataclass(frozen=True, slots=True)
class Measured:
    """All of it, with when, on what kind of machine and how it was measured.

    ``of_file``, ``of_batch`` (of the staged form), ``of_prepare`` and ``of_load`` (invocations) and ``of_day`` are the
    requests of one each.
    """

    dated: date
    machine: str
    how: str
    functions: Mapping[str, Function]
    requests: Mapping[str, Requests]
    sizes: Sizes
    rhythm: Rhythm


CAUSES = ("file", "prepare", "batch", "load", "day")


def parse_measured(text: str, where: str) -> Measured:
    """Measured figures from the text of a file; `ConfigurationError` lists every fault by key."""
    reader = Reader.of(text, where)
    dated, machine, how = reader.day("dated"), reader.text("machine"), reader.text("how")
    functions, requests = reader.table("function"), reader.table("requests")
    found = Measured(
        dated,
        machine,
        how,
        {name: _record(Function, functions.table(name)) for name in FUNCTIONS},
        {name: _record(Requests, requests.table(name)) for name in CAUSES},
        _record(Sizes, reader.table("bytes")),
        _record(Rhythm, reader.table("rhythm")),
    )
    for each in (reader, functions, requests):
        each.ends()
    reader.check()
    return found


_FROM_ONE = frozenset(
    {
        "memory_mb",
        "cold_one_in",
        "files_in_prepare",
        "drop_minutes",
        "pollers",
        "batches_in_load",
        "records_in_stream",
        "poll_seconds",
    }
)


def _record(kind: type[Any], reader: Reader) -> Any:  # noqa: ANN401 - one of the kinds above
    """A value of the kind, each field read as what it holds."""
    found = {
        each.name: reader.count(each.name, 1 if each.name in _FROM_ONE else 0)
        if each.type is int
        else reader.number(each.name)
        for each in fields(kind)
    }
    reader.ends()
    return kind(**found)


def read_measured(path: Path | None = None) -> Measured:
    """The measured figures of a file; without one, those that ship."""
    return parse_measured(*read_text(path, SHIPPED)) if path else _shipped()


@cache
def _shipped() -> Measured:
    return parse_measured(*read_text(None, SHIPPED))


def measured_text(measured: Measured) -> str:
    """Measured figures as the text of a file, which reads as the same; fractions are rounded to four places."""
    return "\n".join(_lines(measured)) + "\n"


def write_measured(measured: Measured, path: Path) -> None:
    """Write them; what can't be read again as it stands is not written, and a file that is there stays."""
    text = measured_text(measured)
    parse_measured(text, str(path))
    try:
        path.write_text(text, "utf-8", newline="\n")
    except OSError:
        raise ConfigurationError(f"{path}: can't be written: name a file in a folder that you may write to") from None


def _lines(measured: Measured) -> Iterator[str]:
    yield "# What the functions take in the cloud, for `tillroll cost`: see docs/how-to/what-it-costs.md."
    yield ""
    yield f"dated = {measured.dated.isoformat()}"
    yield f"machine = {_quoted(measured.machine)}"
    yield f"how = {_quoted(measured.how)}"
    for name, function in measured.functions.items():
        yield from _section(f"function.{name}", function)
    for name, requests in measured.requests.items():
        yield from _section(f"requests.{name}", requests)
    yield from _section("bytes", measured.sizes)
    yield from _section("rhythm", measured.rhythm)


def _section(name: str, record: Any) -> Iterator[str]:  # noqa: ANN401 - one of the kinds above
    yield from ("", f"[{name}]")
    for each in fields(record):
        yield f"{each.name} = {_number(getattr(record, each.name))}"


def _number(value: Fraction | int) -> str:
    """A number without needless digits.

    >>> _number(8), _number(Fraction(5, 2)), _number(Fraction(1, 3)), _number(Fraction(100))
    ('8', '2.5', '0.3333', '100')
    """
    exact = Decimal(value.numerator) / value.denominator
    text = f"{exact.quantize(Decimal('0.0001'), ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
