"""How long 1,000 digests take: ``python -m benchmarks --only digest``.

The chain has 200 branches and more than a year of sales. The people are of every kind: three managers and one of the
staff a branch, area managers, franchises, and the rest of the whole chain. `tillroll digest` sends to a mail server of
this process, over a socket; then once more, which must send nothing.
"""

import csv
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from benchmarks.cases import Case, Targets, stored
from benchmarks.processes import timed
from benchmarks.reports import FRANCHISES, REGIONS, branches_csv
from benchmarks.rivals import tillroll_command

NAME = "digest"
CASE = Case(NAME, 200, 1, 1, Targets(), sales_per_file=100, stored_days=380)
RECIPIENTS, TARGET_SECONDS = 1000, 60
_SETTINGS = {"TILLROLL_DIGEST_SENDER": "tillroll@example.com", "TILLROLL_DIGEST_DOMAINS": "example.com"}
_OF_BRANCH = ("manager", "manager", "manager", "staff")
_OF_GROUP = 8


@dataclass
class Sink:
    """Takes every message and counts."""

    sizes: list[int] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802
        """A message has come."""
        self.sizes.append(len(envelope.content or b""))
        return "250 taken"


def measure(case: Case, folder: Path) -> str:
    """Grow the warehouse, send, send again, and tell."""
    return measure_on(stored(case, folder, branches_csv), case, folder)


def measure_on(warehouse: Path, case: Case, folder: Path) -> str:
    """Send, send again, and tell."""
    people = folder / "people.csv"
    with people.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["address", "role", "franchise", "region", "branch"], *_people(case)])
    command = [*tillroll_command(), "digest", "--recipients", str(people), "--warehouse", f"duckdb:///{warehouse}"]
    sink, said = Sink(), folder / "said.txt"
    controller = Controller(sink, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        first, again = (_sent(command, controller.port, said) for _ in range(2))
    finally:
        controller.stop()
    size = sum(sink.sizes) / len(sink.sizes) / 1000
    return (
        f"Digests on {case.stored_sales:,} sales, {case.branches} branches × {case.stored_days} days:\n\n"
        f"{len(sink.sizes):,} sent in {first:.1f} s (≤ {TARGET_SECONDS} s), {size:.0f} kB each; "
        f"again, nothing sent: {again:.1f} s."
    )


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _sent(command: Sequence[str], port: int, said: Path) -> float:
    return timed(command, said, more={**_SETTINGS, "TILLROLL_SMTP_HOST": "127.0.0.1", "TILLROLL_SMTP_PORT": str(port)})


def _people(case: Case) -> Iterator[list[str]]:
    """As many as there are to be; those of a kind see the same."""
    rows = [[role, "", "", f"B{number:03d}"] for number in range(case.branches) for role in _OF_BRANCH]
    rows += [["area", "", f"Region {number % REGIONS}", ""] for number in range(REGIONS * _OF_GROUP)]
    rows += [["franchise", f"Franchise {number % FRANCHISES}", "", ""] for number in range(FRANCHISES * _OF_GROUP)]
    wanted = RECIPIENTS * case.branches // CASE.branches
    rows += [["owner", "", "", ""]] * max(0, wanted - len(rows))
    for number, row in enumerate(rows[:wanted]):
        yield [f"person{number:04d}@example.com", *row]
