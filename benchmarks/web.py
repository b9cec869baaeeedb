"""How quickly the web app answers on a warehouse of many sales: ``python -m benchmarks --only web``.

`tillroll serve --watch` runs as people run it, and they visit it from another process (`benchmarks.visitors`): page by
page with new filters and again, after a load, all at once, and 50 at a time while a day is taken in. Times are those
that a visitor sees on the same machine, so a little more than the server's own.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.cases import Case, Targets
from benchmarks.chain import Chain, simulated
from benchmarks.processes import ROOT, environment
from benchmarks.reports import aligned, in_ms, share_of
from benchmarks.rivals import tillroll_command
from benchmarks.visits import (
    DAY_PAGE,
    DOCUMENT_PAGE,
    MANAGER,
    OWNER,
    PAGES,
    PEOPLE,
    PLAIN_PAGES,
    Visits,
    people,
    reports_of_whole_chain,
)

NAME = "web"
CASE = Case(NAME, 100, 1, 30, Targets(), sales_per_file=535, stored_days=400)
"""Closed days and branches that open later leave 20 of its 21 million sales, with 57 million lines."""
PAUSE_SECONDS, CROWD_SECONDS = 5.0, 60.0
CACHED_MS, UNCACHED_MS, CROWD_MS, FOLLOWED_MS, WEIGHT_KB = 100, 250, 500, 5000, 250
PASSWORD = "a password of the benchmark"  # noqa: S105 - of nobody
_LATER_DAYS, _OPEN_SECONDS = 6, 12.0
_DOCUMENTS = """
select document_id
from document_day
inner join branch using (branch_id)
where branch.name = $branch
order by trading_date desc
limit 30
"""
_LONGEST_SECONDS = 1800.0


@dataclass
class Server:
    """A server at work, where its files land, and what it has used."""

    process: subprocess.Popen[bytes]
    base: str
    folder: Path
    landing: Path

    @property
    def arrivals(self) -> Path:
        """A line for each time at which files began to arrive, in seconds since 1970."""
        return self.folder / "arrivals"

    def visited(self, work: str, **plan: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a plan holds
        """What visitors tell who carried out a plan, and the server's CPU seconds meanwhile."""
        return self.waited(self.visit(work, **plan))

    def visit(self, work: str, **plan: Any) -> tuple[subprocess.Popen[bytes], float]:  # noqa: ANN401 - the same
        """Visitors on their way; the file ``ready`` is there once they are in."""
        path, ready = self.folder / "plan.json", self.folder / "ready"
        ready.unlink(missing_ok=True)
        places = {"ready": str(ready), "arrivals": str(self.arrivals)}
        whole = {"base": self.base, "password": PASSWORD, "work": work, **places, **plan}
        path.write_text(json.dumps(whole), "utf-8")
        command = [sys.executable, "-m", "benchmarks.visitors", str(path)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, env=environment()), self.cpu_seconds()

    def waited(self, visiting: tuple[subprocess.Popen[bytes], float]) -> dict[str, Any]:
        """What they tell in the end."""
        process, before = visiting
        said, _ = process.communicate()
        if process.returncode:
            raise SystemExit("The visitors were stopped by a fault of theirs.")
        found: dict[str, Any] = json.loads(said.splitlines()[-1])
        return found | {"cpu": self.cpu_seconds() - before}

    def wait_until_ready(self, visiting: tuple[subprocess.Popen[bytes], float]) -> None:
        """Until the visitors are in."""
        _wait(lambda: (self.folder / "ready").exists() or visiting[0].poll() is not None)

    def cpu_seconds(self) -> float:
        """What the server and its own processes have used so far; 0 where the system does not tell."""
        return sum(map(_cpu_seconds, [self.process.pid, *_children(self.process.pid)]))

    def take(self, files: Path) -> float:
        """Land a folder's files at once; how many seconds their runs took, as their own log has it."""
        before, paths = self._runs(), sorted(files.iterdir())
        with self.arrivals.open("a", encoding="ascii") as arrivals:
            arrivals.write(f"{time.time()}\n")
        for path in paths:
            shutil.move(path, self.landing / path.name)
        _wait(lambda: _documents(self._runs()) >= _documents(before) + len(paths))
        return sum(float(each["seconds"]) for each in self._runs()[len(before) :])

    def _runs(self) -> list[dict[str, Any]]:
        """The runs over files, as the server's log has them so far."""
        lines = (self.folder / "log.json").read_text("utf-8").splitlines()
        found = [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]
        return [each for each in found if each["event"] == "run" and each["documents"]]


def _documents(runs: Sequence[Mapping[str, Any]]) -> int:
    return sum(each["documents"] for each in runs)


def measure(case: Case, folder: Path) -> str:
    """Make the chain, serve it, visit it in all these ways, and tell."""
    return measure_on(simulated(case, folder, _LATER_DAYS), case, folder)


def measure_on(chain: Chain, case: Case, folder: Path) -> str:
    """Serve a chain, visit it, and tell; the files of its later days are taken in meanwhile."""
    is_quick = case.branches < CASE.branches
    visits = Visits(chain, case.stored_days, case.runs)
    documents = _documents_of(chain.warehouse, visits.branch)
    later = iter(chain.later.values())
    with _serving(chain, folder) as server:
        _say("each page by itself")
        addresses = visits.addresses() | visits.few_addresses(documents)
        hidden = {MANAGER: ["/runs", *reports_of_whole_chain()]}
        alone = server.visited("one by one", names=[OWNER, MANAGER], addresses=addresses, hidden=hidden)
        _say("pages of a part of the sales")
        parts = server.visited("one by one", names=[OWNER], addresses=visits.part_addresses(), hidden={})
        _say("after a load")
        newly = _after_load(server, visits, next(later))
        _say("a page open while a day is taken in")
        here = [visits.usual("/today")]
        visiting = _crowd(server, [OWNER], here, seconds=_OPEN_SECONDS, pause=_LONGEST_SECONDS)
        server.take(next(later))
        followed = server.waited(visiting)
        _say(f"{PEOPLE} at once")
        names = list(people(chain))[:PEOPLE]
        burst = server.visited("burst", names=names, address="/today")
        _say("a day taken in alone")
        quiet = [server.take(next(later)) for _ in range(2)]
        _say(f"{PEOPLE} people while days are taken in")
        usual = [visits.usual(page) for page in PAGES if page != "/branches/one"]
        seconds = 10.0 if is_quick else CROWD_SECONDS
        visiting = _crowd(server, names, usual, seconds=seconds, pause=PAUSE_SECONDS)
        busy = [server.take(next(later)) for _ in range(2)]
        crowd = server.waited(visiting)
    sold = f"{chain.sales:,} simulated sales with {chain.lines:,} lines"
    title = f"Web app on {sold}, {case.branches} branches × {case.stored_days} days:"
    return "\n".join([title, "", *_told((alone, parts), newly, followed, burst, crowd, (quiet, busy))])


def _after_load(server: Server, visits: Visits, files: Path) -> dict[str, Any]:
    """The usual pages are asked for, a day comes in, and they are asked for again at once."""
    pages = {visits.usual(page): [visits.usual(page)] for page in PAGES}
    server.visited("one by one", names=[OWNER], addresses=pages, hidden={})
    visiting = server.visit("newly", names=[OWNER], addresses=list(pages))
    server.wait_until_ready(visiting)
    server.take(files)
    return server.waited(visiting)


def _crowd(
    server: Server, names: Sequence[str], addresses: Sequence[str], *, seconds: float, pause: float
) -> tuple[subprocess.Popen[bytes], float]:
    """People who have seen these pages, have one of them open, and click after so many seconds."""
    visiting = server.visit("crowd", seconds=seconds, pause=pause, addresses=addresses, names=names)
    server.wait_until_ready(visiting)
    return visiting


def _documents_of(warehouse: Path, branch: str) -> list[str]:
    """Files of the branch whose manager visits."""
    from tillroll import wiring  # noqa: PLC0415 - a child inherits its parent's peak of memory
    from tillroll.settings import working_settings  # noqa: PLC0415 - the same

    with wiring.open_warehouse(working_settings({"warehouse": f"duckdb:///{warehouse}"}), read_only=True) as opened:
        return [str(each) for (each,) in opened.engine.execute(_DOCUMENTS, {"branch": branch})]


# The server


@contextmanager
def _serving(chain: Chain, folder: Path) -> Iterator[Server]:
    _add_people(chain)
    landing, told = folder / "landing", folder / "said.txt"
    landing.mkdir()
    options = ["--warehouse", f"duckdb:///{chain.warehouse}", "--port", "0", "--watch", str(landing)]
    with told.open("wb") as said, (folder / "log.json").open("wb") as log:
        command = [*tillroll_command(), "serve", *options]
        process = subprocess.Popen(
            command, stdout=said, stderr=log, cwd=ROOT, env=environment() | {"TILLROLL_LOG": "json"}
        )
        try:
            _wait(lambda: "Ctrl-C" in told.read_text() or process.poll() is not None)
            yield Server(process, told.read_text().split()[1].rstrip("/"), folder, landing)
        finally:
            process.terminate()
            process.wait()


def _add_people(chain: Chain) -> None:
    from tillroll import wiring  # noqa: PLC0415 - a child inherits its parent's peak of memory
    from tillroll.report import Grant, resolved_grants  # noqa: PLC0415 - the same
    from tillroll.settings import working_settings  # noqa: PLC0415 - the same
    from tillroll.web.door import hash_password  # noqa: PLC0415 - the same

    settings, hashed = working_settings({"warehouse": f"duckdb:///{chain.warehouse}"}), hash_password(PASSWORD)
    with wiring.open_warehouse(settings) as opened, wiring.open_accounts(settings) as accounts:
        for name, (role, grants) in people(chain).items():
            given = [Grant(kind, each) for kind, each in grants]  # type: ignore[arg-type]
            resolved = [(each.kind, each.name) for each in resolved_grants(opened.warehouse, given)]
            accounts.add_user(name, role, hashed, resolved, 0.0)


def _wait(has_come: Callable[[], bool]) -> None:
    ended = time.monotonic() + _LONGEST_SECONDS
    while not has_come():
        if time.monotonic() > ended:
            raise SystemExit("The server takes too long.")
        time.sleep(0.05)


def _children(process_id: int) -> list[int]:
    path = Path(f"/proc/{process_id}/task/{process_id}/children")
    return [int(each) for each in path.read_text("ascii").split()] if path.exists() else []


def _cpu_seconds(process_id: int) -> float:
    path = Path(f"/proc/{process_id}/stat")
    if not path.exists():
        return 0.0
    fields = path.read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# What was measured


def _told(
    by_themselves: tuple[Mapping[str, Any], Mapping[str, Any]],
    newly: Mapping[str, Any],
    followed: Mapping[str, Any],
    burst: Mapping[str, Any],
    crowd: Mapping[str, Any],
    taken: tuple[Sequence[float], Sequence[float]],
) -> Iterator[str]:
    quiet, busy = map(sum, taken)
    alone, parts = by_themselves
    yield from aligned([_heads("page"), *_rows(alone["milliseconds"])])
    yield ""
    yield from aligned([_heads("of a product, category, size, daypart or tender"), *_rows(parts["milliseconds"])])
    yield f"Hours by item or tender, and products by daypart or tender, are of single orders. {_wrong(parts)}"
    yield ""
    yield f"Others on this machine: {os.getloadavg()[0]:.1f} was its load just now, on {os.cpu_count()} cores."
    yield f"To be reached: {UNCACHED_MS} ms uncached, {CACHED_MS} ms cached, for each answer."
    yield f"Server's CPU: {1000 * alone['cpu'] / _answers(alone):,.0f} ms an answer. {_wrong(alone)}"
    weights = ", ".join(f"{name} {size / 1000:,.0f} kB" for name, size in alone["weights"].items())
    yield f"First view of Today, compressed, with style, script and charts: {weights} (≤ {WEIGHT_KB} kB)."
    yield (
        f"Usual pages clicked at once after a load: {_spread(newly, 'new data')}; "
        f"open pages made anew after it: {_spread(newly, 'renewed')}. {_wrong(newly)}"
    )
    yield (
        f"Today left open by one person while a day comes in: from the files' arrival until they see it "
        f"{_spread(followed, 'from arrival')} (≤ {FOLLOWED_MS} ms). {_wrong(followed)}"
    )
    yield f"{PEOPLE} at once, Today of each: {_spread(burst, 'burst')}; {_used(burst)}. {_wrong(burst)}"
    yield f"{PEOPLE} people, {PAUSE_SECONDS:g} s between clicks, while two days are taken in, with {_used(crowd)}:"
    yield f"  clicks {_spread(crowd, 'click')} (≤ {CROWD_MS} ms); charts {_spread(crowd, 'click: charts')};"
    yield f"  looking for news {_spread(crowd, 'live')}; open pages made anew {_spread(crowd, 'renewed')};"
    yield f"  from a file's arrival until each of them sees it {_spread(crowd, 'from arrival')};"
    yield f"  from the load's end until then {_spread(crowd, 'followed')}."
    yield f"  {_wrong(crowd)}"
    yield f"Taking in a day: {quiet / 2:.2f} s alone, {busy / 2:.2f} s beside them: {busy / quiet:.2f} ×."


def _heads(what: str) -> Sequence[str]:
    parts = ("p50", "p95", "slowest", "with charts p95")
    return what, *(f"{turn} {part}" if part == "p50" else part for turn in ("uncached", "cached") for part in parts)


def _rows(times: Mapping[str, Sequence[float]]) -> Iterator[Sequence[str]]:
    visited = {name.removeprefix("cached ") for name in times if name.startswith("cached ") and ":" not in name}
    first = [page for page in (*PAGES, *PLAIN_PAGES, DAY_PAGE, DOCUMENT_PAGE) if page in visited]
    for page in dict.fromkeys((*first, *sorted(visited))):
        cells = (
            in_ms(share_of(sorted(times[f"{turn} {page}{what}"]), share))
            for turn in ("uncached", "cached")
            for what, share in (("", 0.5), ("", 0.95), ("", 1), (": all", 0.95))
        )
        yield page, *cells


def _used(found: Mapping[str, Any]) -> str:
    return f"{found['cpu']:.1f} s of the server's CPU"


def _spread(found: Mapping[str, Any], begins: str) -> str:
    times = [each for name, some in found["milliseconds"].items() if _is_of(name, begins) for each in some]
    p50, p95, slowest = (in_ms(share_of(sorted(times) or [0.0], share)) for share in (0.5, 0.95, 1))
    return f"p50 {p50}, p95 {p95}, slowest {slowest}"


def _is_of(name: str, begins: str) -> bool:
    return name == begins or (name.startswith(f"{begins} ") and ":" not in name)


def _answers(found: Mapping[str, Any]) -> int:
    return sum(len(some) for name, some in found["milliseconds"].items() if not name.endswith(": all"))


def _wrong(found: Mapping[str, Any]) -> str:
    faults = found["faults"]
    return (
        f"{len(faults)} of {_answers(found):,} answers failed{': ' if faults else ''}{', '.join(sorted(set(faults)))}."
    )


def _say(text: str) -> None:
    print(f"{NAME}: {text}", file=sys.stderr, flush=True)
