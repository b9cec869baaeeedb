"""The properties of resources as the calls of AWS that make them, held against what botocore knows of those calls.

botocore itself looks at names, types, what must be there and the least; `faults` looks at enumerations, patterns and
the most too. CloudFormation's spelling is turned into the call's where it differs.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import botocore.session
from botocore.model import ListShape, MapShape, ServiceModel, Shape, StructureShape
from botocore.validate import ParamValidator

Properties = Mapping[str, Any]
Called = tuple[str, str, dict[str, Any]]
"""A service, an operation, and what it is asked with."""


@cache
def service(name: str) -> ServiceModel:
    """What botocore knows of a service."""
    loader = botocore.session.get_session().get_component("data_loader")
    return ServiceModel(loader.load_service_model(name, "service-2"), name)


def faults(call: Called) -> list[str]:
    """What is wrong with a call; nothing if it would be taken."""
    name, operation, asked = call
    shape = service(name).operation_model(operation).input_shape
    told = ParamValidator().validate(asked, shape)
    return ([told.generate_report()] if told.has_errors() else []) + list(_beyond(asked, shape, operation))


def _beyond(value: Any, shape: Shape, path: str) -> Iterator[str]:  # noqa: ANN401 - as deep as a call
    """Faults that botocore leaves to the service."""
    if isinstance(shape, StructureShape) and isinstance(value, Mapping):
        for key, each in value.items():
            if key in shape.members:
                yield from _beyond(each, shape.members[key], f"{path}.{key}")
    elif isinstance(shape, ListShape) and isinstance(value, list):
        for place, each in enumerate(value):
            yield from _beyond(each, shape.member, f"{path}[{place}]")
    elif isinstance(shape, MapShape) and isinstance(value, Mapping):
        for key, each in value.items():
            yield from _beyond(key, shape.key, f"{path} key")
            yield from _beyond(each, shape.value, f"{path}[{key}]")
    else:
        yield from _of_one(value, shape, path)


def _of_one(value: Any, shape: Shape, path: str) -> Iterator[str]:  # noqa: ANN401 - a value of a call
    known = shape.metadata
    if known.get("enum") and value not in known["enum"]:
        yield f"{path}: {value!r} is none of {known['enum']}"
    size = len(value) if isinstance(value, str) else value
    if isinstance(size, int | float) and "max" in known and size > known["max"]:
        yield f"{path}: {value!r} is more than {known['max']}"
    if isinstance(value, str) and "pattern" in known and not _matches(known["pattern"], value):
        yield f"{path}: {value!r} is not as {known['pattern']}"


def _matches(pattern: str, value: str) -> bool:
    """Whether a text is as AWS's pattern says; what Python can't read of patterns is let pass."""
    plain = re.sub(r"\\p\{[^}]*\}", r"\\w", pattern).replace(
        "\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF", " -\uffff"
    )
    try:
        return re.fullmatch(plain, value, re.DOTALL) is not None
    except re.error:
        return True


def lowered(of: Any) -> Any:  # noqa: ANN401 - as deep as properties
    """Keys with a small first letter, as some services write them."""
    if isinstance(of, Mapping):
        return {f"{key[:1].lower()}{key[1:]}": lowered(each) for key, each in of.items()}
    return [lowered(each) for each in of] if isinstance(of, list) else of


def only(of: Properties, *names: str, **others: str) -> dict[str, Any]:
    """The properties of these names, and those of other names under the call's."""
    renamed = {call: of[name] for call, name in others.items() if name in of}
    return {name: of[name] for name in names if name in of} | renamed


def document(of: Properties) -> str:
    """A policy as the text that calls take."""
    return json.dumps(of)


def _function(of: Properties) -> Iterator[Called]:
    asked = only(of, *("FunctionName", "Description", "Runtime", "Role", "Handler", "MemorySize", "Timeout"))
    more = only(of, "Architectures", "Environment", "VpcConfig", "LoggingConfig", KMSKeyArn="KmsKeyArn")
    yield "lambda", "CreateFunction", {**asked, **more, "Code": {"S3Bucket": "artifacts", "S3Key": "lambda.zip"}}
    for event in of.get("Events", {}).values():
        yield "lambda", "CreateEventSourceMapping", _event(of["FunctionName"], event["Properties"])
    if "EventInvokeConfig" in of:
        asked = {"FunctionName": of["FunctionName"], **of["EventInvokeConfig"]}
        yield "lambda", "PutFunctionEventInvokeConfig", asked


def _event(function: str, of: Properties) -> dict[str, Any]:
    same = {key: each for key, each in of.items() if key not in {"Queue", "Stream", "DestinationConfig"}}
    failure = of.get("DestinationConfig", {}).get("OnFailure")
    aside = {"DestinationConfig": {"OnFailure": only(failure, "Destination")}} if failure else {}
    return {"FunctionName": function, "EventSourceArn": of.get("Queue") or of["Stream"], **same, **aside}


def _bucket(of: Properties) -> Iterator[Called]:
    bucket = {"Bucket": of["BucketName"]}
    yield "s3", "CreateBucket", bucket
    rules = [_lifecycle_rule(rule) for rule in of["LifecycleConfiguration"]["Rules"]]
    yield "s3", "PutBucketLifecycleConfiguration", {**bucket, "LifecycleConfiguration": {"Rules": rules}}
    yield "s3", "PutBucketVersioning", {**bucket, "VersioningConfiguration": of["VersioningConfiguration"]}
    access = of["PublicAccessBlockConfiguration"]
    yield "s3", "PutPublicAccessBlock", {**bucket, "PublicAccessBlockConfiguration": access}
    yield "s3", "PutBucketOwnershipControls", {**bucket, "OwnershipControls": of["OwnershipControls"]}
    yield "s3", "PutBucketEncryption", {**bucket, "ServerSideEncryptionConfiguration": _encryption(of)}
    if "NotificationConfiguration" in of:
        told = [
            {"QueueArn": each["Queue"], "Events": [each["Event"]]}
            for each in of["NotificationConfiguration"]["QueueConfigurations"]
        ]
        asked = {"NotificationConfiguration": {"QueueConfigurations": told}}
        yield "s3", "PutBucketNotificationConfiguration", {**bucket, **asked}
    if "ReplicationConfiguration" in of:
        yield "s3", "PutBucketReplication", {**bucket, "ReplicationConfiguration": _replication(of)}


def _encryption(of: Properties) -> dict[str, Any]:
    rules = of["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    named = [
        only(rule, "BucketKeyEnabled", ApplyServerSideEncryptionByDefault="ServerSideEncryptionByDefault")
        for rule in rules
    ]
    return {"Rules": named}


def _replication(of: Properties) -> dict[str, Any]:
    found = of["ReplicationConfiguration"]
    rules = [{("ID" if key == "Id" else key): each for key, each in rule.items()} for rule in found["Rules"]]
    return {"Role": found["Role"], "Rules": rules}


def _lifecycle_rule(rule: Properties) -> dict[str, Any]:
    (tag,) = rule.get("TagFilters", [None])
    filter_ = {"Tag": tag} if tag else {"Prefix": rule.get("Prefix", "")}
    expiration = only(rule, "ExpiredObjectDeleteMarker", Days="ExpirationInDays")
    same = only(rule, "Status", "NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload", ID="Id")
    return {**same, "Filter": filter_, **({"Expiration": expiration} if expiration else {})}


def _queue(of: Properties) -> Iterator[Called]:
    attributes = {
        key: json.dumps(each) if isinstance(each, dict) else str(each).lower() if isinstance(each, bool) else str(each)
        for key, each in of.items()
        if key != "QueueName"
    }
    yield "sqs", "CreateQueue", {"QueueName": of["QueueName"], "Attributes": attributes}


def _key(of: Properties) -> Iterator[Called]:
    yield "kms", "CreateKey", {"Description": of["Description"], "Policy": document(of["KeyPolicy"])}


def _role(of: Properties) -> Iterator[Called]:
    name = of.get("RoleName", "made-up")
    trusted = document(of["AssumeRolePolicyDocument"])
    more = only(of, "Description", "MaxSessionDuration")
    yield "iam", "CreateRole", {"RoleName": name, "AssumeRolePolicyDocument": trusted, **more}
    for each in of.get("Policies", []):
        asked = {"PolicyName": each["PolicyName"], "PolicyDocument": document(each["PolicyDocument"])}
        yield "iam", "PutRolePolicy", {"RoleName": name, **asked}


def _policy(of: Properties) -> Iterator[Called]:
    asked = {"PolicyName": of.get("ManagedPolicyName", "made-up"), "PolicyDocument": document(of["PolicyDocument"])}
    yield "iam", "CreatePolicy", {**asked, **only(of, "Description")}


def _group(of: Properties) -> Iterator[Called]:
    named = {"GroupName": "made-up", "Description": of["GroupDescription"], "VpcId": of["VpcId"]}
    yield "ec2", "CreateSecurityGroup", named
    for operation, key in (("Ingress", "SecurityGroupIngress"), ("Egress", "SecurityGroupEgress")):
        if of.get(key):
            asked = {"GroupId": "sg-1", "IpPermissions": [_permission(rule) for rule in of[key]]}
            yield "ec2", f"AuthorizeSecurityGroup{operation}", asked


def _permission(rule: Properties) -> dict[str, Any]:
    told = {"Description": rule["Description"]}
    whom: dict[str, Any] = {}
    if "CidrIp" in rule:
        whom = {"IpRanges": [{"CidrIp": rule["CidrIp"], **told}]}
    elif "DestinationPrefixListId" in rule:
        whom = {"PrefixListIds": [{"PrefixListId": rule["DestinationPrefixListId"], **told}]}
    else:
        group = rule.get("SourceSecurityGroupId") or rule["DestinationSecurityGroupId"]
        whom = {"UserIdGroupPairs": [{"GroupId": group, **told}]}
    return {**only(rule, "IpProtocol", "FromPort", "ToPort"), **whom}


def _endpoint(of: Properties) -> Iterator[Called]:
    policy = {"PolicyDocument": document(of["PolicyDocument"])} if "PolicyDocument" in of else {}
    yield "ec2", "CreateVpcEndpoint", {**of, **policy}


def _machine(of: Properties) -> Iterator[Called]:
    same = {key: each for key, each in of.items() if key not in {"Tags", "PropagateTagsToVolumeOnCreation"}}
    cards = [
        {**{key: each for key, each in card.items() if key != "GroupSet"}, "Groups": card["GroupSet"]}
        for card in of["NetworkInterfaces"]
    ]
    for card in cards:
        card["DeviceIndex"] = int(card["DeviceIndex"])
    asked = {"NetworkInterfaces": cards, "Monitoring": {"Enabled": of["Monitoring"]}}
    profile = {"IamInstanceProfile": {"Name": of["IamInstanceProfile"]}}
    yield "ec2", "RunInstances", {**same, **asked, **profile, "MinCount": 1, "MaxCount": 1}


def _trail(of: Properties) -> Iterator[Called]:
    asked = only(of, "S3BucketName", "IncludeGlobalServiceEvents", "IsMultiRegionTrail", Name="TrailName")
    more = only(of, EnableLogFileValidation="EnableLogFileValidation", KmsKeyId="KMSKeyId")
    yield "cloudtrail", "CreateTrail", {**asked, **more}
    yield "cloudtrail", "PutEventSelectors", {"TrailName": of["TrailName"], "EventSelectors": of["EventSelectors"]}


def _stream(of: Properties) -> Iterator[Called]:
    yield "kinesis", "CreateStream", only(of, "ShardCount", StreamName="Name")
    hours = only(of, StreamName="Name", RetentionPeriodHours="RetentionPeriodHours")
    yield "kinesis", "IncreaseStreamRetentionPeriod", hours
    yield "kinesis", "StartStreamEncryption", {"StreamName": of["Name"], **of["StreamEncryption"]}


def _logs(of: Properties) -> Iterator[Called]:
    yield "logs", "CreateLogGroup", only(of, logGroupName="LogGroupName", kmsKeyId="KmsKeyId")
    yield "logs", "PutRetentionPolicy", only(of, logGroupName="LogGroupName", retentionInDays="RetentionInDays")


def same(name: str, operation: str, **fixed: object) -> Callable[[Properties], Iterator[Called]]:
    """The properties as they stand are what the call takes."""

    def call(of: Properties) -> Iterator[Called]:
        yield name, operation, {**{key: each for key, each in of.items() if key != "Tags"}, **fixed}

    return call


def small(name: str, operation: str) -> Callable[[Properties], Iterator[Called]]:
    """The properties with small first letters are what the call takes."""

    def call(of: Properties) -> Iterator[Called]:
        yield name, operation, lowered(of)

    return call


def _alarm(of: Properties) -> Iterator[Called]:
    threshold = float(of["Threshold"])  # CloudFormation takes a number written as a text, too
    yield from same("cloudwatch", "PutMetricAlarm")({**of, "Threshold": threshold})


def _topic(of: Properties) -> Iterator[Called]:
    attributes = only(of, "DisplayName", KmsMasterKeyId="KmsMasterKeyId")
    yield "sns", "CreateTopic", {"Name": of["TopicName"], "Attributes": attributes}


CALLS: Mapping[str, Callable[[Properties], Iterator[Called]]] = {
    "AWS::CloudTrail::Trail": _trail,
    "AWS::CloudWatch::Alarm": _alarm,
    "AWS::CloudWatch::CompositeAlarm": same("cloudwatch", "PutCompositeAlarm"),
    "AWS::CloudWatch::Dashboard": same("cloudwatch", "PutDashboard"),
    "AWS::EC2::Instance": _machine,
    "AWS::EC2::SecurityGroup": _group,
    "AWS::EC2::Subnet": same("ec2", "CreateSubnet"),
    "AWS::EC2::VPCEndpoint": _endpoint,
    "AWS::IAM::ManagedPolicy": _policy,
    "AWS::IAM::Role": _role,
    "AWS::KMS::Alias": same("kms", "CreateAlias"),
    "AWS::KMS::Key": _key,
    "AWS::Kinesis::Stream": _stream,
    "AWS::Logs::LogGroup": _logs,
    "AWS::Logs::QueryDefinition": small("logs", "PutQueryDefinition"),
    "AWS::QuickSight::Dashboard": same("quicksight", "CreateDashboard"),
    "AWS::QuickSight::DataSet": same("quicksight", "CreateDataSet"),
    "AWS::QuickSight::DataSource": same("quicksight", "CreateDataSource"),
    "AWS::QuickSight::VPCConnection": same("quicksight", "CreateVPCConnection"),
    "AWS::RedshiftServerless::Namespace": small("redshift-serverless", "CreateNamespace"),
    "AWS::RedshiftServerless::Workgroup": small("redshift-serverless", "CreateWorkgroup"),
    "AWS::S3::Bucket": _bucket,
    "AWS::SNS::Subscription": same("sns", "Subscribe"),
    "AWS::SNS::Topic": _topic,
    "AWS::SQS::Queue": _queue,
    "AWS::SSM::Parameter": lambda of: iter([("ssm", "PutParameter", {**of, "Value": str(of["Value"])})]),
    "AWS::Scheduler::Schedule": same("scheduler", "CreateSchedule"),
    "AWS::SecretsManager::Secret": lambda of: iter(
        [("secretsmanager", "CreateSecret", only(of, "Name", "Description", "KmsKeyId"))]
    ),
    "AWS::Serverless::Function": _function,
}
"""The calls that make a resource of a type."""

LEFT_OUT = frozenset(
    {
        "AWS::EC2::InternetGateway",
        "AWS::EC2::Route",
        "AWS::EC2::RouteTable",
        "AWS::EC2::SecurityGroupIngress",
        "AWS::EC2::SubnetRouteTableAssociation",
        "AWS::EC2::VPC",
        "AWS::EC2::VPCGatewayAttachment",
        "AWS::IAM::InstanceProfile",
        "AWS::IAM::OIDCProvider",
        "AWS::S3::BucketPolicy",
        "AWS::SQS::QueuePolicy",
    }
)
"""Types that only say which two things belong together, or are policies: cfn-lint knows as much of them as botocore."""
