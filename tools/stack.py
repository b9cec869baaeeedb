"""CloudFormation templates as plain values, and as what they are for given parameters.

`load` reads a template; `resolve` gives its resources and outputs for parameters as CloudFormation would make them,
with made-up ids. It knows what the templates in `deploy/` use, and says so of anything else.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import yaml

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"
TEMPLATES = ("template.yaml", "platform.yaml", "replica.yaml", "github-oidc.yaml")

PSEUDO = {
    "AWS::AccountId": "123456789012",
    "AWS::Partition": "aws",
    "AWS::Region": "eu-west-2",
    "AWS::StackName": "prod",
    "AWS::StackId": "arn:aws:cloudformation:eu-west-2:123456789012:stack/prod/1",
    "AWS::URLSuffix": "amazonaws.com",
}
_NOTHING = object()
_VARIABLE = re.compile(r"\$\{(!?[\w:.]+)\}")


class _Loader(yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader):  # type: ignore[misc] # yaml has no types
    """YAML with CloudFormation's short forms."""


def _short_form(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _short_form)


def load(name: str) -> dict[str, Any]:
    """A template of `deploy/`, in CloudFormation's long forms."""
    found: dict[str, Any] = parse((DEPLOY / name).read_text("utf-8"))
    return found


def parse(text: str) -> Any:  # noqa: ANN401 - YAML may hold anything
    """Text of YAML with CloudFormation's short forms."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, with more tags


@dataclass(frozen=True, slots=True)
class Stack:
    """A template for given parameters: the resources that there would be, and the outputs."""

    resources: dict[str, dict[str, Any]]
    outputs: dict[str, Any]

    def of_type(self, kind: str) -> dict[str, dict[str, Any]]:
        """The properties of each resource of a type."""
        return {name: each.get("Properties", {}) for name, each in self.resources.items() if each["Type"] == kind}


def resolve(template: Mapping[str, Any], **parameters: str) -> Stack:
    """The stack that the template makes of these parameters; others have their defaults."""
    resolver = _Resolver(template, _values(template, parameters))
    made = {name: each for name, each in template["Resources"].items() if resolver.is_there(each)}
    told = {name: each for name, each in template.get("Outputs", {}).items() if resolver.is_there(each)}
    return Stack(
        {name: _Resolver.of(resolver, each) for name, each in with_globals(template, made).items()},
        {name: resolver.value(each["Value"]) for name, each in told.items()},
    )


def with_globals(template: Mapping[str, Any], resources: Mapping[str, Any]) -> dict[str, Any]:
    """The resources, functions with what the template says of all of them."""
    shared = template.get("Globals", {}).get("Function", {})
    return {
        name: {**each, "Properties": _merged(shared, each["Properties"])}
        if each["Type"] == "AWS::Serverless::Function"
        else each
        for name, each in resources.items()
    }


def _merged(shared: Any, own: Any) -> Any:  # noqa: ANN401 - a template's values
    if isinstance(shared, dict) and isinstance(own, dict):
        return {key: _merged(shared.get(key), own.get(key)) for key in {**shared, **own}}
    return shared if own is None else own


def _values(template: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    declared = template.get("Parameters", {})
    unknown = set(given) - set(declared)
    if unknown:
        raise KeyError(f"the template has no parameter {', '.join(sorted(unknown))}")
    return {name: _value(each, given.get(name, each.get("Default"))) for name, each in declared.items()}


def _value(declared: Mapping[str, Any], said: object) -> object:
    if declared["Type"] == "CommaDelimitedList" or declared["Type"].startswith("List<"):
        return str(said).split(",")
    return int(str(said)) if declared["Type"] == "Number" else said


class _Resolver:
    """Gives values for the functions of one template."""

    def __init__(self, template: Mapping[str, Any], parameters: Mapping[str, Any]) -> None:
        self.conditions = template.get("Conditions", {})
        self.mappings = template.get("Mappings", {})
        self.resources = template["Resources"]
        self.known = {**PSEUDO, **parameters}
        self.functions: dict[str, Callable[[Any], Any]] = {
            "Ref": self.ref,
            "Condition": self.holds,
            "Fn::GetAtt": self.attribute,
            "Fn::Sub": self.sub,
            "Fn::If": lambda of: self.value(of[1] if self.holds(of[0]) else of[2]),
            "Fn::Equals": lambda of: str(self.value(of[0])) == str(self.value(of[1])),
            "Fn::Not": lambda of: not self.value(of[0]),
            "Fn::And": lambda of: all(self.value(each) for each in of),
            "Fn::Or": lambda of: any(self.value(each) for each in of),
            "Fn::Join": lambda of: str(of[0]).join(self.value(of[1])),
            "Fn::Split": lambda of: str(self.value(of[1])).split(of[0]),
            "Fn::Select": lambda of: self.value(of[1])[int(of[0])],
            "Fn::GetAZs": lambda _: [f"{PSEUDO['AWS::Region']}{zone}" for zone in "abc"],
            "Fn::Cidr": self.cidr,
            "Fn::Base64": self.value,
            "Fn::FindInMap": lambda of: self.mappings[of[0]][self.value(of[1])][of[2]],
        }

    @staticmethod
    def of(resolver: "_Resolver", resource: Mapping[str, Any]) -> dict[str, Any]:
        """The resource with its properties resolved."""
        return {**resource, "Properties": resolver.value(resource.get("Properties", {}))}

    def is_there(self, each: Mapping[str, Any]) -> bool:
        """Whether the condition of a resource or an output holds."""
        return "Condition" not in each or self.holds(each["Condition"])

    def holds(self, condition: str) -> bool:
        """Whether a condition holds."""
        return bool(self.value(self.conditions[condition]))

    def value(self, of: Any) -> Any:  # noqa: ANN401 - a template's values
        """What it comes to."""
        if isinstance(of, list):
            return [found for each in of if (found := self.value(each)) is not _NOTHING]
        if not isinstance(of, dict):
            return of
        if len(of) == 1:
            name, argument = next(iter(of.items()))
            if name in self.functions:
                return self.functions[name](argument)
            if name.startswith("Fn::"):
                raise NotImplementedError(name)
        return {key: found for key, each in of.items() if (found := self.value(each)) is not _NOTHING}

    def ref(self, name: str) -> Any:  # noqa: ANN401 - a parameter's value
        """A parameter's value, or a resource's id."""
        if name == "AWS::NoValue":
            return _NOTHING
        return self.known[name] if name in self.known else self.identity(name)

    def identity(self, name: str) -> str:
        """What `Ref` gives of a resource: its name where the template says one."""
        resource = self.resources[name]
        kind = resource["Type"]
        if kind in {"AWS::SNS::Topic", "AWS::IAM::ManagedPolicy", "AWS::SecretsManager::Secret"}:
            return self.arn(name)
        if kind == "AWS::SQS::Queue":
            return f"https://sqs.eu-west-2.amazonaws.com/123456789012/{self.named(name)}"
        return f"{_PREFIXES[kind]}0123456789abcdef0" if kind in _PREFIXES else self.named(name)

    def named(self, name: str) -> str:
        """The name that the template says, or that CloudFormation would make up."""
        properties = self.resources[name].get("Properties", {})
        said = next((properties[key] for key in _NAMES if key in properties), None)
        return str(self.value(said)) if said else f"prod-{name}-ABC123"

    def arn(self, name: str) -> str:
        """The ARN of a resource."""
        kind = self.resources[name]["Type"]
        service, place, before = _ARNS.get(kind, (kind.split("::")[1].lower(), "eu-west-2:123456789012", ""))
        return f"arn:aws:{service}:{place}:{before}{self.named(name)}"

    def attribute(self, path: list[str]) -> Any:  # noqa: ANN401 - a template's values
        """An attribute of a resource."""
        name, attribute = path
        if attribute in {"Arn", "RoleArn", "TopicArn"} or attribute.endswith("Arn"):
            found = self.arn(name)
            return f"{found}:*" if self.resources[name]["Type"] == "AWS::Logs::LogGroup" else found
        if attribute in {"QueueName", "TopicName"}:
            return self.named(name)
        return self.identity(name) if attribute in {"GroupId", "Id", "KeyId"} else f"{attribute}-of-{name}"

    def sub(self, of: str | list[Any]) -> str:
        """A text with its variables."""
        text, own = (of, {}) if isinstance(of, str) else (of[0], of[1])
        return _VARIABLE.sub(lambda match: self.variable(match[1], own), text)

    def variable(self, name: str, own: Mapping[str, Any]) -> str:
        """What stands for a variable in a text."""
        if name.startswith("!"):
            return f"${{{name[1:]}}}"
        if name in own:
            return str(self.value(own[name]))
        found = self.attribute(name.split(".", 1)) if "." in name else self.ref(name)
        return str(found)

    def cidr(self, of: list[Any]) -> list[str]:
        """A network in parts."""
        whole, count, bits = self.value(of[0]), int(of[1]), int(of[2])
        parts = ip_network(whole).subnets(new_prefix=32 - bits)
        return [str(next(parts)) for _ in range(count)]


_NAMES = (
    *("FunctionName", "BucketName", "QueueName", "TopicName", "RoleName", "LogGroupName", "TrailName", "AlarmName"),
    *("WorkgroupName", "NamespaceName", "DashboardName", "DataSetId", "DataSourceId", "DashboardId", "Name"),
)
_PREFIXES = {
    "AWS::EC2::VPC": "vpc-",
    "AWS::EC2::Subnet": "subnet-",
    "AWS::EC2::SecurityGroup": "sg-",
    "AWS::EC2::RouteTable": "rtb-",
    "AWS::EC2::VPCEndpoint": "vpce-",
    "AWS::EC2::InternetGateway": "igw-",
    "AWS::EC2::Instance": "i-",
}
_ARNS = {
    "AWS::S3::Bucket": ("s3", ":", ""),
    "AWS::IAM::Role": ("iam", ":123456789012", "role/"),
    "AWS::IAM::ManagedPolicy": ("iam", ":123456789012", "policy/"),
    "AWS::IAM::OIDCProvider": ("iam", ":123456789012", "oidc-provider/"),
    "AWS::Serverless::Function": ("lambda", "eu-west-2:123456789012", "function:"),
    "AWS::Kinesis::Stream": ("kinesis", "eu-west-2:123456789012", "stream/"),
    "AWS::KMS::Key": ("kms", "eu-west-2:123456789012", "key/"),
    "AWS::SecretsManager::Secret": ("secretsmanager", "eu-west-2:123456789012", "secret:"),
    "AWS::Logs::LogGroup": ("logs", "eu-west-2:123456789012", "log-group:"),
    "AWS::CloudWatch::Alarm": ("cloudwatch", "eu-west-2:123456789012", "alarm:"),
    "AWS::RedshiftServerless::Workgroup": ("redshift-serverless", "eu-west-2:123456789012", "workgroup/"),
    "AWS::RedshiftServerless::Namespace": ("redshift-serverless", "eu-west-2:123456789012", "namespace/"),
    "AWS::QuickSight::DataSource": ("quicksight", "eu-west-2:123456789012", "datasource/"),
    "AWS::QuickSight::DataSet": ("quicksight", "eu-west-2:123456789012", "dataset/"),
}
