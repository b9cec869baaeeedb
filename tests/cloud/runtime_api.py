"""Lambda's Runtime API, behind which the real runtime client runs a handler from the unpacked zip, a process as on AWS.

It does what the emulator doesn't: true error types, a deadline, the memory a process took.
"""

import json
import os
import queue
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.cloud.emulator import ACCOUNT, REGION, bare_environment

_NEXT = "/2018-06-01/runtime/invocation/next"
_ENDED = "Runtime.ExitError"


@dataclass(frozen=True)
class Answer:
    """What came of one invocation: what the handler returned, or the type of its error; how long it took."""

    result: Any
    error: str | None
    milliseconds: float


class _Server(ThreadingHTTPServer):
    """One function's side of the API: events go out, answers come in."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.events: queue.Queue[tuple[str, bytes, float]] = queue.Queue()
        self.answers: queue.Queue[tuple[Any, str | None]] = queue.Queue()


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        assert self.path == _NEXT
        request, event, deadline = self.server.events.get()
        headers = {
            "Lambda-Runtime-Aws-Request-Id": request,
            "Lambda-Runtime-Deadline-Ms": str(int(deadline * 1000)),
            "Lambda-Runtime-Invoked-Function-Arn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:tested",
            "Content-Type": "application/json",
        }
        self._answer(200, headers, event)

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"null")
        error = self.headers.get("Lambda-Runtime-Function-Error-Type") if self.path.endswith("/error") else None
        self.server.answers.put((said, error))
        self._answer(202, {}, b"")

    def _answer(self, code: int, headers: Mapping[str, str], body: bytes) -> None:
        self.send_response(code)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """It writes nothing."""


@dataclass(frozen=True)
class Function:
    """A function's process, warm until the block ends."""

    server: _Server
    process: subprocess.Popen[bytes]
    output: Path
    seconds: float

    def invoke(self, event: Mapping[str, Any]) -> Answer:
        """Send an event and wait for what comes of it."""
        begun = time.monotonic()
        self.server.events.put((str(uuid4()), json.dumps(event).encode(), time.time() + self.seconds))
        while time.monotonic() < begun + self.seconds:
            try:
                said, error = self.server.answers.get(timeout=0.05)
            except queue.Empty:
                if self.process.poll() is None:
                    continue
                said, error = None, _ENDED
            return Answer(said, error, 1000 * (time.monotonic() - begun))
        return Answer(None, "Sandbox.Timedout", 1000 * self.seconds)

    @property
    def log(self) -> list[str]:
        """All lines that it wrote."""
        return self.output.read_text().splitlines()

    @property
    def peak_megabytes(self) -> float:
        """The most memory that the process has held."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024


@contextmanager
def function(
    code: Path, handler: str, environ: Mapping[str, str], folder: Path, *, seconds: float = 60, megabytes: int = 1024
) -> Iterator[Function]:
    """A handler of the unpacked zip behind the real runtime client, in an environment that holds nothing else."""
    server = _Server()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    output = folder / f"{handler}-{uuid4().hex[:8]}.log"
    with output.open("wb") as log:
        process = subprocess.Popen(
            [bare_environment("lambda") / "bin" / "python", "-m", "awslambdaric", handler],
            env={**_environment(server, code, megabytes), "TMPDIR": str(folder), **environ},
            cwd=code,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Function(server, process, output, seconds)
    finally:
        process.kill()
        process.wait()
        server.shutdown()
        server.server_close()


def _environment(server: _Server, code: Path, megabytes: int) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "TZ": ":UTC",
        "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{server.server_port}",
        "LAMBDA_TASK_ROOT": str(code),
        "AWS_LAMBDA_FUNCTION_NAME": "tested",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(megabytes),
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
    }
