"""The templates with every switch on, and with every switch off that can be."""

from functools import cache

from tools.stack import Stack, load, resolve

_ARN = "arn:aws:redshift-serverless:eu-west-2:123456789012:workgroup/0123"
_WAREHOUSE = {"Warehouse": "redshift://prod.123456789012.eu-west-2.redshift-serverless.amazonaws.com/sales"}
_REPLICA = {
    "ReplicaBucketArn": "arn:aws:s3:::copy-123456789012-eu-west-1",
    "ReplicaKeyArn": "arn:aws:kms:eu-west-1:123456789012:key/0123",
}
_MAIL = {
    "NoticeEmail": "owner@example.com",
    "SmtpHost": "email-smtp.eu-west-2.amazonaws.com",
    "SmtpUser": "tillroll",
    "DigestSender": "tillroll@example.com",
    "DigestDomains": "example.com",
}
_GIVEN = {
    "template.yaml": {**_WAREHOUSE, "WarehouseCredentialsArns": _ARN},
    "platform.yaml": {
        "Stack": "prod",
        "VpcId": "vpc-0123",
        "SubnetIds": "subnet-1,subnet-2,subnet-3",
        "WarehouseGroup": "sg-0123",
        "StagedBucketArn": "arn:aws:s3:::prod-staged-123456789012-eu-west-2",
    },
    "replica.yaml": {},
    "github-oidc.yaml": {"Repository": "owner/tillroll", "Environment": "prod"},
}
_MORE = {
    "template.yaml": {**_REPLICA, **_MAIL, "EndpointZones": "all"},
    "platform.yaml": {
        "KeyArn": "arn:aws:kms:eu-west-2:123456789012:key/0123",
        "AlarmsArn": "arn:aws:sns:eu-west-2:123456789012:prod-alarms",
        "DashboardsBucket": "tillroll-artifacts-123456789012-eu-west-2",
        "QuickSightPrincipalArn": "arn:aws:quicksight:eu-west-2:123456789012:user/default/owner",
        "GrafanaImage": "ami-0123456789abcdef0",
    },
}


def switches(name: str) -> list[str]:
    """The parameters of a template that switch something."""
    return [each for each in load(name).get("Parameters", {}) if each.startswith("With")]


@cache
def everything(name: str) -> Stack:
    """The template with every switch on."""
    return everything_but(name)


def everything_but(name: str, **others: str) -> Stack:
    """The template with every switch on but those that are said."""
    on = dict.fromkeys(switches(name), "true")
    return resolve(load(name), **{**_GIVEN[name], **_MORE.get(name, {}), **on, **others})


@cache
def least(name: str) -> Stack:
    """The template with every switch off."""
    return resolve(load(name), **_GIVEN[name], **dict.fromkeys(switches(name), "false"))
