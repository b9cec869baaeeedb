"""The picture of the stack on AWS, drawn from the template: what there is, and who gives what to whom.

What is drawn, and where, is said here; whether it is so, the template says. A part or an arrow that is only on one side
is an error, so the picture can't tell of a stack that is no more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from tools.stack import Stack, load, resolve

Point = tuple[float, float]
Arrow = tuple[str, str]

WIDTH, HEIGHT = 1200, 716
_HALF, _TALL, _SMALL = 65, 29, 20
_FONT = "system-ui, Segoe UI, Helvetica, Arial, sans-serif"
_COLOURS: Mapping[str, tuple[str, str]] = {
    "outside": ("#ffffff", "#9aa5b1"),
    "store": ("#e3f8e9", "#3f9142"),
    "queue": ("#fff3e0", "#de911d"),
    "aside": ("#ffeeee", "#cf4f4f"),
    "function": ("#e3effb", "#2b6cb0"),
    "warehouse": ("#efe8fb", "#6b46c1"),
}
_LEGEND = (
    ("function", "function, in the VPC"),
    ("store", "keeps data, encrypted"),
    ("queue", "passes messages on"),
    ("aside", "set aside: an alarm rings"),
    ("warehouse", "in deploy/platform.yaml"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A box: its middle, its kind, and its words."""

    x: float
    y: float
    kind: str
    words: tuple[str, ...]

    @property
    def tall(self) -> float:
        """Half its height."""
        return _SMALL if self.kind == "aside" else _TALL


PARTS: Mapping[str, Part] = {
    "Branches": Part(80, 116, "outside", ("branches", "a file a day")),
    "Tills": Part(80, 366, "outside", ("tills", "each sale")),
    "People": Part(960, 500, "outside", ("people", "e-mail")),
    "Schedules": Part(245, 500, "outside", ("schedules", "")),
    "RawBucket": Part(245, 116, "store", ("raw bucket", "branch files")),
    "SalesStream": Part(245, 366, "queue", ("sales stream", "Kinesis")),
    "FilesQueue": Part(410, 116, "queue", ("files queue", "SQS")),
    "FilesDeadLetters": Part(410, 206, "aside", ("dead letters",)),
    "PrepareFunction": Part(590, 116, "function", ("prepare", "drops what is personal")),
    "StreamFunction": Part(590, 366, "function", ("stream", "the same, by record")),
    "StagedBucket": Part(780, 116, "store", ("staged bucket", "Parquet, 7 years")),
    "LoadsQueue": Part(780, 231, "queue", ("loads queue", "SQS, in order")),
    "LoadsDeadLetters": Part(780, 316, "aside", ("dead letters",)),
    "StreamFailures": Part(780, 391, "aside", ("failures",)),
    "LoadFunction": Part(960, 116, "function", ("load", "one writer")),
    "Warehouse": Part(1120, 116, "warehouse", ("Redshift", "the warehouse")),
    "CloseFunction": Part(590, 500, "function", ("close", "sweep, missing, digest")),
    "CheckFunction": Part(590, 596, "function", ("check", "is it sound?")),
    "Notices": Part(780, 500, "queue", ("notices", "SNS")),
}

ROUTES: Mapping[Arrow, tuple[str, tuple[Point, ...], Point]] = {
    ("Branches", "RawBucket"): ("", ((145, 116), (180, 116)), (0, 0)),
    ("Tills", "SalesStream"): ("", ((145, 366), (180, 366)), (0, 0)),
    ("RawBucket", "FilesQueue"): ("event", ((310, 116), (345, 116)), (327, 108)),
    ("RawBucket", "PrepareFunction"): ("the file", ((245, 87), (245, 62), (590, 62), (590, 87)), (300, 56)),
    ("FilesQueue", "PrepareFunction"): ("10 at once", ((475, 116), (525, 116)), (500, 80)),
    ("FilesQueue", "FilesDeadLetters"): ("12 times", ((410, 145), (410, 186)), (436, 170)),
    ("PrepareFunction", "StagedBucket"): ("Parquet", ((655, 116), (715, 116)), (685, 108)),
    ("PrepareFunction", "LoadsQueue"): ("its name", ((610, 145), (610, 222), (715, 222)), (664, 216)),
    ("SalesStream", "StreamFunction"): ("by shard", ((310, 366), (525, 366)), (418, 358)),
    ("StreamFunction", "StagedBucket"): ("Parquet", ((655, 346), (868, 346), (868, 134), (845, 134)), (690, 340)),
    ("StreamFunction", "LoadsQueue"): ("its name", ((610, 337), (610, 240), (715, 240)), (664, 256)),
    ("StreamFunction", "StreamFailures"): ("", ((655, 386), (715, 386)), (0, 0)),
    ("StagedBucket", "LoadFunction"): ("Parquet", ((845, 108), (895, 108)), (870, 100)),
    ("LoadsQueue", "LoadFunction"): ("10 at once", ((845, 231), (935, 231), (935, 145)), (902, 225)),
    ("LoadsQueue", "LoadsDeadLetters"): ("60 times", ((780, 260), (780, 296)), (808, 282)),
    ("LoadFunction", "Warehouse"): ("COPY", ((1025, 116), (1055, 116)), (1040, 80)),
    ("LoadFunction", "FilesQueue"): ("prepare again", ((960, 87), (960, 34), (410, 34), (410, 87)), (700, 28)),
    ("LoadFunction", "Notices"): ("held, unreadable", ((985, 145), (985, 456), (800, 456), (800, 471)), (890, 450)),
    ("Schedules", "CloseFunction"): ("in the chain's time", ((310, 500), (525, 500)), (418, 492)),
    ("Schedules", "CheckFunction"): ("each night", ((245, 529), (245, 596), (525, 596)), (340, 588)),
    ("CloseFunction", "FilesQueue"): ("missed files", ((525, 484), (502, 484), (502, 134), (475, 134)), (466, 440)),
    ("CloseFunction", "RawBucket"): (
        "marks: loaded",
        ((560, 529), (560, 552), (162, 552), (162, 134), (180, 134)),
        (418, 546),
    ),
    ("CloseFunction", "Notices"): ("missing", ((655, 500), (715, 500)), (685, 492)),
    ("CloseFunction", "Warehouse"): ("", ((620, 471), (620, 430), (1105, 430), (1105, 145)), (0, 0)),
    ("CheckFunction", "Warehouse"): ("", ((655, 596), (1135, 596), (1135, 145)), (0, 0)),
    ("Notices", "People"): ("", ((845, 500), (895, 500)), (0, 0)),
}
"""Each arrow: its words, its corners, and where the words stand."""

_NAMES = {
    "AWS::Kinesis::Stream": "Name",
    "AWS::SNS::Topic": "TopicName",
    "AWS::SQS::Queue": "QueueName",
    "AWS::Serverless::Function": "FunctionName",
}
_OUTSIDE = {("Branches", "RawBucket"), ("Tills", "SalesStream"), ("Notices", "People")}
_CREDENTIALS = "redshift-serverless:GetCredentials"


def picture() -> str:
    """The picture, as SVG."""
    template = load("template.yaml")
    stack = whole(template)
    _compare("arrows", arrows(stack), set(ROUTES) - _OUTSIDE)
    _compare("parts", parts(stack), set(PARTS) - {"Branches", "Tills", "People", "Schedules", "Warehouse"})
    optional = {name for name in PARTS if template["Resources"].get(name, {}).get("Condition")}
    return "\n".join((*_head(), *_arrows(), *_parts(optional, stack), *_legend(), *_rest(stack), "</svg>")) + "\n"


def whole(template: Mapping[str, Any]) -> Stack:
    """The stack with its stream, in a VPC with all endpoints."""
    return resolve(
        template,
        Warehouse="redshift://host/sales",
        WarehouseCredentialsArns="arn:aws:redshift-serverless:eu-west-2:123456789012:workgroup/1",
        WithKinesis="true",
        WithMailEndpoint="true",
    )


def parts(stack: Stack) -> set[str]:
    """The resources that a picture must show: what keeps data, passes it on or works on it."""
    kinds = ("S3::Bucket", "SQS::Queue", "Kinesis::Stream", "Serverless::Function")
    found = {name for kind in kinds for name in stack.of_type(f"AWS::{kind}")}
    return found | {"Notices"}


def arrows(stack: Stack) -> set[Arrow]:
    """Who gives what to whom, of events, schedules, dead letters and rights."""
    return {*_events(stack), *_schedules(stack), *_set_aside(stack), *_by_right(stack)}


def _events(stack: Stack) -> Iterator[Arrow]:
    for function, each in stack.of_type("AWS::Serverless::Function").items():
        for event in each.get("Events", {}).values():
            of = event["Properties"]
            yield _named(stack, of.get("Queue") or of["Stream"]), function
    for bucket, each in stack.of_type("AWS::S3::Bucket").items():
        for told in each.get("NotificationConfiguration", {}).get("QueueConfigurations", []):
            yield bucket, _named(stack, told["Queue"])


def _schedules(stack: Stack) -> Iterator[Arrow]:
    for each in stack.of_type("AWS::Scheduler::Schedule").values():
        yield "Schedules", _named(stack, each["Target"]["Arn"])


def _set_aside(stack: Stack) -> Iterator[Arrow]:
    for queue, each in stack.of_type("AWS::SQS::Queue").items():
        if "RedrivePolicy" in each:
            yield queue, _named(stack, each["RedrivePolicy"]["deadLetterTargetArn"])
    for function, each in stack.of_type("AWS::Serverless::Function").items():
        for event in each.get("Events", {}).values():
            failure = event["Properties"].get("DestinationConfig", {}).get("OnFailure")
            if failure:
                yield function, _named(stack, failure["Destination"])


def _by_right(stack: Stack) -> Iterator[Arrow]:
    """Arrows that rights allow: messages, notices, branch files and what is prepared of them, and the warehouse."""
    for function, each in stack.of_type("AWS::Serverless::Function").items():
        for action, resource in _rights(stack, each["Role"]):
            if action == "sqs:SendMessage" and _named(stack, resource) in {"FilesQueue", "LoadsQueue"}:
                yield function, _named(stack, resource)
            elif action == "sns:Publish":
                yield function, "Notices"
            elif action == _CREDENTIALS:
                yield function, "Warehouse"
            else:
                yield from _of_buckets(function, action, resource)


def _of_buckets(function: str, action: str, resource: str) -> Iterator[Arrow]:
    is_batch = resource.endswith("/staged/batches/*")
    if action == "s3:GetObject" and "-raw-" in resource:
        yield "RawBucket", function
    elif action == "s3:PutObjectVersionTagging":
        yield function, "RawBucket"
    elif action == "s3:PutObject" and is_batch:
        yield function, "StagedBucket"
    elif action == "s3:GetObject" and is_batch and function == "LoadFunction":
        yield "StagedBucket", function


def _rights(stack: Stack, role: str) -> Iterator[tuple[str, str]]:
    for statement in statements_of(stack, role):
        if statement["Effect"] == "Allow":
            yield from ((action, on) for action in listed(statement["Action"]) for on in listed(statement["Resource"]))


def statements_of(stack: Stack, role: str) -> list[dict[str, Any]]:
    """All statements of a role, its own and those of the template's policies that it has."""
    (found,) = [
        each for each in stack.of_type("AWS::IAM::Role").values() if role.endswith(f"role/{each.get('RoleName')}")
    ]
    policies = stack.of_type("AWS::IAM::ManagedPolicy")
    shared = [each for name, each in policies.items() if any(f"-{name}-" in arn for arn in found["ManagedPolicyArns"])]
    documents = [each["PolicyDocument"] for each in (*found["Policies"], *shared)]
    return [statement for document in documents for statement in document["Statement"]]


def listed(one_or_more: Any) -> list[Any]:  # noqa: ANN401 - a policy's values
    """A list, also of one."""
    return one_or_more if isinstance(one_or_more, list) else [one_or_more]


def _named(stack: Stack, arn: str) -> str:
    """The name in the template of what an ARN is of."""
    last = arn.rpartition(":")[2].rpartition("/")[2]
    found = {each["Properties"].get(_NAMES.get(each["Type"], "")): name for name, each in stack.resources.items()}
    return found.get(last, last)


def _compare(what: str, found: set[Any], drawn: set[Any]) -> None:
    if found != drawn:
        raise ValueError(
            f"tools/cloud_picture.py draws other {what} than deploy/template.yaml has: "
            f"not drawn {sorted(found - drawn)}, not there {sorted(drawn - found)}"
        )


def _head() -> Iterator[str]:
    title = (
        "The stack on AWS: branch files go through the raw bucket, a queue and the prepare function into the staged "
        "bucket, and by another queue and the load function into Redshift; records of the stream join on the way"
    )
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-labelledby="title" font-family="{_FONT}">'
    )
    yield f'<title id="title">{title}</title>'
    yield (
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 L10 5 L0 10 z" fill="#52606d"/></marker></defs>'
    )
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" rx="10" fill="#ffffff"/>'


def _arrows() -> Iterator[str]:
    for _, corners, _ in ROUTES.values():
        path = " ".join(f"{x},{y}" for x, y in corners)
        yield f'<polyline points="{path}" fill="none" stroke="#52606d" stroke-width="1.4" marker-end="url(#tip)"/>'
    for words, _, (x, y) in ROUTES.values():
        if words:
            yield _text(x, y, words, size=11, halo=True)


def _parts(optional: set[str], stack: Stack) -> Iterator[str]:
    for name, part in PARTS.items():
        fill, stroke = _COLOURS[part.kind]
        dashes = ' stroke-dasharray="5 3"' if name in optional else ""
        yield (
            f'<rect x="{part.x - _HALF}" y="{part.y - part.tall}" width="{2 * _HALF}" height="{2 * part.tall}" rx="8" '
            f'fill="{fill}" stroke="{stroke}" stroke-width="1.5"{dashes}/>'
        )
        yield from _words(part, _words_of(name, part, stack))


def _words_of(name: str, part: Part, stack: Stack) -> Sequence[str]:
    times = len(stack.of_type("AWS::Scheduler::Schedule"))
    return (part.words[0], f"{times} of them") if name == "Schedules" else part.words


def _words(part: Part, words: Sequence[str]) -> Iterator[str]:
    if len(words) == 1:
        yield _text(part.x, part.y + 4, words[0], size=12)
        return
    yield _text(part.x, part.y - 4, words[0], size=14, bold=True, colour="#1f2933")
    yield _text(part.x, part.y + 14, words[1], size=11)


def _legend() -> Iterator[str]:
    for place, (kind, words) in enumerate(_LEGEND):
        x = 24 + place * 196
        fill, stroke = _COLOURS[kind]
        yield f'<rect x="{x}" y="646" width="20" height="14" rx="3" fill="{fill}" stroke="{stroke}"/>'
        yield _text(x + 28, 658, words, size=12, anchor="start")
    yield '<rect x="1004" y="646" width="20" height="14" rx="3" fill="none" stroke="#52606d" stroke-dasharray="5 3"/>'
    yield _text(1032, 658, "can be left out", size=12, anchor="start")


def _rest(stack: Stack) -> Iterator[str]:
    """What is not drawn, in words: as many as the template has."""
    counted = [
        (len(stack.of_type("AWS::CloudWatch::Alarm")), "alarms"),
        (len(stack.of_type("AWS::SSM::Parameter")), "settings"),
        (len(stack.of_type("AWS::Logs::LogGroup")), "log groups"),
        (len(stack.of_type("AWS::EC2::VPCEndpoint")), "endpoints, the VPC's only way out"),
    ]
    told = ", ".join(f"{count} {words}" for count, words in counted)
    yield _text(
        24, 690, f"Beside these: a key, {told}, a dashboard, and a role for each function.", size=12, anchor="start"
    )


def _text(  # noqa: PLR0913 - what SVG's text takes
    x: float,
    y: float,
    words: str,
    *,
    size: int,
    bold: bool = False,
    colour: str = "#52606d",
    anchor: str = "middle",
    halo: bool = False,
) -> str:
    around = ' stroke="#ffffff" stroke-width="4" paint-order="stroke"' if halo else ""
    weight = "600" if bold else "400"
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" fill="{colour}" font-weight="{weight}" text-anchor="{anchor}"'
        f"{around}>{escape(words)}</text>"
    )
