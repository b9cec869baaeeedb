"""A template as `sam package` leaves it: every function's code is a zip in a bucket, and the tags are written out."""

import json
from pathlib import Path
from typing import Any

import yaml


class _Loader(yaml.SafeLoader):  # type: ignore[misc] # it has no types
    """YAML with CloudFormation's short tags: `!Sub` is `Fn::Sub`."""


def _of_tag(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> dict[str, Any]:
    name = tag if tag in {"Ref", "Condition"} else f"Fn::{tag}"
    if isinstance(node, yaml.ScalarNode):
        text = loader.construct_scalar(node)
        return {name: str(text).split(".", 1) if tag == "GetAtt" else text}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)
    return {name: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _of_tag)


def read(path: Path) -> dict[str, Any]:
    """The template with each tag as a mapping."""
    template: dict[str, Any] = yaml.load(path.read_text(), _Loader)  # noqa: S506 - a safe loader and our own file
    return template


def packaged(template: dict[str, Any], bucket: str, key: str) -> str:
    """The template's text with all functions' code in that object."""
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = {"Bucket": bucket, "Key": key}
            resource.pop("Metadata", None)
    template.get("Globals", {}).get("Function", {}).pop("CodeUri", None)
    return json.dumps(template)
