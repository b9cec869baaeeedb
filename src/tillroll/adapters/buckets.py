"""How a bucket is set: whether it is there, closed to the public, and keeps versions."""

from typing import Any

from tillroll.adapters.aws import Refused, aws

_CLOSED = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
_NOT_SET = frozenset({"NoSuchPublicAccessBlockConfiguration", "NoSuchPublicAccessBlockConfigurationError"})
_NOT_THERE = frozenset({"404", "NoSuchBucket", "NotFound"})


def is_there(bucket: str, region: str | None = None) -> bool:
    """Whether there is such a bucket."""
    try:
        _ask(bucket, region, "head_bucket")
    except Refused as error:
        if error.code in _NOT_THERE:
            return False
        raise
    return True


def is_closed(bucket: str, region: str | None = None) -> bool:
    """Whether the public is kept out, whatever anyone writes into policies or lists of rights."""
    try:
        told = _ask(bucket, region, "get_public_access_block")["PublicAccessBlockConfiguration"]
    except Refused as error:
        if error.code in _NOT_SET:
            return False
        raise
    return all(told.get(each) for each in _CLOSED)


def keeps_versions(bucket: str, region: str | None = None) -> bool:
    """Whether what is overwritten or deleted stays there as an older version."""
    return bool(_ask(bucket, region, "get_bucket_versioning").get("Status") == "Enabled")


def tells(bucket: str, region: str | None = None) -> list[str]:
    """The ARNs of the queues that the bucket tells of new objects."""
    told = _ask(bucket, region, "get_bucket_notification_configuration")
    return [each["QueueArn"] for each in told.get("QueueConfigurations", [])]


def _ask(bucket: str, region: str | None, action: str) -> Any:  # noqa: ANN401 - boto3 has no types
    return aws("s3", region, lambda s3: getattr(s3, action)(Bucket=bucket))
