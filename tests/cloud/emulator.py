"""The emulator of AWS, from its own bare environment on a free port; at the end it is gone with all that it left."""

import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import boto3

ROOT = Path(__file__).parents[2]
REGION = "eu-west-2"
ACCOUNT = "123456789012"
_KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": REGION}
_PROGRAM = Path(__file__).with_name("patient_ministack.py")
_SECONDS_TO_START = 60
_PORTS_TRIED = 5


@dataclass(frozen=True)
class Emulator:
    """A running emulator, which asks everyone for rights but the account's owner, whose keys tests use."""

    port: int
    home: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    @property
    def certificate(self) -> Path:
        return self.home / "ministack-tls" / "server.crt"

    @property
    def environment(self) -> dict[str, str]:
        """What the account's owner needs to reach it."""
        return {**_KEYS, "AWS_ENDPOINT_URL": self.url, "AWS_CA_BUNDLE": str(self.certificate)}

    def client(self, service: str) -> Any:
        return _client(service, self.url, self.certificate)

    def get(self, path: str) -> Any:
        """What the emulator tells of itself."""
        trusted = _trusted(self.certificate)
        with urllib.request.urlopen(f"{self.url}/_ministack/{path}", timeout=10, context=trusted) as answer:  # noqa: S310 - ours
            return json.load(answer)

    def log(self, lines: int = 40) -> str:
        """The last lines that the emulator wrote."""
        return "\n".join((self.home / "log").read_text(errors="replace").splitlines()[-lines:])

    def functions(self, name: str = "") -> list[int]:
        """The processes in which functions run whose names begin so."""
        ours = f"{self.home}/ministack-lambda-{name}"
        return [int(path.parent.name) for path in Path("/proc").glob("[0-9]*/cmdline") if ours in _text_of(path)]


def _text_of(path: Path) -> str:
    """A process's words; none if it has just ended."""
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


@cache
def _trusted(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate))


@cache
def _client(service: str, url: str, certificate: Path) -> Any:
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    return boto3.client(service, endpoint_url=url, region_name=REGION, verify=str(certificate), **keys)


@contextmanager
def running() -> Iterator[Emulator]:
    """An emulator until the block ends; this process, too, then finds its AWS there."""
    python = bare_environment("ministack") / "bin" / "python"
    home = Path(tempfile.mkdtemp(prefix="tillroll-aws-"))
    before = dict(os.environ)
    try:
        with _on_a_port(python, home) as emulator:
            os.environ.update(emulator.environment)
            yield emulator
    finally:
        os.environ.clear()
        os.environ.update(before)
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _on_a_port(python: Path, home: Path) -> Iterator[Emulator]:
    """It takes no port by itself, and one that is free when it is chosen may be taken before it listens there."""
    for left in reversed(range(_PORTS_TRIED)):
        emulator = _started(python, home, _free_port())
        try:
            if _has_come_up(emulator):
                yield emulator
                return
            if not left or "Address already in use" not in emulator.log():
                raise RuntimeError(f"the emulator did not start:\n{emulator.log()}")
        finally:
            _end(emulator)


def bare_environment(name: str) -> Path:
    """An environment of this Python that holds what is listed for it and nothing else."""
    environ = {**os.environ, "TILLROLL_PYTHON": sys.executable}
    command = [str(ROOT / "tools" / "bare-environment"), name]
    return Path(subprocess.run(command, check=True, env=environ, stdout=subprocess.PIPE, text=True).stdout.strip())


def _started(python: Path, home: Path, port: int) -> Emulator:
    with (home / "log").open("wb") as log:
        environ = _environment(home, port)
        process = subprocess.Popen(
            [python, _PROGRAM], env=environ, cwd=home, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    return Emulator(port, home, process)


def _environment(home: Path, port: int) -> Mapping[str, str]:
    """Nothing of ours, for functions inherit it."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TMPDIR": str(home),
        "LOG_LEVEL": "INFO",
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "AUTH": "true",
        "USE_SSL": "1",
        "MINISTACK_REGION": REGION,
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "STATE_DIR": str(home / "state"),
    }


def _has_come_up(emulator: Emulator) -> bool:
    until = time.monotonic() + _SECONDS_TO_START
    while not _is_ready(emulator):
        if emulator.process.poll() is not None or time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def _is_ready(emulator: Emulator) -> bool:
    try:
        return bool(emulator.get("health"))
    except OSError:
        return False


def _end(emulator: Emulator) -> None:
    """The emulator and its functions' processes: all are of one session of ours."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(emulator.process.pid, number)
            emulator.process.wait(5)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port: int = held.getsockname()[1]
        return port
