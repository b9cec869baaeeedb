"""Where a function of tillroll finds its queues, buckets and settings: its environment, and parameters of SSM."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tillroll.adapters.aws import Bucket
from tillroll.adapters.queues import Queue
from tillroll.adapters.staged_bucket import StagedBucket
from tillroll.errors import ConfigurationError
from tillroll.settings import SETTINGS

SECRETS = frozenset({"smtp_password"})
_FORMATS = "formats"


@dataclass(frozen=True, slots=True)
class Place:
    """The environment of a function."""

    environ: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """What the environment says of TILLROLL_NAME; `ConfigurationError` if it says nothing."""
        variable = f"TILLROLL_{name.upper()}"
        if not self.environ.get(variable):
            raise ConfigurationError(f"{variable} is not set: the template gives it to this function")
        return self.environ[variable]

    @property
    def region(self) -> str | None:
        """The region that all of it lies in."""
        return self.environ.get("AWS_REGION")

    def queue(self, name: str) -> Queue:
        """One of the queues."""
        return Queue(self[name], self.region)

    @property
    def staged(self) -> Bucket:
        """Where the staged form lies."""
        return Bucket.of(self["staged"], self.region)

    def store(self, few: int = 1) -> StagedBucket:
        """The staged form."""
        return StagedBucket(self.staged, few)

    def settled(self, parameters: Mapping[str, str]) -> Mapping[str, str]:
        """The environment with the parameters under this function's path, as variables; what it says itself wins."""
        given = {name: text for name, text in parameters.items() if text.strip()}
        unknown = sorted(given.keys() - {setting.name for setting in SETTINGS} - SECRETS)
        if unknown:
            raise ConfigurationError(
                f"{self['parameters']}{unknown[0]}: there is no such setting: docs/reference/settings.md has them all"
            )
        return {f"TILLROLL_{name.upper()}": text for name, text in given.items()} | dict(self.environ)


def fetch_formats(bucket: Bucket, folder: Path) -> Path | None:
    """The till formats that lie beside the staged form, in a folder here; None if there are none."""
    keys = [key for key in bucket.keys(bucket.key(_FORMATS)) if key.endswith(".toml")]
    for key in keys:
        bucket.fetch(key, folder / key.rpartition("/")[2])
    return folder if keys else None
