"""The raw bucket as the close of the day sees it: what was delivered, and the mark by which S3 lets go of it."""

from dataclasses import dataclass

from tillroll.adapters.aws import aws
from tillroll.adapters.raw_bucket import Found, every_object
from tillroll.cloud.preparing import is_file

_LOADED = {"TagSet": [{"Key": "tillroll", "Value": "loaded"}]}


@dataclass(frozen=True, slots=True)
class RawBucket:
    """The bucket into which branches put their files."""

    name: str
    region: str | None = None

    def delivered(self) -> list[Found]:
        """Every version of every till file and list, in order of delivery."""
        return [found for found in every_object(self.name) if is_file(found.raw.key)]

    def mark_loaded(self, found: Found) -> None:
        """Let S3 delete a version within a week of its coming: a rule of the bucket goes by this mark."""
        raw = found.raw
        version = {"VersionId": raw.version} if raw.version else {}
        aws(
            "s3",
            self.region,
            lambda s3: s3.put_object_tagging(Bucket=raw.bucket, Key=raw.key, Tagging=_LOADED, **version),
        )

    def put_by(self, name: str, data: bytes) -> None:
        """Keep bytes that are no record of a till, where a person can see to them."""
        key = f"stream-unreadable/{name}"
        aws("s3", self.region, lambda s3: s3.put_object(Bucket=self.name, Key=key, Body=data))
