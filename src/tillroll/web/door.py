"""The door: who comes in, how long they stay, and what proves that a post is theirs."""

import hashlib
import hmac
import secrets
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from argon2.low_level import ARGON2_VERSION
from itsdangerous import BadSignature, Signer

from tillroll.errors import ConfigurationError
from tillroll.report import Role, find_role
from tillroll.web.errors import THROTTLE_SECONDS, Refused, SignedOut, SignInFirst, TooBusy, TooMany
from tillroll.web.limits import Places
from tillroll.wiring import Accounts, Try, User

IDLE_SECONDS = 12 * 60 * 60.0
LONGEST_SECONDS = 7 * 24 * 60 * 60.0
WHY: Mapping[str, str] = {
    "idle": f"nothing was done for {IDLE_SECONDS / 3600:.0f} hours",
    "old": f"you signed in {LONGEST_SECONDS / 86400:.0f} days ago",
    "ended": "this session was ended: in another window, by a new password, or by who runs tillroll",
}
"""The reasons for which somebody is signed out, by their short names."""
LAPTOP = "this computer"
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
_MOST_FAILURES = 5
_MOST_FAILURES_OF_ADDRESS = 30
_UNKNOWN_LOGGED_EVERY_SECONDS = 60.0
_UNKNOWN = "somebody unknown"
_SEEN_EVERY_SECONDS = 60.0
_WRONG = "name or password is wrong: try again, or ask who runs tillroll to reset it"
_HASHER = PasswordHasher()
MOST_HASHES = 4
"""So many hashes are worked out at once: each takes 64 MiB."""
_HASHING = Places(MOST_HASHES, 20.0, "too many people sign in at once: try again in a few seconds")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks: `name` is whose eyes it is, `real_name` who is signed in. They differ while an owner views as one."""

    name: str
    role: Role
    grants: tuple[tuple[str, str], ...]
    real_name: str
    token: str

    @property
    def is_viewing_as(self) -> bool:
        """Whether it is somebody else who looks."""
        return self.name != self.real_name


def hash_password(password: str) -> str:
    """The argon2 hash of a password. `ConfigurationError` if it is too short or too long to be one."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise ConfigurationError(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters: choose another")
    with _HASHING.taken():
        return _HASHER.hash(password)


def _hash_of_nothing() -> str:
    """A hash that no known password has, as costly to try as any: the time tells nobody which names there are."""
    salt, digest = (
        b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (_HASHER.salt_len, _HASHER.hash_len)
    )
    cost = f"m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${cost}${salt}${digest}"


_NOBODY = _hash_of_nothing()


class Door:
    """Signing in and out over the file of accounts. `clock` gives seconds since 1970."""

    def __init__(self, accounts: Accounts, clock: Callable[[], float]) -> None:
        self._accounts = accounts
        self._clock = clock
        self._key = accounts.secret().encode()
        self._signer = Signer(self._key, salt="session")
        self._link_token: str | None = None
        self._forget_sessions(clock())

    @property
    def has_users(self) -> bool:
        """Whether people sign in by name; else the link that was printed is the key."""
        return bool(self._accounts.users())

    # Coming in

    def link_token(self) -> str:
        """A token that lets one browser in, once."""
        self._link_token = secrets.token_urlsafe(24)
        return self._link_token

    def enter(self, token: str) -> str:
        """The cookie for who brings the link's token. `SignInFirst` if it is not the one, or was used."""
        good, self._link_token = self._link_token, None if self._is_link(token) else self._link_token
        if good is None or self.has_users or not hmac.compare_digest(good.encode(), token.encode()):
            raise SignInFirst(
                "this link was used, or is not of this run: use the one that 'tillroll serve' printed last"
            )
        return self._begin("")

    def _is_link(self, token: str) -> bool:
        return self._link_token is not None and hmac.compare_digest(self._link_token.encode(), token.encode())

    def sign_in(self, name: str, password: str, address: str) -> str:
        """The cookie of a new session. `SignInFirst` if name or password is wrong, `TooMany` after many tries."""
        user = self._accounts.find_user(name)
        tried = Try(name, address, self._clock())
        fits = self._judged(tried, user, password)
        if not user or user.is_disabled or not fits:
            self._log_failed(user, tried.taken_at)
            raise SignInFirst(_WRONG)
        self._accounts.give_back_try(tried)
        self._accounts.forget_failures(name)
        return self._begin(user.name)

    def _judged(self, tried: Try, user: User | None, password: str) -> bool:
        """Whether the password is the user's. The try is counted first, so that many at once are no way around that."""
        since = tried.taken_at - THROTTLE_SECONDS
        if not self._accounts.take_try(tried, since, _MOST_FAILURES, _MOST_FAILURES_OF_ADDRESS):
            who = user.name if user else _UNKNOWN
            self._accounts.log_once(who, "sign-in refused", "too many tries", tried.taken_at, since)
            raise TooMany("too many tries: wait a quarter of an hour, then try again")
        try:
            return _fits(user.password_hash if user else _NOBODY, password[: LONGEST_PASSWORD + 1])
        except TooBusy:
            self._accounts.give_back_try(tried)
            raise

    def _log_failed(self, user: User | None, now: float) -> None:
        """Each try of somebody there is, for those are few; of names that nobody has, one a minute."""
        if user:
            self._accounts.log(user.name, "sign-in failed", "", now)
        else:
            self._accounts.log_once(_UNKNOWN, "sign-in failed", "", now, now - _UNKNOWN_LOGGED_EVERY_SECONDS)

    def _begin(self, user_name: str) -> str:
        token, now = secrets.token_urlsafe(32), self._clock()
        self._forget_sessions(now)
        self._accounts.begin_session(_hash(token), user_name, now)
        self._accounts.log(user_name or LAPTOP, "signed in", "", now)
        return self._signer.sign(token).decode()

    def _forget_sessions(self, now: float) -> None:
        """Forget sessions that expired so long ago that nobody comes back to be told why."""
        self._accounts.end_old_sessions(now - 2 * LONGEST_SECONDS, now - 2 * LONGEST_SECONDS)

    # Being in

    def visitor(self, cookie: str | None) -> Visitor:
        """Who brings this cookie. `SignInFirst` without a session, `SignedOut` if it has expired or was ended."""
        token = self._token(cookie)
        session, now = self._accounts.session(_hash(token)), self._clock()
        if session is None:
            raise self._signed_out("ended")
        if now - session.begun_at > LONGEST_SECONDS:
            raise self._signed_out("old")
        if now - session.seen_at > IDLE_SECONDS:
            raise self._signed_out("idle")
        if not session.user_name:
            return self._laptop(token)
        return self._person(session.user_name, session.view_as, token)

    def stay(self, visitor: Visitor) -> None:
        """The visitor did something: the session is not idle."""
        session, now = self._accounts.session(_hash(visitor.token)), self._clock()
        if session and now - session.seen_at > _SEEN_EVERY_SECONDS:
            self._accounts.see_session(_hash(visitor.token), now)

    def _token(self, cookie: str | None) -> str:
        if not cookie:
            raise SignInFirst("sign in first")
        try:
            return self._signer.unsign(cookie).decode()
        except (BadSignature, UnicodeDecodeError):
            raise SignInFirst("sign in first") from None

    def _signed_out(self, why: str) -> SignedOut:
        again = "sign in again" if self.has_users else "start 'tillroll serve' again, and open the link that it prints"
        return SignedOut(why, f"you were signed out because {WHY[why]}: {again}")

    def _laptop(self, token: str) -> Visitor:
        if self.has_users:
            raise SignInFirst("there are users now: sign in by name")
        return Visitor(LAPTOP, find_role("owner"), (), LAPTOP, token)

    def _person(self, user_name: str, view_as: str | None, token: str) -> Visitor:
        users = {user.name: user for user in self._accounts.users() if not user.is_disabled}
        real = users.get(user_name)
        if real is None:
            raise self._signed_out("ended")
        seen = users.get(view_as, real) if view_as and find_role(real.role).may_view_as else real
        return Visitor(seen.name, find_role(seen.role), seen.grants, real.name, token)

    # Doing and leaving

    def view_as(self, visitor: Visitor, name: str | None) -> None:
        """Look through another person's eyes; without a name, through one's own. `Refused` for who is no owner."""
        user = self._accounts.find_user(visitor.real_name)
        if user is None or not find_role(user.role).may_view_as:
            raise Refused("only an owner may view as another user")
        other = self._accounts.find_user(name) if name else None
        if name and (other is None or other.is_disabled):
            raise Refused("there is no such user: choose one of the list")
        self._accounts.set_view_as(_hash(visitor.token), other.name if other else None)
        kind = "views as" if other else "views as themselves again"
        self._accounts.log(user.name, kind, other.name if other else "", self._clock())

    def change_password(self, visitor: Visitor, old: str, new: str, address: str) -> None:
        """A new password; every session of the person ends. `Refused` if the old one is wrong."""
        user = self._accounts.find_user(visitor.real_name)
        if user is None or visitor.is_viewing_as:
            raise Refused("there is no password of yours to change here: go back to your own view first")
        tried = Try(user.name, address, self._clock())
        if not self._judged(tried, user, old):
            self._accounts.log(user.name, "password change failed", "", tried.taken_at)
            raise Refused("the old password is wrong: try again")
        self._accounts.give_back_try(tried)
        self._accounts.set_password(user.name, hash_password(new))
        self.log(visitor, "changed their password", "")

    def sign_out(self, visitor: Visitor) -> None:
        """End the session, on the server too."""
        self._accounts.end_session(_hash(visitor.token))
        self.log(visitor, "signed out", "")

    def log(self, visitor: Visitor, kind: str, about: str) -> None:
        """Keep in the audit log what a person did: the name is of who is signed in, and as whom they look is told."""
        seen_as = f"viewing as {visitor.name}" if visitor.is_viewing_as else ""
        self._accounts.log(visitor.real_name, kind, ", ".join(filter(None, (about, seen_as))), self._clock())

    # What proves that a form is ours

    def form_token(self, owner: str) -> str:
        """A token for the forms of one session; each page has another, so that compression tells nothing."""
        salt = secrets.token_hex(16)
        return f"{salt}.{self._mac(salt, owner)}"

    def check_form(self, owner: str, token: str) -> None:
        """`Refused` unless the token is of a form that was given to this session."""
        salt, _, mac = token.partition(".")
        if not hmac.compare_digest(self._mac(salt, owner).encode(), mac.encode()):
            raise Refused("this form is out of date or not from here: go back, load the page again and repeat")

    def _mac(self, salt: str, owner: str) -> str:
        return hmac.new(self._key, f"form {salt} {owner}".encode(), hashlib.sha256).hexdigest()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _fits(password_hash: str, password: str) -> bool:
    with _HASHING.taken():
        try:
            return _HASHER.verify(password_hash, password)
        except (Argon2Error, InvalidHashError):
            return False
