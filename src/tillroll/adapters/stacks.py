"""A stack of CloudFormation as it is deployed, and who asks for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tillroll.adapters.aws import Refused, aws


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose credentials these are: the account, and the user or role within it."""

    account: str
    arn: str


@dataclass(frozen=True, slots=True)
class Deployed:
    """A stack: its name, its status, what it tells, and what it was given."""

    name: str
    status: str
    outputs: Mapping[str, str]
    parameters: Mapping[str, str]


def caller(region: str | None = None) -> Caller:
    """Who asks."""
    told = aws("sts", region, lambda sts: sts.get_caller_identity())
    return Caller(told["Account"], told["Arn"])


def region_of(region: str | None = None) -> str:
    """The region that is asked: the one given, else the one that AWS's own settings name."""
    name: str = aws("sts", region, lambda sts: sts.meta.region_name)
    return name


def deployed(name: str, region: str | None = None) -> Deployed | None:
    """A stack by its name; None if there is none."""
    try:
        told = aws("cloudformation", region, lambda cloud: cloud.describe_stacks(StackName=name))
    except Refused as error:
        if error.code == "ValidationError":
            return None
        raise
    return _deployed(told["Stacks"][0])


def all_deployed(region: str | None = None) -> list[Deployed]:
    """All stacks of the account in a region."""
    found: list[Deployed] = aws("cloudformation", region, _all)
    return found


def _all(cloud: Any) -> list[Deployed]:  # noqa: ANN401 - boto3 has no types
    pages = cloud.get_paginator("describe_stacks").paginate()
    return [_deployed(told) for page in pages for told in page["Stacks"]]


def _deployed(told: Mapping[str, Any]) -> Deployed:
    outputs = {each["OutputKey"]: each["OutputValue"] for each in told.get("Outputs", [])}
    given = {each["ParameterKey"]: each.get("ParameterValue", "") for each in told.get("Parameters", [])}
    return Deployed(told["StackName"], told["StackStatus"], outputs, given)
