"""Passwords that AWS keeps, in Secrets Manager or Systems Manager's parameters. No message quotes what AWS answers."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tillroll.errors import ConfigurationError, TryAgainLater

_LATER = ("Throttl", "TooManyRequests", "ServiceUnavailable", "InternalFailure", "InternalServer", "RequestTimeout")


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


def aws(service: str, region: str | None, work: Callable[[Any], Any]) -> Any:  # noqa: ANN401 - boto3 has no types
    """Do something with a service of AWS; its errors say what to do, and never what was asked or answered."""
    try:
        import boto3  # noqa: PLC0415 - only who needs AWS has it
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - the same
    except ImportError:
        raise ConfigurationError(
            "Redshift, and passwords that AWS keeps, need AWS's library: install it with pip install 'tillroll[aws]'"
        ) from None
    try:
        return work(boto3.client(service, region_name=region))
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", "error"))
        if code.startswith(_LATER):
            raise TryAgainLater(f"AWS {service} is busy ({code}): run again in a moment") from None
        raise ConfigurationError(
            f"AWS {service} refused {error.operation_name} ({code}): see the rights and names that docs/how-to/"
            f"{'postgresql.md and ' if service in {'ssm', 'secretsmanager'} else ''}redshift.md list"
        ) from None
    except BotoCoreError as error:
        raise ConfigurationError(
            f"AWS {service} can't be asked ({type(error).__name__}): see to AWS credentials, region and network"
        ) from None
