"""Each function's role holds exactly what its code calls and what Lambda does for it: nothing less, nothing more."""

import ast
import importlib.util
import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.reached import Walk
from tests.deploy.rights import BY_EVENT, CLIENTS, CREDENTIALS, Call, calls, needed
from tools.stack import TEMPLATES, Stack, load, parse, resolve

FUNCTIONS = {
    "PrepareFunction": "tillroll.lambdas.prepare",
    "LoadFunction": "tillroll.lambdas.load",
    "StreamFunction": "tillroll.lambdas.stream",
    "CloseFunction": "tillroll.lambdas.close",
    "CheckFunction": "tillroll.lambdas.check",
}
KINDS = tuple(CREDENTIALS)
REVIEWED = Path(__file__).with_name("rights.yaml")
EXACT: Mapping[str, Mapping[str, list[str]]] = yaml.safe_load(REVIEWED.read_text("utf-8"))

MISTAKEN: Mapping[str, Mapping[Call, str]] = {
    "StreamFunction": {
        (
            "get_queue_attributes",
            "tillroll.adapters.queues",
        ): "`Queue.lengths` is not called: `cards` has a field so named",
    },
}
"""Calls that the walk takes for reached, for a name means two things, and why they are not."""


@cache
def stacks() -> Mapping[str, Stack]:
    """The whole stack, with each kind of credentials."""
    template = load("template.yaml")
    return {
        kind: resolve(
            template,
            Warehouse="redshift://loader@prod.123456789012.eu-west-2.redshift-serverless.amazonaws.com/sales",
            WarehouseCredentials=kind,
            WarehouseCredentialsArns="arn:aws:redshift-serverless:eu-west-2:123456789012:workgroup/1",
            WarehouseSecret="" if kind in {"workgroup", "cluster"} else "warehouse",
            WithKinesis="true",
            WithCloudTrail="true",
        )
        for kind in KINDS
    }


def statements(stack: Stack, function: str) -> list[dict[str, Any]]:
    """All that a function's role may do."""
    role = _role(stack, function)
    own = [each["PolicyDocument"] for each in role.get("Policies", [])]
    managed = stack.of_type("AWS::IAM::ManagedPolicy")
    shared = [
        each["PolicyDocument"]
        for name, each in managed.items()
        if any(arn.endswith(f"-{name}-ABC123") for arn in role.get("ManagedPolicyArns", []))
    ]
    assert len(shared) == len(role["ManagedPolicyArns"]), "a policy that is none of the template's own"
    return [statement for document in (*own, *shared) for statement in document["Statement"]]


def _role(stack: Stack, function: str) -> dict[str, Any]:
    arn = stack.resources[function]["Properties"]["Role"]
    (found,) = [
        each for each in stack.of_type("AWS::IAM::Role").values() if arn.endswith(f"role/{each.get('RoleName')}")
    ]
    return found


def held(function: str, kind: str) -> frozenset[str]:
    """The rights that a function's role holds, with a kind of credentials."""
    return frozenset(action for action in table(function, kind) if not action.startswith("not "))


def table(function: str, kind: str) -> dict[str, list[str]]:
    """For each action of a function's role, on what and on which condition; what is denied has a ``not`` before it."""
    found: dict[str, list[str]] = {}
    for statement in statements(stacks()[kind], function):
        condition = f" if {json.dumps(statement['Condition'])}" if "Condition" in statement else ""
        for action in listed(statement["Action"]):
            places = found.setdefault(action if statement["Effect"] == "Allow" else f"not {action}", [])
            places += [f"{short(resource)}{condition}" for resource in listed(statement["Resource"])]
    return {action: sorted(places) for action, places in found.items()}


def short(arn: str) -> str:
    """An ARN without the made-up account and region that `resolve` puts there; a wildcard in their place stays."""
    name = arn.removeprefix("arn:aws:").replace(":eu-west-2:123456789012:", ":").replace("-123456789012-eu-west-2", "")
    return re.sub(r"\bprod\b", "STACK", name)


def listed(one_or_more: str | list[str]) -> list[str]:
    """A list, also of one."""
    return [one_or_more] if isinstance(one_or_more, str) else one_or_more


def source() -> Path:
    """The folder in which the installed package lies."""
    spec = importlib.util.find_spec("tillroll")
    assert spec
    assert spec.origin
    return Path(spec.origin).parent.parent


@cache
def walk(function: str) -> Walk:
    """What a function's code can reach."""
    return Walk(source()).go(FUNCTIONS[function], "handler")


def events(function: str) -> Mapping[str, Any]:
    """What calls the function."""
    found: Mapping[str, Any] = stacks()[KINDS[0]].resources[function]["Properties"].get("Events", {})
    return found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_role_holds_what_its_function_calls_and_no_more(function: str, kind: str) -> None:
    wanted = needed(walk(function), events(function), MISTAKEN.get(function, {}), kind)
    assert sorted(held(function, kind) - wanted) == [], "rights that nothing needs"
    assert sorted(wanted - held(function, kind)) == [], "calls without a right"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_each_right_is_for_the_resources_that_were_reviewed(function: str, kind: str) -> None:
    """What is in rights.yaml was read by a person: a change of it is a change of what a function can do."""
    (password,) = EXACT["Credentials"].values()
    asks = {CREDENTIALS[kind]: password} if "WarehousePolicy" in _policies(function) else {}
    exact = {**EXACT["Always"], **EXACT[function], **asks}
    assert table(function, kind) == {action: list(map(_of(function), places)) for action, places in exact.items()}


def _policies(function: str) -> set[str]:
    role = load("template.yaml")["Resources"][function.replace("Function", "Role")]["Properties"]
    return {each["Ref"] for each in role["ManagedPolicyArns"] if "Ref" in each}


def _of(function: str) -> Callable[[str], str]:
    return lambda place: place.replace("FUNCTION", function.removesuffix("Function").lower())


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_role_has_a_whole_bucket_but_the_raw_one_for_what_branches_put_anywhere(function: str) -> None:
    whole = {
        action: place
        for action, places in table(function, KINDS[0]).items()
        for place in places
        if action.startswith("s3:") and place.count("/") == 1 and place.endswith("/*")
    }
    assert set(whole.values()) <= {"s3:::STACK-raw/*"}
    assert set(whole) <= {"s3:GetObject", "s3:GetObjectVersion", "s3:PutObjectTagging", "s3:PutObjectVersionTagging"}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_only_modules_that_have_the_clients_say_names_of_calls(function: str) -> None:
    saying = {module for _, module in calls(walk(function))}
    mistaken = [module for module in saying if CLIENTS not in {module, *_imports(module)}]
    assert mistaken == [], "call it something that is no call of AWS"


def _imports(module: str) -> set[str]:
    """The modules that a module imports from."""
    path = source().joinpath(*module.split("."))
    text = (path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text("utf-8")
    return {node.module for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom) and node.module}


@pytest.mark.parametrize("function", MISTAKEN)
def test_what_is_called_mistaken_is_still_found(function: str) -> None:
    assert set(MISTAKEN[function]) <= calls(walk(function)), "take it out of MISTAKEN"


def test_each_handler_of_the_template_is_walked_from() -> None:
    functions = stacks()[KINDS[0]].of_type("AWS::Serverless::Function")
    assert {name: each["Handler"] for name, each in functions.items()} == {
        name: f"{module}.handler" for name, module in FUNCTIONS.items()
    }
    assert {event["Type"] for name in functions for event in events(name).values()} == set(BY_EVENT)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_only_a_statement_with_a_reason_names_no_resource(function: str) -> None:
    reasons = load("template.yaml")["Metadata"]["Wildcards"]
    for stack in stacks().values():
        wild = [each for each in statements(stack, function) if "*" in listed(each["Resource"])]
        assert {each["Sid"] for each in wild} == {"JoinTheVpc", "NotTheFunctionsOwnCode"}
    assert "NetworkPolicy" in reasons


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_resource_that_names_none_has_its_reason_in_the_template(name: str) -> None:
    template = load(name)
    wild = {resource for resource, each in template["Resources"].items() if _is_wild(each)}
    assert wild == set(template.get("Metadata", {}).get("Wildcards", {})), "Metadata.Wildcards says why"


def _is_wild(resource: Any) -> bool:  # noqa: ANN401 - a template's values
    """Whether a statement that allows something of it is for any resource at all."""
    if isinstance(resource, list):
        return any(map(_is_wild, resource))
    if not isinstance(resource, dict):
        return False
    if resource.get("Effect") == "Allow" and "*" in listed(resource.get("Resource", [])):
        return True
    return any(map(_is_wild, resource.values()))


def test_no_right_is_for_a_whole_service() -> None:
    for function in FUNCTIONS:
        assert [right for kind in KINDS for right in held(function, kind) if "*" in right] == []


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_gets_the_variables_that_its_code_asks_for(function: str) -> None:
    given = stacks()[KINDS[0]].resources[function]["Properties"]["Environment"]["Variables"]
    assert sorted(given) == sorted(f"TILLROLL_{name.upper()}" for name in _asked(walk(function)))


def _asked(of: Walk) -> set[str]:
    """What the code asks its place for: `place["raw"]`, `place.queue("…")`, `call.desk("…", "…")`, `place.staged`."""
    return {name for _, node in of.nodes() for name in asked_by(node)}


def asked_by(node: ast.AST) -> Iterator[str]:
    """The names by which one piece of syntax asks."""
    match node:
        case ast.Subscript(
            value=ast.Attribute(attr="place") | ast.Name(id="self"), slice=ast.Constant(value=str(name))
        ):
            yield name
        case ast.Call(func=ast.Attribute(attr="queue" | "desk"), args=args):
            yield from (each.value for each in args if isinstance(each, ast.Constant) and isinstance(each.value, str))
        case _:
            pass


# The walk itself, on a package made up for it

_LIBRARY = """
from clients import aws

class Store:
    def __init__(self, bucket): self.bucket = bucket
    def keep(self): aws(lambda s3: s3.put_object(Bucket=self.bucket))
    def forget(self): self._ask("delete_object")
    def _ask(self, action): aws(lambda s3: getattr(s3, action)(Bucket=self.bucket))

class Other:
    def keep(self): aws(lambda s3: s3.list_object_versions())

def tell(topic): aws(lambda sns: sns.publish(TopicArn=topic))
def versions(): aws(lambda s3: s3.get_object(VersionId="1"))
"""


def made_up(folder: Path, handler: str, library: str = _LIBRARY) -> Walk:
    """A walk from a handler through a library."""
    (folder / "library.py").write_text(library, "utf-8")
    (folder / "function.py").write_text(handler, "utf-8")
    return Walk(folder).go("function", "handler")


def called(of: Walk) -> set[str]:
    return {name for name, _ in calls(of)}


def test_the_walk_finds_calls_through_classes_and_names_as_texts(tmp_path: Path) -> None:
    kept = made_up(tmp_path, "from library import Store\ndef handler(e, c): Store('b').keep()")
    assert called(kept) == {"put_object"}
    gone = made_up(tmp_path, "from library import Store\ndef handler(e, c):\n    s = Store('b')\n    s.forget()")
    assert called(gone) == {"delete_object"}


def test_the_walk_goes_through_modules_tables_and_functions_of_functions(tmp_path: Path) -> None:
    handler = "import library as l\nTASKS = {'a': l.tell}\ndef handler(e, c): TASKS[e]()"
    assert called(made_up(tmp_path, handler)) == {"publish"}


def test_the_walk_leaves_aside_what_is_not_reached_and_annotations(tmp_path: Path) -> None:
    handler = "from library import Other, Store\ndef handler(e: Other, c) -> Store: e.keep()"
    assert called(made_up(tmp_path, handler)) == set()


def test_a_call_of_a_version_needs_the_right_for_versions(tmp_path: Path) -> None:
    walked = made_up(tmp_path, "from library import versions\ndef handler(e, c): versions()")
    assert {"s3:GetObject", "s3:GetObjectVersion"} <= needed(walked, {})


def test_a_call_that_the_table_of_rights_does_not_know_is_an_error(tmp_path: Path) -> None:
    walked = made_up(tmp_path, "from library import f\ndef handler(e, c): f()", "def f(): s3.copy_object()")
    with pytest.raises(AssertionError, match="copy_object"):
        calls(walked)


def test_a_right_too_many_and_a_right_too_few_are_seen(tmp_path: Path) -> None:
    walked = made_up(tmp_path, "from library import Store\ndef handler(e, c): Store('b').keep()")
    wanted = needed(walked, {"Files": {"Type": "SQS"}})
    assert "s3:PutObject" in wanted
    assert "s3:DeleteObject" not in wanted
    assert {"sqs:ReceiveMessage", "kms:GenerateDataKey", "logs:PutLogEvents"} <= wanted


def test_the_short_forms_of_cloudformation_are_read() -> None:
    assert parse("a: !GetAtt B.Arn\nb: !Sub '${A}'\nc: !If [X, 1, !Ref Y]") == {
        "a": {"Fn::GetAtt": ["B", "Arn"]},
        "b": {"Fn::Sub": "${A}"},
        "c": {"Fn::If": ["X", 1, {"Ref": "Y"}]},
    }
