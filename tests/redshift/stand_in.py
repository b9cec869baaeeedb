"""A stand-in for Redshift: a server that speaks its protocol, does what is its own, and lets a PostgreSQL do the rest.

It takes simple queries only, as the adapter sends them, and refuses prepared statements. COPY reads the Parquet that a
manifest in S3 names, and UNLOAD writes such; what says where rows lie is dropped. A statement that uses what is listed
as lacking in Redshift is refused. It proves that the adapter and every statement do what they mean on rows. It proves
nothing about Redshift's own parser, planner, isolation or rights.
"""

import json
import logging
import os
import re
import socket
import struct
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import duckdb
from botocore.client import BaseClient

from tests.postgres_server import Server
from tests.redshift.lacks import lacks
from tillroll.adapters.redshift import Access

SHIMS = """
select pg_advisory_xact_lock(hashtext('shims')); -- workers share the server
create schema if not exists shims;
create or replace function shims.getdate() returns timestamp language sql as 'select localtimestamp';
create or replace function shims.strtol(digits text, base integer) returns bigint language sql
as $$ select cast(cast('x' || lpad(digits, 16, '0') as bit(64)) as bigint) $$;
create or replace function shims.dateadd(part text, n bigint, t timestamp) returns timestamp language sql
as $$ select t + n * cast('1 ' || part as interval) $$;
create or replace function shims.datediff(part text, a timestamp, b timestamp) returns bigint language sql
as $$ select cast(extract(epoch from b - a) * 1000000 as bigint) $$;
"""
_WHERE_ROWS_LIE = re.compile(
    r"\s(diststyle (all|key|even|auto)|distkey \(\w+\)|(compound )?sortkey \([^)]*\))", re.IGNORECASE
)
_LISTAGG = re.compile(r"\blistagg\((.+?), ('[^']*')\s*\) within group \(\s*order by\s+([^)]*)\)", re.DOTALL)
_PARTS = re.compile(r"\b(dateadd|datediff)\((\w+),", re.IGNORECASE)
_COPY = re.compile(
    r"copy (?P<table>\w+) \((?P<columns>[^)]*)\) from '(?P<manifest>s3://[^']+)' "
    r"iam_role ('arn:aws:iam::\d+:role/[\w/-]+'|default) format as parquet manifest"
)
_UNLOAD = re.compile(
    r"unload \('(?P<rows>(?:[^']|'')*)'\) to '(?P<to>s3://[^']+)' "
    r"iam_role ('arn:aws:iam::\d+:role/[\w/-]+'|default) format as parquet allowoverwrite"
)
_TYPES = {
    16: "BOOLEAN", 20: "BIGINT", 21: "SMALLINT", 23: "INTEGER", 25: "VARCHAR", 701: "DOUBLE", 1042: "VARCHAR",
    1043: "VARCHAR", 1082: "DATE", 1083: "TIME", 1114: "TIMESTAMP",
}  # fmt: skip
ASKED = "asked"
"""The user that must give its password; the server believes others without."""
_WANT_ANSWER = (3, 5, 10, 11)
_NUMERIC, _SSL, _GSS, _CANCEL = 1700, 80877103, 80877104, 80877102
_numbers = count(1)
Message = tuple[bytes, bytes]


class Pipe:
    """One end of a connection: whole messages of PostgreSQL's protocol."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def exactly(self, size: int) -> bytes:
        parts = []
        while size:
            part = self._sock.recv(min(size, 1 << 20))
            if not part:
                raise ConnectionError
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def get(self) -> Message:
        kind = self.exactly(1)
        (size,) = struct.unpack("!i", self.exactly(4))
        return kind, self.exactly(size - 4)

    def put(self, kind: bytes, body: bytes) -> None:
        self._sock.sendall(kind + struct.pack("!i", len(body) + 4) + body)

    def close(self) -> None:
        self._sock.close()


@dataclass
class StandIn:
    """The running stand-in, on a PostgreSQL and an S3 of the tests' own."""

    server: Server
    listener: socket.socket
    read: Callable[[str], bytes]
    statements: list[str] = field(default_factory=list)
    fail_next: list[tuple[str, str]] = field(default_factory=list)
    copied: list[str] = field(default_factory=list)
    copy_short: list[str] = field(default_factory=list)
    cut_at: list[str] = field(default_factory=list)
    cut_after: list[str] = field(default_factory=list)
    before: list[tuple[str, Callable[[], object]]] = field(default_factory=list)
    pipes: list[Pipe] = field(default_factory=list)

    @contextmanager
    def schema(self) -> Iterator[str]:
        """The URL of a schema of its own, until the block ends."""
        name = f"r{next(_numbers)}_{uuid4().hex[:8]}"
        self.server.execute(f"create schema {name}")
        try:
            yield f"redshift://postgres@127.0.0.1:{self.port}/{self.server.database}?schema={name}"
        finally:
            self.server.execute(f"set client_min_messages = error; drop schema {name} cascade")

    def happen(self, text: str) -> None:
        """Do, once, what is to be done before a statement that begins so."""
        for at, (start, do) in enumerate(self.before):
            if text.startswith(start):
                del self.before[at]
                do()
                return

    @property
    def port(self) -> int:
        port: int = self.listener.getsockname()[1]
        return port

    @contextmanager
    def away(self) -> Iterator[None]:
        """Nobody answers, until the block ends."""
        port = self.port
        self.close()
        try:
            yield
        finally:
            self.listener = socket.create_server(("127.0.0.1", port))
            self.listen()

    def listen(self) -> None:
        threading.Thread(target=_accept, args=(self.listener, self), daemon=True).start()

    def close(self) -> None:
        """End listening, which wakes the thread that does, and cut every connection."""
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.cut()

    def cut(self) -> None:
        """Cut every connection, as a network does."""
        for pipe in self.pipes:
            pipe.close()
        self.pipes.clear()


@contextmanager
def running(server: Server, read: Callable[[str], bytes]) -> Iterator[StandIn]:
    """A stand-in in front of a PostgreSQL, with the way in which COPY reads an object of S3."""
    server.execute(SHIMS)
    stand_in = StandIn(server, socket.create_server(("127.0.0.1", 0)), read)
    stand_in.listen()
    try:
        yield stand_in
    finally:
        stand_in.close()
        _engine().close()


def _accept(listener: socket.socket, stand_in: StandIn) -> None:
    while True:
        try:
            client, _ = listener.accept()
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError:
            return
        threading.Thread(target=_serve, args=(client, stand_in), daemon=True).start()


def _serve(client: socket.socket, stand_in: StandIn) -> None:
    behind = socket.socket(socket.AF_UNIX)
    front, back = Pipe(client), Pipe(behind)
    stand_in.pipes += [front, back]
    try:
        behind.connect(f"{stand_in.server.host}/.s.PGSQL.5432")
        if _begin(client, front, back, stand_in.server):
            while True:
                kind, body = front.get()
                if kind == b"X":
                    return
                _Query(front, back, stand_in).take(kind, body)
    except OSError:
        return
    finally:
        front.close()
        back.close()


def _begin(client: socket.socket, front: Pipe, back: Pipe, server: Server) -> bool:
    while True:
        (size,) = struct.unpack("!i", front.exactly(4))
        body = front.exactly(size - 4)
        (code,) = struct.unpack("!i", body[:4])
        if code == _CANCEL:
            return False
        if code not in {_SSL, _GSS}:
            break
        client.sendall(b"N")
    said = body[4:].decode().split("\0")
    asked = dict(zip(said[::2], said[1::2], strict=False))
    whom = asked["user"] if asked["user"] == ASKED else server.user
    words = b"".join(f"{each}\0".encode() for each in ("user", whom, "database", asked["database"]))
    words += b"client_encoding\0UTF8\0application_name\0tillroll\0\0"
    back._sock.sendall(struct.pack("!ii", len(words) + 8, 196608) + words)
    kind = b""
    while kind != b"Z":
        kind, body = back.get()
        if kind == b"S" and body.startswith(b"server_version\0"):
            body = b"server_version\x008.0.2\0"
        if kind != b"K":
            front.put(kind, body)
        if kind == b"E":
            return False
        if kind == b"R" and struct.unpack("!i", body[:4])[0] in _WANT_ANSWER:
            back.put(*front.get())
    return True


class _Query:
    """One statement, from the client's question to the server's being ready again."""

    def __init__(self, front: Pipe, back: Pipe, stand_in: StandIn) -> None:
        self._front, self._back, self._stand_in = front, back, stand_in

    def take(self, kind: bytes, body: bytes) -> None:
        if kind != b"Q":
            self._refuse("0A000", "only simple queries: Redshift is sent no prepared statements")
            return
        text = body.rstrip(b"\0").decode()
        self._stand_in.statements.append(text)
        self._stand_in.happen(text)
        if self._stand_in.cut_at and text.startswith(self._stand_in.cut_at[0]):
            del self._stand_in.cut_at[0]
            raise ConnectionError
        if self._stand_in.cut_after and text.startswith(self._stand_in.cut_after[0]):
            del self._stand_in.cut_after[0]
            self._captured(text)
            raise ConnectionError
        for at, (start, failure) in enumerate(self._stand_in.fail_next):
            if text.startswith(start):
                del self._stand_in.fail_next[at]
                self._ask(
                    b"do $$ begin raise exception using errcode = 'XX000', message = '"
                    + failure.encode()
                    + b"'; end $$"
                )
                return
        lacked = lacks(text)
        if lacked:
            self._refuse("0A000", f"Redshift has not: {', '.join(lacked)}")
        elif text.startswith("copy "):
            self._copy(text)
        elif text.startswith("unload "):
            self._unload(text)
        else:
            self._ask(as_postgres(text).encode())

    def _ask(self, sql: bytes) -> None:
        self._back.put(b"Q", sql + b"\0")
        self._relay()

    def _relay(self) -> None:
        kind = b""
        while kind != b"Z":
            kind, body = self._back.get()
            self._front.put(kind, body)

    def _refuse(self, code: str, words: str) -> None:
        quoted = words.replace("'", "''")
        self._ask(f"do $$ begin raise exception using errcode = '{code}', message = '{quoted}'; end $$".encode())

    def _captured(self, sql: str) -> list[Message]:
        self._back.put(b"Q", sql.encode() + b"\0")
        messages: list[Message] = []
        while not messages or messages[-1][0] != b"Z":
            messages.append(self._back.get())
        return messages

    def _copy(self, text: str) -> None:
        found = _COPY.fullmatch(text)
        if not found:
            self._refuse("42601", "no such COPY")
            return
        columns = [column.strip() for column in found["columns"].split(",")]
        try:
            entries: list[dict[str, Any]] = json.loads(self._stand_in.read(found["manifest"]))["entries"]
            self._stand_in.copied += [str(entry["url"]) for entry in entries]
            rows = _rows_of(list(map(self._read, entries)), columns)
        except Exception as error:  # noqa: BLE001 - as Redshift does, whatever it is
            self._refuse("XX000", f"S3ServiceException: {type(error).__name__}")
            return
        if found["table"] in self._stand_in.copy_short:
            self._stand_in.copy_short.remove(found["table"])
            rows = rows[rows.index(b"\n") + 1 :]
        self._back.put(b"Q", f"copy {found['table']} ({', '.join(columns)}) from stdin (format csv)\0".encode())
        kind, body = self._back.get()
        if kind == b"G":
            self._back.put(b"d", rows)
            self._back.put(b"c", b"")
        else:
            self._front.put(kind, body)
        self._relay()

    def _read(self, entry: dict[str, Any]) -> bytes:
        data = self._stand_in.read(entry["url"])
        if entry["meta"]["content_length"] != len(data):
            raise ValueError(entry["url"])
        return data

    def _unload(self, text: str) -> None:
        found = _UNLOAD.fullmatch(text)
        if not found:
            self._refuse("42601", "no such UNLOAD")
            return
        rows = found["rows"].replace("''", "'")
        described = self._captured(f"select * from ({rows}) as unloaded limit 0")
        shape = next((body for kind, body in described if kind == b"T"), None)
        if shape is None:
            for kind, body in described:
                self._front.put(kind, body)
            return
        messages = self._captured(f"copy (select * from ({rows}) as unloaded) to stdout (format csv)")
        data = b"".join(body for kind, body in messages if kind == b"d")
        if data:
            _put_parquet(found["to"], dict(_columns_of(shape)), data)
        self._front.put(b"C", b"UNLOAD\0")
        self._front.put(*messages[-1])


def as_postgres(text: str) -> str:
    """Redshift's text as PostgreSQL runs it: only what says where rows lie, and how parts of dates are named."""
    text = _WHERE_ROWS_LIE.sub("", text)
    text = _LISTAGG.sub(r"string_agg(\1, \2 order by \3)", _PARTS.sub(r"\1('\2',", text))
    if text.startswith("set query_group to"):
        return text.replace("query_group", "tillroll.query_group")
    if text.startswith("set search_path to"):
        return f"{text}, 'shims'; set enable_nestloop = off"  # it has no indexes either, and joins by hash
    return text


def _rows_of(files: list[bytes], columns: list[str]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(files):
            Path(folder, f"{number}.parquet").write_bytes(data)
        out = Path(folder, "rows.csv")
        with _engine().cursor() as connection:
            described = connection.execute(f"describe select * from read_parquet('{folder}/*.parquet')").fetchall()
            kinds = {row[0]: row[1] for row in described}
            if list(kinds) != columns or "UUID" in kinds.values():
                raise ValueError(kinds)
            texts = [name for name, kind in kinds.items() if kind == "VARCHAR"]
            quoted = f", force_quote ({', '.join(texts)})" if texts else ""
            rows = f"select * from read_parquet('{folder}/*.parquet')"
            connection.execute(f"copy ({rows}) to '{out}' (format csv, header false{quoted})")
        return out.read_bytes()


@cache
def _s3() -> BaseClient:
    return boto3.client("s3", region_name="eu-west-2")


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})


def asked_object(url: str) -> bytes:
    """An object as S3 gives it."""
    bucket, _, key = url.removeprefix("s3://").partition("/")
    body: bytes = _s3().get_object(Bucket=bucket, Key=key)["Body"].read()
    return body


def own_object(url: str) -> bytes:
    """An object of the S3 that this process emulates: it is at hand, and to ask for it takes as long as a statement."""
    from moto.core.models import DEFAULT_ACCOUNT_ID  # noqa: PLC0415 - only who asks for it waits for it
    from moto.s3.models import s3_backends  # noqa: PLC0415 - the same

    bucket, _, key = url.removeprefix("s3://").partition("/")
    found = s3_backends[DEFAULT_ACCOUNT_ID]["aws"].get_object(bucket, key)
    if found is None:
        raise KeyError(url)
    body: bytes = found.value
    return body


def _columns_of(shape: bytes) -> Iterator[tuple[str, str]]:
    (size,) = struct.unpack("!h", shape[:2])
    at = 2
    for _ in range(size):
        end = shape.index(b"\0", at)
        name = shape[at:end].decode()
        _, _, oid, _, modifier, _ = struct.unpack("!ihihih", shape[end + 1 : end + 19])
        yield name, _type(oid, modifier)
        at = end + 19


def _type(oid: int, modifier: int) -> str:
    if oid != _NUMERIC:
        return _TYPES[oid]
    return "DECIMAL(38, 0)" if modifier < 0 else f"DECIMAL({(modifier - 4) >> 16}, {(modifier - 4) & 0xFFFF})"


def _put_parquet(to: str, columns: dict[str, str], data: bytes) -> None:
    bucket, _, key = to.removeprefix("s3://").partition("/")
    with tempfile.TemporaryDirectory() as folder:
        source, made = Path(folder, "rows.csv"), Path(folder, "rows.parquet")
        source.write_bytes(data)
        with _engine().cursor() as connection:
            types = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
            connection.execute(
                f"copy (select * from read_csv('{source}', auto_detect = false, header = false, delim = ',', "
                f"quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false, columns = {{{types}}})) "
                f"to '{made}' (format parquet)"
            )
        _s3().upload_file(str(made), bucket, f"{key}0000.parquet")


BUCKET = "tillroll-staging"
KEPT = "tillroll-kept"
ROLE = "arn:aws:iam::123456789012:role/tillroll-copy"
ACCESS = Access(staging=f"s3://{BUCKET}/chain", role=ROLE)
_REGION = {"LocationConstraint": "eu-west-2"}
_ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "eu-west-2"}


@contextmanager
def aws() -> Iterator[None]:
    """An AWS of the tests' own, which this process and those that it starts find by their environment."""
    from moto import backends  # noqa: PLC0415 - only who asks for it waits for it
    from moto.server import ThreadedMotoServer  # noqa: PLC0415 - the same

    modules = tuple(backends.list_of_moto_modules())
    backends.list_of_moto_modules = lambda: modules  # else it looks through its folder twice for each request
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # nobody reads a line a request, and each takes time
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    before = dict(os.environ)
    os.environ.update(_ENVIRONMENT, AWS_ENDPOINT_URL=f"http://{host}:{port}")
    try:
        for bucket in (BUCKET, KEPT):
            boto3.client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration=_REGION)
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        server.stop()
