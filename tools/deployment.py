"""Documents made of the templates in `deploy/`: their parameters, and what each function may do."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tools.cloud_picture import listed, statements_of, whole
from tools.stack import TEMPLATES, Stack, load

_NOTICE = "<!-- Written by `make docs` from {source}: change it there. -->"
_FUNCTIONS = ("PrepareFunction", "LoadFunction", "StreamFunction", "CloseFunction", "CheckFunction")
_EVERYWHERE = frozenset({"JoinTheVpc", "NotTheFunctionsOwnCode", "Log"})
_TITLES: Mapping[str, str] = {
    "template.yaml": "The stack",
    "platform.yaml": "What it stands on",
    "replica.yaml": "The second region",
    "github-oidc.yaml": "GitHub's roles",
}


def page(title: str, source: str, *parts: str) -> str:
    """A generated page."""
    return "\n\n".join((_NOTICE.format(source=source), f"# {title}", *(part.strip("\n") for part in parts))) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |" for cells in lines)


# Parameters


def parameters() -> str:
    """Every parameter of every template."""
    return page(
        "Parameters of a deployment",
        "the templates in `deploy/`",
        "Each can be given to `sam deploy` or `aws cloudformation deploy` by `--parameter-overrides NAME=VALUE`. "
        "`deploy/samconfig.toml` has two sets of them: dev and prod.",
        "What begins with `With` switches something that costs by the month, or a part that not everybody needs; "
        "`tillroll cost` says what each comes to.",
        *(_template(name, load(name)) for name in TEMPLATES),
    )


def _template(name: str, template: Mapping[str, Any]) -> str:
    groups = template.get("Metadata", {}).get("AWS::CloudFormation::Interface", {}).get("ParameterGroups")
    declared = template["Parameters"]
    parts = [f"## {_TITLES[name]}: `deploy/{name}`"]
    for group in groups or [{"Label": {"default": ""}, "Parameters": list(declared)}]:
        title = group["Label"]["default"]
        parts += [f"### {title}"] if title else []
        parts.append(
            table(
                ("parameter", "default", "meaning"), [_parameter(each, declared[each]) for each in group["Parameters"]]
            )
        )
    return "\n\n".join(parts)


def _parameter(name: str, declared: Mapping[str, Any]) -> tuple[str, str, str]:
    default = (
        "required" if "Default" not in declared else f"`{declared['Default']}`" if declared["Default"] != "" else "none"
    )
    return f"`{name}`", default, f"{declared['Description'].strip()}{_allowed(declared)}"


def _allowed(declared: Mapping[str, Any]) -> str:
    if "AllowedValues" in declared:
        return f" One of {', '.join(f'`{each}`' for each in declared['AllowedValues'])}."
    if "MaxValue" in declared:
        return f" From {declared['MinValue']} to {declared['MaxValue']}."
    return f" At least {declared['MinValue']}." if "MinValue" in declared else ""


# Rights


def rights() -> str:
    """What each function may do, and with what."""
    stack = whole(load("template.yaml"))
    return page(
        "What each function may do",
        "`deploy/template.yaml`",
        "A function has no other rights than these. `tests/deploy/test_rights.py` compares each right, with what it is "
        "for and on which condition, with a list that a person has read, `rights.yaml` beside it. With each kind of "
        "credentials it shows that the function's code can come to a call that needs the action, and to no call "
        "without its right. That no resource is missing is shown by `make test-cloud`, which runs the functions with "
        "every role enforced; that none is too much, only by who reads the list. With other `WarehouseCredentials`, "
        "the right to the password is `redshift:GetClusterCredentials`, `secretsmanager:GetSecretValue` or "
        "`ssm:GetParameter`.",
        "Each function may also write its log. Lambda, but not the function's own code, may join it to the VPC.",
        *(_function(stack, name) for name in _FUNCTIONS),
    )


def _function(stack: Stack, name: str) -> str:
    each = stack.resources[name]["Properties"]
    (role,) = [
        one for one in stack.of_type("AWS::IAM::Role").values() if each["Role"].endswith(f"/{one.get('RoleName')}")
    ]
    variables = ", ".join(f"`{variable}`" for variable in each["Environment"]["Variables"])
    rows = list(_rows(stack, each["Role"]))
    return "\n\n".join(
        (
            f"## {name.removesuffix('Function').lower()}",
            f"{role['Description']}.",
            table(("for", "action", "on"), rows),
            f"It is told by {variables}.",
        )
    )


def _rows(stack: Stack, role: str) -> Iterator[tuple[str, str, str]]:
    for statement in statements_of(stack, role):
        if statement["Sid"] not in _EVERYWHERE:
            actions = ", ".join(f"`{action}`" for action in listed(statement["Action"]))
            places = ", ".join(f"`{_short(each)}`" for each in listed(statement["Resource"]))
            yield _spaced(statement["Sid"]), actions, places + _only(statement)


def _only(statement: Mapping[str, Any]) -> str:
    prefixes = statement.get("Condition", {}).get("StringLikeIfExists", {}).get("s3:prefix")
    return f", only under {', '.join(f'`{each}`' for each in listed(prefixes))}" if prefixes else ""


def _short(arn: str) -> str:
    """An ARN's end, with STACK for the stack's name."""
    end = arn.split(":", 5)[5]
    return end.replace("-123456789012-eu-west-2", "").replace("prod-Key-ABC123", "KEY").replace("prod", "STACK")


def _spaced(name: str) -> str:
    """A statement's name as words.

    >>> _spaced("ReadBranchFiles")
    'read branch files'
    """
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()
