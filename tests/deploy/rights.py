"""Which right each call of AWS needs, and which rights a function needs though its code makes no call.

The calls that a function makes are found in its code: a method of a client of boto3, or its name as a text (some code
asks for a client's method by name). Only modules that have the clients may say such names: elsewhere a ``publish`` of
our own would pass for the right to tell people.
"""

import ast
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

import botocore.session
from botocore import xform_name

from tests.deploy.reached import Walk

SERVICES = ("s3", "sqs", "sns", "ssm", "kinesis", "secretsmanager", "redshift", "redshift-serverless", "kms", "sts")
"""The services of which the code may have clients."""

CALLS: Mapping[str, frozenset[str]] = {
    name: frozenset(rights.split())
    for name, rights in {
        "get_object": "s3:GetObject",
        "head_object": "s3:GetObject",
        "put_object": "s3:PutObject",
        "put_object_tagging": "s3:PutObjectTagging",
        "delete_object": "s3:DeleteObject",
        "delete_objects": "s3:DeleteObject",
        "list_objects_v2": "s3:ListBucket",
        "list_object_versions": "s3:ListBucketVersions",
        "send_message": "sqs:SendMessage",
        "send_message_batch": "sqs:SendMessage",
        "receive_message": "sqs:ReceiveMessage",
        "delete_message": "sqs:DeleteMessage",
        "change_message_visibility": "sqs:ChangeMessageVisibility",
        "get_queue_attributes": "sqs:GetQueueAttributes",
        "publish": "sns:Publish",
        "get_parameter": "ssm:GetParameter",
        "get_parameters_by_path": "ssm:GetParametersByPath",
        "get_secret_value": "secretsmanager:GetSecretValue",
        "get_cluster_credentials": "redshift:GetClusterCredentials",
        "get_credentials": "redshift-serverless:GetCredentials",
    }.items()
}
"""Each call that the code may make, and the right for it."""

OF_VERSIONS: Mapping[str, str] = {
    "get_object": "s3:GetObjectVersion",
    "put_object_tagging": "s3:PutObjectVersionTagging",
}
"""What S3 asks for instead when the call names a version."""

BY_EVENT: Mapping[str, frozenset[str]] = {
    "SQS": frozenset({"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}),
    "Kinesis": frozenset(
        {
            "kinesis:DescribeStream",
            "kinesis:DescribeStreamSummary",
            "kinesis:GetRecords",
            "kinesis:GetShardIterator",
            "kinesis:ListShards",
            "sqs:SendMessage",  # to the queue of failures
        }
    ),
}
"""What Lambda itself does by the function's role, to bring it its events."""

CLIENTS = "tillroll.adapters.aws"
"""The module that has boto3's clients: who makes a call is this or names it."""

CREDENTIALS: Mapping[str, str] = {
    "workgroup": "redshift-serverless:GetCredentials",
    "cluster": "redshift:GetClusterCredentials",
    "secret": "secretsmanager:GetSecretValue",
    "parameter": "ssm:GetParameter",
}
"""The right to the password, with each kind of credentials. The code can ask by each; a role holds one."""

ALWAYS = frozenset({"logs:CreateLogStream", "logs:PutLogEvents"})
"""What Lambda does for every function: its logs."""

IN_A_VPC = frozenset(
    {
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:UnassignPrivateIpAddresses",
    }
)
"""What Lambda does for a function in a VPC."""

WRITES = frozenset({"s3:PutObject", "sqs:SendMessage", "sns:Publish"})
"""What is encrypted as it is written: with a key of our own that takes kms:GenerateDataKey."""


Call = tuple[str, str]
"""A call and the module that makes it."""


def needed(
    walk: Walk, events: Mapping[str, Any], mistaken: Collection[Call] = (), credentials: str = "workgroup"
) -> frozenset[str]:
    """The rights that a function needs, of its code and of what Lambda does for it, in a VPC and with a key."""
    called = frozenset(right for name, _ in calls(walk) - set(mistaken) for right in CALLS[name]) | versions(walk)
    brought = frozenset(right for event in events.values() for right in BY_EVENT[event["Type"]])
    others = frozenset(right for kind, right in CREDENTIALS.items() if kind != credentials)
    found = (called - others) | brought | ALWAYS | IN_A_VPC | {"kms:Decrypt"}
    return found | {"kms:GenerateDataKey"} if found & WRITES else found


def calls(walk: Walk) -> frozenset[Call]:
    """The calls of AWS that the code makes; `AssertionError` where one of them has no right above."""
    found = frozenset((name, module) for module, node in walk.nodes() if (name := said(node)) in operations())
    unknown = {name for name, _ in found} - CALLS.keys()
    assert not unknown, f"say in tests/deploy/rights.py which rights these calls need: {', '.join(sorted(unknown))}"
    return found


def versions(walk: Walk) -> frozenset[str]:
    """The rights for calls that name a version: those of modules whose code says ``VersionId``."""
    modules = {module for module, node in walk.nodes() if said(node) == "VersionId"}
    return frozenset(OF_VERSIONS[name] for name, module in calls(walk) if name in OF_VERSIONS and module in modules)


def said(node: ast.AST) -> str:
    """The name or the text that a piece of syntax is."""
    match node:
        case ast.Attribute(attr=name) | ast.Constant(value=str(name)) | ast.keyword(arg=str(name)):
            return name
        case _:
            return ""


@cache
def operations() -> frozenset[str]:
    """Every call of every service, as boto3 names it."""
    loader = botocore.session.get_session().get_component("data_loader")
    models = (loader.load_service_model(service, "service-2") for service in SERVICES)
    return frozenset(xform_name(name) for model in models for name in model["operations"])
