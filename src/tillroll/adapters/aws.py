"""AWS as other adapters ask it: its services, and a place in S3."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tillroll.errors import ConfigurationError, TryAgainLater

LATER = (
    *("Throttl", "TooManyRequests", "SlowDown", "ServiceUnavailable"),
    *("InternalError", "InternalFailure", "InternalServer", "RequestTimeout"),
)
"""How the codes of errors begin that pass by themselves."""
_STRANGER = (
    *("ExpiredToken", "InvalidClientTokenId", "UnrecognizedClient", "InvalidAccessKeyId"),
    *("SignatureDoesNotMatch", "AuthFailure"),
)
"""How the codes of errors begin that say that AWS does not know who asks."""
_GUIDES = {"ssm": "postgresql.md and redshift.md", "secretsmanager": "postgresql.md and redshift.md"} | dict.fromkeys(
    (
        *("cloudformation", "cloudwatch", "ec2", "kinesis", "lambda", "logs", "scheduler", "service-quotas"),
        *("sns", "sqs", "sts"),
    ),
    "run-the-cloud.md",
)
_AT_ONCE = 1000
_LONGEST_CALL = 900


class Refused(ConfigurationError):  # noqa: N818 - it says what happened
    """AWS refused something; ``code`` is its own word for why."""

    def __init__(self, words: str, code: str) -> None:
        super().__init__(words)
        self.code = code


def has_library() -> bool:
    """Whether what `tillroll[aws]` brings is installed."""
    return all(find_spec(name) for name in ("boto3", "yaml"))


def aws(service: str, region: str | None, work: Callable[[Any], Any]) -> Any:  # noqa: ANN401 - boto3 has no types
    """Do something with a service of AWS; its errors say what to do, and never what was asked or answered."""
    try:
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - only who needs AWS has it
    except ImportError:
        raise ConfigurationError("it needs AWS's library: install it with pip install 'tillroll[aws]'") from None
    try:
        return work(_client(service, region))
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", "error"))
        if code.startswith(LATER):
            raise TryAgainLater(f"AWS {service} is busy ({code}): run again in a moment") from None
        raise Refused(_refusal(service, str(error.operation_name), code), code) from None
    except BotoCoreError as error:
        raise ConfigurationError(
            f"AWS {service} can't be asked ({type(error).__name__}): see to AWS credentials, region and network"
        ) from None


def _refusal(service: str, action: str, code: str) -> str:
    if code.startswith(_STRANGER):
        return f"AWS {service} does not know these credentials ({code}): sign in to AWS again, or correct them"
    guide = _GUIDES.get(service, "redshift.md")
    return f"AWS {service} refused {action} ({code}): see the rights and names that docs/how-to/{guide} list"


@cache
def _client(service: str, region: str | None) -> Any:  # noqa: ANN401 - boto3 has no types
    """A service's client; to make one takes longer than to ask it, and it has new credentials by itself.

    A function may work for as long as Lambda lets it, and is not called again meanwhile.
    """
    import boto3  # noqa: PLC0415 - only who needs AWS has it
    from botocore.config import Config  # noqa: PLC0415 - the same

    is_slow = service == "lambda"
    config = Config(read_timeout=_LONGEST_CALL, retries={"total_max_attempts": 1}) if is_slow else None
    return boto3.client(service, region_name=region, config=config)


@dataclass(frozen=True, slots=True)
class Bucket:
    """A place in S3, with the region that it is in."""

    name: str
    prefix: str
    region: str | None

    @classmethod
    def of(cls, url: str, region: str | None = None) -> "Bucket":
        """The place that a URL names."""
        parts = urlsplit(url)
        return cls(parts.netloc, parts.path.strip("/"), region)

    def url(self, key: str) -> str:
        """The whole name of an object."""
        return f"s3://{self.name}/{key}"

    def key(self, *parts: str) -> str:
        """The key of an object under the prefix."""
        return "/".join(part for part in (self.prefix, *parts) if part)

    def client(self, action: str, **asked: object) -> Any:  # noqa: ANN401 - boto3 has no types
        """Ask S3 something about this bucket."""
        return aws("s3", self.region, lambda s3: getattr(s3, action)(Bucket=self.name, **asked))

    def upload(self, path: Path, key: str) -> None:
        """Send a file."""
        with path.open("rb") as stream:
            self.client("put_object", Key=key, Body=stream)

    def fetch(self, key: str, path: Path) -> None:
        """Fetch an object into a file; where there is no such object, there is no such file."""
        body = aws("s3", self.region, lambda s3: self._body(s3, key))
        if body is not None:
            with path.open("wb") as file:
                aws("s3", self.region, lambda _: shutil.copyfileobj(body, file))

    def _body(self, s3: Any, key: str) -> Any:  # noqa: ANN401 - boto3 has no types
        try:
            return s3.get_object(Bucket=self.name, Key=key)["Body"]
        except s3.exceptions.NoSuchKey:
            return None

    def text(self, key: str) -> str | None:
        """The text of a small object; None where there is no such object."""
        body = aws("s3", self.region, lambda s3: self._body(s3, key))
        return None if body is None else str(aws("s3", self.region, lambda _: body.read().decode()))

    def write_text(self, key: str, text: str) -> None:
        """Keep a text as an object."""
        self.client("put_object", Key=key, Body=text.encode())

    def has(self, key: str) -> bool:
        """Whether there is such an object."""
        found: bool = aws("s3", self.region, lambda s3: self._has(s3, key))
        return found

    def _has(self, s3: Any, key: str) -> bool:  # noqa: ANN401 - boto3 has no types
        try:
            s3.head_object(Bucket=self.name, Key=key)
        except s3.exceptions.ClientError as error:
            if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == HTTPStatus.NOT_FOUND:
                return False
            raise
        return True

    def keys(self, prefix: str) -> list[str]:
        """The keys of all objects under a prefix, sorted."""
        found: list[str] = aws("s3", self.region, lambda s3: list(self._keys(s3, prefix)))
        return sorted(found)

    def _keys(self, s3: Any, prefix: str) -> Iterator[str]:  # noqa: ANN401 - boto3 has no types
        pages = s3.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=f"{prefix}/" if prefix else "")
        for page in pages:
            yield from (each["Key"] for each in page.get("Contents", []))

    def clear(self, prefix: str) -> None:
        """Take away all objects under a prefix."""
        keys = self.keys(prefix)
        for first in range(0, len(keys), _AT_ONCE):
            some = [{"Key": key} for key in keys[first : first + _AT_ONCE]]
            refused = self.client("delete_objects", Delete={"Objects": some, "Quiet": True}).get("Errors", [])
            if refused:
                raise ConfigurationError(f"AWS s3 refused to delete under {self.url(prefix)}: see to the rights there")
