"""A template of CloudFormation and its configurations for SAM, as files here."""

import re
import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tillroll.errors import ConfigurationError

CONFIGURATIONS = "samconfig.toml"
_PAIR = re.compile(r"(?P<name>\w+)=(?P<value>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Template:
    """What a template asks for: its parameters, and which of them must be given; how many resources it has."""

    parameters: frozenset[str]
    required: frozenset[str]
    resources: int


def read_template(path: Path) -> Template:
    """Read a template; ``ConfigurationError`` says what is wrong with it, and in which line."""
    told = _parsed(path)
    if not isinstance(told, dict) or not isinstance(told.get("Resources"), dict):
        raise ConfigurationError(f"{path}: is no template: it has no Resources")
    parameters: Mapping[str, Any] = told.get("Parameters") or {}
    required = frozenset(name for name, each in parameters.items() if "Default" not in each)
    return Template(frozenset(parameters), required, len(told["Resources"]))


def _parsed(path: Path) -> Any:  # noqa: ANN401 - whatever YAML says
    try:
        import yaml  # noqa: PLC0415 - only who deploys has it
    except ImportError:
        raise ConfigurationError("to read a template, install tillroll[aws]") from None
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError(f"{path}: can't be read: name the template, as deploy/template.yaml") from None
    try:
        return yaml.load(text, Loader=_loader(yaml))  # noqa: S506 - a safe loader, with more tags
    except yaml.MarkedYAMLError as error:
        line = f" line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise ConfigurationError(f"{path}{line}: is no YAML: {error.problem}") from None


def _loader(yaml: Any) -> Any:  # noqa: ANN401 - it has no types
    """Reads the short forms of CloudFormation (`!Ref X`) as what follows them: nobody here asks what they mean."""
    loader: Any = type("Loader", (yaml.SafeLoader,), {})
    loader.add_multi_constructor("!", lambda _loader, _tag, node: str(node.value))
    return loader


def read_configurations(path: Path) -> dict[str, dict[str, str]]:
    """The parameters that each configuration of a `samconfig.toml` gives to `sam deploy`, by its name."""
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{path}: can't be read: {error}") from None
    return {
        name: _overrides(each["deploy"]["parameters"].get("parameter_overrides", []))
        for name, each in told.items()
        if isinstance(each, dict) and "parameters" in each.get("deploy", {})
    }


def _overrides(written: str | list[str]) -> dict[str, str]:
    pairs = shlex.split(written) if isinstance(written, str) else written
    return {match["name"]: match["value"] for pair in pairs if (match := _PAIR.fullmatch(pair))}
