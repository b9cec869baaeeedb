"""Accounts: people, sessions and the audit log in a small SQLite file beside the warehouse.

Not in the warehouse: signing in must not wait for a load, and a copy of the warehouse carries no password's hash.
"""

import secrets
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tillroll.errors import ConfigurationError
from tillroll.statements import parameters_of, statement, statement_names

Row = tuple[Any, ...]
_WAIT_SECONDS = 10.0
_NO_LIMIT, _LAST_NUMBER = -1, 2**63 - 1


@dataclass(frozen=True, slots=True)
class User:
    """A person who may sign in, unless disabled. `grants` are kinds and names."""

    name: str
    role: str
    password_hash: str
    is_disabled: bool
    grants: tuple[tuple[str, str], ...]
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A session. The user of a session on a laptop without users has no name. Times are seconds since 1970."""

    user_name: str
    view_as: str | None
    begun_at: float
    seen_at: float


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the audit log: its number, when (seconds since 1970), who, what, about what."""

    number: int
    happened_at: float
    user_name: str
    kind: str
    about: str


@dataclass(frozen=True, slots=True)
class Try:
    """A try with a password: under which name, from which address, taken when (seconds since 1970)."""

    name: str
    address: str
    taken_at: float


class Accounts:
    """The file of accounts. Threads share it; each statement is a transaction of its own."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        try:
            path.touch(mode=0o600)
            self._connection = sqlite3.connect(
                path, timeout=_WAIT_SECONDS, check_same_thread=False, isolation_level=None
            )
            for name in statement_names("accounts"):
                if name.startswith("accounts/create_"):
                    self._run(name.removeprefix("accounts/"))
            self._run("add_secret", value=secrets.token_urlsafe(48))
        except (OSError, sqlite3.Error):
            raise ConfigurationError(
                f"{path}: the file of accounts can't be opened or written: check that its folder is yours"
            ) from None

    def _run(self, name: str, /, **parameters: object) -> list[Row]:
        full = f"accounts/{name}"
        wanted = {key: parameters[key] for key in parameters_of(full)}
        with self._lock:
            return self._connection.execute(statement(full), wanted).fetchall()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def secret(self) -> str:
        """The key that signs cookies; it is made with the file."""
        return str(self._run("secret")[0][0])

    # People

    def users(self) -> list[User]:
        """Everybody, by name."""
        grants: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for user_name, kind, name in self._run("granted"):
            grants[user_name].append((kind, name))
        return [User(row[0], row[1], row[2], bool(row[3]), tuple(grants[row[0]]), row[4]) for row in self._run("users")]

    def find_user(self, name: str) -> User | None:
        """One person; None if there is none of that name."""
        return next((user for user in self.users() if user.name == name), None)

    def add_user(self, name: str, role: str, password_hash: str, grants: Iterable[tuple[str, str]], now: float) -> None:
        """Add a person. `ConfigurationError` if there is one of that name."""
        try:
            self._run("add_user", user_name=name, role=role, password_hash=password_hash, created_at=now)
        except sqlite3.IntegrityError:
            raise ConfigurationError(f"there is a user {name} already: choose another name") from None
        for kind, granted in grants:
            self._run("add_granted", user_name=name, kind=kind, name=granted)

    def set_password(self, name: str, password_hash: str, *, is_disabled: bool = False) -> None:
        """Give a person a new password, or none that fits; every session of theirs ends."""
        self._run("set_password", user_name=name, password_hash=password_hash, is_disabled=int(is_disabled))
        self._run("end_sessions_of", user_name=name)

    def set_email(self, name: str, address: str | None) -> None:
        """Give a person an e-mail address, or none. `ConfigurationError` if it is another person's."""
        if address is None:
            self._run("drop_address", user_name=name)
            return
        try:
            self._run("set_address", user_name=name, address=address)
        except sqlite3.IntegrityError:
            raise ConfigurationError("another user has this e-mail address: each person has their own") from None

    # Digests, by address in lower case

    def sent_digests(self, day: date) -> set[str]:
        """The addresses that had the digest of a trading date."""
        return {address for (address,) in self._run("sent_digests", trading_date=day.isoformat())}

    def claim_digest(self, address: str, day: date, now: float, claimed_before: float) -> bool:
        """Take a digest to send it, unless it was sent, or taken after the moment given."""
        return bool(
            self._run(
                "claim_digest", address=address, trading_date=day.isoformat(), now=now, claimed_before=claimed_before
            )
        )

    def note_digest(self, address: str, day: date, now: float) -> None:
        """Note that a digest was sent."""
        self._run("note_digest", address=address, trading_date=day.isoformat(), now=now)

    def give_back_digest(self, address: str, day: date) -> None:
        """A digest that was taken was not sent."""
        self._run("give_back_digest", address=address, trading_date=day.isoformat())

    # Sessions

    def begin_session(self, token_hash: str, user_name: str, now: float) -> None:
        """Record a session by the hash of its token."""
        self._run("add_session", token_hash=token_hash, user_name=user_name, now=now)

    def session(self, token_hash: str) -> Session | None:
        """The session of a token; None if there is none (any more)."""
        rows = self._run("session", token_hash=token_hash)
        return Session(*rows[0]) if rows else None

    def see_session(self, token_hash: str, now: float) -> None:
        """Note that a session was used."""
        self._run("see_session", token_hash=token_hash, now=now)

    def set_view_as(self, token_hash: str, view_as: str | None) -> None:
        """Look through another person's eyes, or through one's own again."""
        self._run("set_view_as", token_hash=token_hash, view_as=view_as)

    def end_session(self, token_hash: str) -> None:
        """End one session."""
        self._run("end_session", token_hash=token_hash)

    def end_old_sessions(self, begun_before: float, seen_before: float) -> None:
        """Forget sessions that have expired."""
        self._run("end_old_sessions", begun_before=begun_before, seen_before=seen_before)

    # The audit log, and failed sign-ins

    def log(self, user_name: str, kind: str, about: str, now: float) -> None:
        """Keep an event."""
        self._run("add_event", user_name=user_name, kind=kind, about=about, now=now)

    def events(
        self, most: int | None = None, kind: str = "", before: int | None = None, since: float = 0.0
    ) -> list[Event]:
        """Events, the newest first: at most so many, of one kind, of lower numbers than one, since a moment."""
        row_limit, before = _NO_LIMIT if most is None else most, _LAST_NUMBER if before is None else before
        rows = self._run("events", row_limit=row_limit, kind=kind, before=before, since=since)
        return [Event(*row) for row in rows]

    def event_kinds(self) -> list[str]:
        """The kinds of events that there are, by name."""
        return [kind for (kind,) in self._run("event_kinds")]

    def log_once(self, user_name: str, kind: str, about: str, now: float, since: float) -> None:
        """Keep an event, unless the same was kept since then: who repeats it does not make the log grow."""
        self._run("add_event_once", user_name=user_name, kind=kind, about=about, now=now, since=since)

    def take_try(self, tried: Try, since: float, most_of_name: int, most_of_address: int) -> bool:
        """Count a try with a password as failed, before it is judged; whether there was one left since then.

        Of many at once no more are let through than that: to ask and to count is one statement.
        """
        self._run("forget_old_failures", since=since)
        most = {"most_of_name": most_of_name, "most_of_address": most_of_address}
        return bool(self._run("take_try", **_counted_for(tried), now=tried.taken_at, since=since, **most))

    def give_back_try(self, tried: Try) -> None:
        """A try that was taken did not fail."""
        self._run("give_back_try", **_counted_for(tried), taken_at=tried.taken_at)

    def forget_failures(self, name: str) -> None:
        """Forget the failures of somebody who signed in."""
        self._run("forget_failures", counted_for=f"name {name}")


def _counted_for(tried: Try) -> dict[str, str]:
    return {"name": f"name {tried.name}", "address": f"address {tried.address}"}
