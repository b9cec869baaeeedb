"""The throwaway run: every command over the planted files, as talkative as it can be, in a folder of its own."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from signal import SIGTERM
from typing import Literal

import tillroll
from tillroll import report, wiring
from tillroll.audit.plant import Planted
from tillroll.settings import Settings, read_settings

Fault = Literal["statement", "python", "load", "open", "stop"]
TILL_FILES, ARCHIVE, SAID = "till files", "archive", "said"
WATCHED, LOADED, REBUILT, BACKFILLED = "watched.duckdb", "loaded.duckdb", "rebuilt.duckdb", "backfilled.duckdb"
SERVED, PAGES = "served.duckdb", "pages"
STEPS = ("faults", "ingest", "show", "explain", "look", "watch", "serve", "decide", "export", "stage")
"""What is run, in this order; `serve` before the till files are moved away."""
_FEWEST_ANSWERS = 100
STAGED, PREPARED, BACKFILL = "staged", "prepared", "backfill"
_DONE = frozenset({0, 3, 4})
_FAULT = frozenset({1})
_SECONDS = 900
_PLAIN_WORD = re.compile(r"-{0,2}[a-z_]+")
_TRACE = '  File "'
_HELD_OPEN: Fault = "open"
_GOES_WELL = frozenset({None, "open", "stop"})


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its words, where what it prints belongs, the fault that is put into it, and how it may end.

    With ``visits`` it serves the web app, whose answers go to that folder.
    """

    words: tuple[str, ...]
    speaks: str = "standard output"
    fault: Fault | None = None
    visits: Path | None = None

    @property
    def ends(self) -> frozenset[int]:
        """The exit codes that it may have."""
        if self.visits:
            return frozenset({128 + SIGTERM})
        return _DONE if self.fault in _GOES_WELL else _FAULT

    @property
    def name(self) -> str:
        """The command and its first options, without ids and paths."""
        return " ".join(takewhile(_PLAIN_WORD.fullmatch, self.words))


@dataclass(frozen=True, slots=True)
class Said:
    """What a command printed, and where that lies."""

    command: Command
    out: Path
    err: Path


class Rehearsal:
    """A folder with a warehouse, exports, copies of the write-ahead log, and whatever else the program leaves in it."""

    def __init__(self, folder: Path, planted: Planted) -> None:
        self.folder = folder
        self.planted = planted
        self.said: list[Said] = []
        self.doubts: list[str] = []
        for name in ("home", "tmp", "here", SAID, "logs", "exports", PAGES):
            (folder / name).mkdir(parents=True)

    @property
    def warehouse(self) -> Path:
        """The warehouse's file."""
        return self.folder / "warehouse.duckdb"

    def perform(self, steps: Collection[str] = STEPS) -> None:
        """Run every command, or those of some steps. What goes otherwise than it should is a doubt.

        Finding nothing would prove nothing then.
        """
        work: Mapping[str, Callable[[], None]] = {
            "faults": self._faults,
            "ingest": self._ingest,
            "show": lambda: self._together(_showings(self._waiting())),
            "explain": lambda: self._together([Command(("explain", str(path))) for path in self.planted.explained]),
            "look": lambda: self._together([*_readings(), self._digest()]),
            "watch": self._watch,
            "decide": self._decide,
            "export": self._export,
            "stage": lambda: self._together(list(self._by_way_of_the_staged_form())),
            "serve": self._serve,
        }
        for name in STEPS:
            if name in steps:
                work[name]()

    def _faults(self) -> None:
        for fault in ("statement", "python", "load"):
            self._alone(Command(("ingest", str(self.planted.landing)), "tracebacks", fault))

    def _ingest(self) -> None:
        """The last closes the warehouse: what only looks would read its write-ahead log anew at each opening."""
        self._alone(Command(("ingest", str(self.planted.landing)), "receipts", _HELD_OPEN))
        self._alone(Command(("ingest", "--json", str(self.planted.later)), "receipts", _HELD_OPEN))
        self._alone(Command(("ingest", str(self.planted.later)), "receipts"))

    def _watch(self) -> None:
        watched = f"duckdb:///{self.folder / WATCHED}"
        words = ("watch", str(self.planted.landing), "--warehouse", watched, "--settle", "0", "--every", "1")
        self._alone(Command(words, fault="stop"))

    def _decide(self) -> None:
        self._alone(Command(("quarantine", "replay", str(self.planted.landing)), "quarantine", _HELD_OPEN))
        self._release()

    def _serve(self) -> None:
        """The web app over files that it takes in meanwhile, and every answer that its links lead to."""
        served, watched = f"duckdb:///{self.folder / SERVED}", str(self.planted.landing)
        words = ("serve", "--watch", watched, "--warehouse", served, "--settle", "0", "--every", "1")
        self._alone(Command((*words, "--port", "0"), visits=self.folder / PAGES))
        if len(list((self.folder / PAGES).iterdir())) < _FEWEST_ANSWERS:
            self.doubts.append("the web app gave hardly an answer")

    def _export(self) -> None:
        landing, later = str(self.planted.landing), str(self.planted.later)
        again = Command(("ingest", "--json", "--archive", str(self.folder / ARCHIVE), landing, later), "receipts")
        self._together([again, Command(("quarantine", "list"), "quarantine"), *self._exports()])

    def _by_way_of_the_staged_form(self) -> Iterator[Command]:
        """Prepare and load as two commands and as one, and rebuild from what the others kept."""
        prepared, kept = str(self.folder / PREPARED), str(self.folder / STAGED)
        files = (str(self.planted.landing), str(self.planted.later))
        yield Command(("prepare", *files, "--staged", prepared))
        yield Command(("load", prepared, "--warehouse", f"duckdb:///{self.folder / LOADED}"))
        filled = ("--staged", str(self.folder / BACKFILL), "--warehouse", f"duckdb:///{self.folder / BACKFILLED}")
        yield Command(("backfill", *files, *filled, "--jobs", "1"))
        yield Command(("rebuild", "--from", kept, "--warehouse", f"duckdb:///{self.folder / REBUILT}"))
        for words in ("list", "verify", "prune"):
            yield Command(("staged", words, "--staged", kept))

    def _release(self) -> None:
        """Decide on every held file; a decision for always settles others of its branch too."""
        decided = set[str]()
        while held := [each for each in self._waiting("held") if each not in decided]:
            decided.add(held[0])
            self._alone(
                Command(("quarantine", "release", held[0], "--keep", "both", "--always"), "quarantine", _HELD_OPEN)
            )
        if not decided:
            self.doubts.append("no file was held, so no decision was rehearsed")

    def _alone(self, command: Command) -> None:
        """Run one command in a process of its own, and keep a copy of the write-ahead log that it leaves."""
        self._run([command])
        log = self.warehouse.with_name(f"{self.warehouse.name}.wal")
        if command.fault == _HELD_OPEN and not log.exists():
            self.doubts.append(f"tillroll {command.name} left no write-ahead log to look at")
        if log.exists():
            shutil.copy(log, self.folder / "logs" / f"{len(self.said)}.wal")
            shutil.copy(self.warehouse, self.folder / "logs" / f"{len(self.said)}.duckdb")

    def _together(self, commands: Sequence[Command]) -> None:
        """Run commands one after another in one process."""
        self._run(commands)

    def _run(self, commands: Sequence[Command]) -> None:
        said = [self._said(number, command) for number, command in enumerate(commands, len(self.said) + 1)]
        job = [
            {"argv": [*each.command.words, "-vv"], "out": str(each.out), "err": str(each.err)}
            | ({"fault": each.command.fault} if each.command.fault else {})
            | ({"visits": str(each.command.visits)} if each.command.visits else {})
            for each in said
        ]
        path = self.folder / "job.json"
        path.write_text(json.dumps(job), "utf-8")
        codes = self._codes(path)
        path.unlink()
        self.said += [each for each in said if each.out.exists()]
        self.doubts += _doubts(said, codes)

    def _said(self, number: int, command: Command) -> Said:
        folder = self.folder / SAID
        return Said(command, folder / f"{number:03d}.out", folder / f"{number:03d}.err")

    def _codes(self, job: Path) -> list[int]:
        """The exit codes of a job's commands; none if its process broke off or did not end."""
        try:
            done = subprocess.run(  # noqa: S603 - this program's own interpreter and module
                [sys.executable, "-m", "tillroll.audit.program", str(job)],
                cwd=self.folder / "here",
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
            return [int(code) for code in json.loads(done.stdout)]
        except (ValueError, subprocess.TimeoutExpired):
            return []

    def _environment(self) -> dict[str, str]:
        """No settings from outside, every temporary file in the folder, and the very package that is running."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TILLROLL_")}
        package = str(Path(tillroll.__file__).resolve().parents[1])
        paths = os.pathsep.join(filter(None, (package, kept.get("PYTHONPATH"))))
        temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(self.folder / "tmp"))
        home = dict.fromkeys(("HOME", "USERPROFILE", "XDG_CACHE_HOME"), str(self.folder / "home"))
        return kept | temporary | home | self._variables() | {"PYTHONPATH": paths, "PYTHONUTF8": "1"}

    def _variables(self) -> dict[str, str]:
        return {
            "TILLROLL_WAREHOUSE": f"duckdb:///{self.warehouse}",
            "TILLROLL_FORMATS": str(self.planted.formats),
            "TILLROLL_STAGED": str(self.folder / STAGED),
            "TILLROLL_LOG": "json",
            "TILLROLL_DIGEST_SENDER": "tillroll@example.com",
            "TILLROLL_DIGEST_DOMAINS": "example.com",
        }

    @property
    def settings(self) -> Settings:
        """The settings of its commands."""
        return read_settings({}, self._variables(), self.folder)

    @property
    def warehouses(self) -> list[Settings]:
        """The settings of each warehouse that it filled."""
        paths = (self.warehouse, *(self.folder / name for name in (SERVED, WATCHED, LOADED, BACKFILLED, REBUILT)))
        return [replace(self.settings, warehouse=f"duckdb:///{path}") for path in paths if path.exists()]

    def _digest(self) -> Command:
        """Every digest of the newest day, as files: their texts and figures stand there unpacked."""
        people = self.folder / "people.csv"
        people.write_text("address,role\nowner@example.com,owner\noperator@example.com,operator\n", "utf-8")
        return Command(("digest", "--recipients", str(people), "--out", str(self.folder / "exports")))

    def _waiting(self, *kinds: str) -> list[str]:
        """The documents that wait for a person, for the reasons asked for."""
        with wiring.open_warehouse(self.settings, read_only=True) as opened:
            items = report.quarantine(opened.warehouse)
        return sorted({str(item.document_id) for item in items if not kinds or item.kind in kinds})

    def _exports(self) -> Iterable[Command]:
        for name in report.table_names():
            for ending in ("parquet", "csv"):
                yield Command(("export", name, "--to", str(self.folder / "exports" / f"{name}.{ending}")))


def _showings(waiting: Iterable[str]) -> list[Command]:
    """What waits for a person, and each of it."""
    shows = (Command(("quarantine", "show", document_id), "quarantine") for document_id in waiting)
    return [Command(("quarantine", "list"), "quarantine"), *shows]


def _readings() -> list[Command]:
    """Every other command that only looks."""
    looks = (
        ("status",),
        ("status", "--from", "2021-08-25"),
        ("check", "--all"),
        ("doctor", "--all"),
        ("formats",),
        ("export",),
        ("reports",),
    )
    reports = (Command(_asked(each)) for each in report.reports())
    return [*map(Command, looks), *reports]


def _asked(each: report.Report) -> tuple[str, ...]:
    return ("report", each.name, *(("--dates", "all") if "dates" in each.filters else ()))


def _doubts(said: Sequence[Said], codes: Sequence[int]) -> Iterator[str]:
    """What did not go as it should; a process that broke off gives no codes."""
    if len(codes) != len(said):
        yield f"the process of tillroll {said[0].command.name} broke off"
    for each, code in zip(said, codes, strict=False):
        command = each.command
        if code not in command.ends:
            yield f"tillroll {command.name} ended with exit code {code}"
        elif command.ends == _FAULT and _TRACE not in each.err.read_text("utf-8", "replace"):
            yield f"the fault '{command.fault}' gave no traceback"
