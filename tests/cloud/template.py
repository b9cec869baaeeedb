"""A template as `sam package` leaves it: every function's code is a zip in a bucket."""

import json
from pathlib import Path

from tools.stack import parse


def packaged(path: Path, bucket: str, key: str) -> str:
    """The template's text with all functions' code in that object."""
    template = parse(path.read_text())
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = {"Bucket": bucket, "Key": key}
            resource.pop("Metadata", None)
    template.get("Globals", {}).get("Function", {}).pop("CodeUri", None)
    return json.dumps(template)
