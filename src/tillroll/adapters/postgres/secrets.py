"""Passwords that AWS keeps, in Secrets Manager or Systems Manager's parameters. No message quotes what AWS answers."""

import json
from dataclasses import dataclass

from tillroll.adapters.aws import aws
from tillroll.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Login:
    """A user and a password, which no text of this shows."""

    user: str | None
    password: str

    def __repr__(self) -> str:
        """Who, and nothing more."""
        return f"Login({self.user!r})"


def kept_login(name: str, region: str | None = None, user: str | None = None) -> Login:
    """The login that AWS keeps as `ssm:NAME` or `secretsmanager:NAME`; the user is the one given if it names none."""
    kind, _, name = name.partition(":")
    return _login_in(_secret(region, name) if kind == "secretsmanager" else _parameter(region, name), user)


def _secret(region: str | None, name: str) -> str:
    answer = aws("secretsmanager", region, lambda client: client.get_secret_value(SecretId=name))
    return str(answer.get("SecretString", ""))


def _parameter(region: str | None, name: str) -> str:
    answer = aws("ssm", region, lambda client: client.get_parameter(Name=name, WithDecryption=True))
    return str(answer["Parameter"]["Value"])


def _login_in(text: str, user: str | None) -> Login:
    """A password alone, or JSON with `username` and `password` as Secrets Manager writes it."""
    try:
        held = json.loads(text)
    except ValueError:
        held = None
    if isinstance(held, dict) and held.get("password"):
        return Login(held.get("username") or user, str(held["password"]))
    if not text or isinstance(held, dict):
        raise ConfigurationError("credentials: the secret must hold a password, or JSON with username and password")
    return Login(user, text)
