"""How much of something an account may have in a region, and how much it has: Service Quotas and EC2 say."""

from dataclasses import dataclass
from typing import Any

from tillroll.adapters.aws import aws

_VPCS, _ENDPOINTS, _GATEWAYS = "L-F678F1CE", "L-29B6F2EB", "L-1B52E74A"
"""AWS's own names of the quotas: VPCs of a region, interface endpoints of a VPC, gateway endpoints of a region."""


@dataclass(frozen=True, slots=True)
class Used:
    """How many there may be, and how many there are."""

    most: int
    now: int


def vpcs(region: str | None = None) -> Used:
    """VPCs of the region."""
    return Used(_most(_VPCS, region), aws("ec2", region, lambda ec2: _count(ec2, "describe_vpcs", "Vpcs")))


def gateway_endpoints(region: str | None = None) -> Used:
    """Gateway endpoints of the region; S3's is one."""
    only = [{"Name": "vpc-endpoint-type", "Values": ["Gateway"]}]
    now = aws("ec2", region, lambda ec2: _count(ec2, "describe_vpc_endpoints", "VpcEndpoints", Filters=only))
    return Used(_most(_GATEWAYS, region), now)


def endpoints_of_a_vpc(region: str | None = None) -> int:
    """How many interface endpoints one VPC may have."""
    return _most(_ENDPOINTS, region)


def _most(code: str, region: str | None) -> int:
    told = aws("service-quotas", region, lambda quotas: quotas.get_service_quota(ServiceCode="vpc", QuotaCode=code))
    return int(told["Quota"]["Value"])


def _count(ec2: Any, action: str, what: str, **asked: object) -> int:  # noqa: ANN401 - boto3 has no types
    return sum(len(page[what]) for page in ec2.get_paginator(action).paginate(**asked))
