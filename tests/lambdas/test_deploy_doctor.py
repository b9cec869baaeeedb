"""Whether a stack is sound: `tillroll deploy doctor`.

Grain: one test a claim. AWS is an emulator in this process. It says nothing of Lambda's quotas: doctests have those.
"""

from collections.abc import Mapping
from pathlib import Path

import boto3
import pytest

from tests.deploy.whole import everything
from tests.entrypoints.conftest import Ran, Run
from tests.lambdas.deployed import CARD, Stack, a_text
from tillroll.adapters import aws as asked_of_aws
from tillroll.adapters.template_file import read_configurations, read_template
from tillroll.cloud.account import ENDPOINTS, configuration
from tillroll.cloud.stack import FUNCTIONS, OUTPUTS
from tools.stack import DEPLOY, load


def lines_of(ran: Ran, check: str) -> list[str]:
    return [line for line in ran.out.splitlines() if f" {check}: " in line]


def test_a_sound_stack_holds_as_far_as_it_can_be_asked(stack: Stack, run: Run) -> None:
    prepare_for_doctor(stack)
    ran = run("deploy", "doctor")
    assert ran.code == 0, ran.out
    assert "FAILS" not in ran.out
    assert lines_of(ran, "credentials")[0].startswith("holds ")
    assert lines_of(ran, "region") == ["holds           region: eu-west-2"]
    assert len(lines_of(ran, "buckets")) == 2
    assert lines_of(ran, "settings")[0].startswith("holds ")
    assert lines_of(ran, "warehouse") == ["holds           warehouse: it can be read from here"]
    assert lines_of(ran, "template") == ["can't be asked  template: deploy/template.yaml is not here"]
    told = run("deploy", "doctor", "--json").objects
    assert {each["state"] for each in told} == {"holds", "unasked"}


def prepare_for_doctor(stack: Stack) -> None:
    """A stack that lacks nothing, and a warehouse with something in it."""
    stack.complete()
    stack.cloud.deliver(("Leeds.csv", a_text()))
    stack.cloud.settle()


NETWORK = """
Parameters: {WithVpc: {Default: "true"}, VpcId: {Default: ""}, Grace: {Default: 120}}
Resources: {}
"""


def full_of(run: Run, folder: Path, configured: Mapping[str, str]) -> tuple[int, str, str]:
    """The exit code, and what is said of VPCs where the quota is used up and stacks are configured so."""
    lines = [f'[{name}.deploy.parameters]\nparameter_overrides = "{given}"\n' for name, given in configured.items()]
    for name, text in {"network.yaml": NETWORK, "samconfig.toml": "".join(lines)}.items():
        (folder / name).write_text(text, "utf-8")
    ran = run("deploy", "doctor", "--template", str(folder / "network.yaml"))
    (line,) = lines_of(ran, "quota of VPCs")
    return ran.code, line.split()[0], line.partition("in use, and ")[2]


def test_a_region_without_room_is_found_before_a_stack_is_deployed(
    stack: Stack, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The emulator has AWS's usual quotas: 5 VPCs in a region, of which every account has one from the start."""
    ec2 = boto3.client("ec2")
    there = len(ec2.describe_vpcs()["Vpcs"])
    made = [ec2.create_vpc(CidrBlock="10.9.0.0/24")["Vpc"]["VpcId"] for _ in range(5 - there)]
    try:
        assert lines_of(run("deploy", "doctor"), "quota of VPCs") == [
            "holds           quota of VPCs: 5 of 5 VPCs in use, and no more is needed"
        ]
        monkeypatch.delenv("TILLROLL_STACK")
        ran = run("deploy", "doctor")
        assert ran.code == 2
        assert "FAILS           quota of VPCs: 5 of 5 VPCs in use, and the stack makes one" in ran.out
        assert "WithVpc=false" in ran.out
        none, some = {"dev": "WithVpc=false", "ours": "VpcId=vpc-1"}, {"prod": "WithVpc=true", "new": "Grace=60"}
        assert full_of(run, tmp_path, none) == (0, "holds", "no more is needed")
        told = "the stack makes one (samconfig.toml: prod, new)"
        assert full_of(run, tmp_path, none | some) == (2, "FAILS", told)
        assert full_of(run, tmp_path, {}) == (2, "FAILS", "the stack makes one")
        ec2.delete_vpc(VpcId=made.pop())
        ran = run("deploy", "doctor")
        assert "holds           quota of VPCs: 4 of 5 VPCs in use" in ran.out
        assert "holds           quota of gateway endpoints: 0 of 20 gateway endpoints in use" in ran.out
        assert "holds           quota of endpoints in a VPC: 50 interface endpoints" in ran.out
    finally:
        for each in made:
            ec2.delete_vpc(VpcId=each)


def test_without_the_library_only_what_to_install_is_said(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "t.yaml").write_text(TEMPLATE, "utf-8")
    monkeypatch.setattr(asked_of_aws, "find_spec", lambda name: None if name == "boto3" else object())
    ran = run("deploy", "doctor", "--template", str(tmp_path / "t.yaml"))
    assert ran.code == 2
    assert lines_of(ran, "library") == ["FAILS           library: AWS's library is not installed here"]
    assert [line.strip() for line in ran.out.splitlines() if "→" in line] == [
        "→ pip install 'tillroll[aws]', then run this again"
    ]


def test_the_quotas_are_those_of_what_the_template_makes() -> None:
    endpoints = everything("template.yaml").of_type("AWS::EC2::VPCEndpoint").values()
    assert sum(each["VpcEndpointType"] == "Interface" for each in endpoints) == ENDPOINTS
    assert sum(each["VpcEndpointType"] == "Gateway" for each in endpoints) == 1
    assert len(everything("template.yaml").of_type("AWS::EC2::VPC")) == 1


def test_what_is_wrong_is_found_with_what_to_do(stack: Stack, run: Run) -> None:
    prepare_for_doctor(stack)
    s3 = boto3.client("s3")
    s3.put_bucket_notification_configuration(Bucket=stack.cloud.raw, NotificationConfiguration={})
    s3.delete_public_access_block(Bucket=stack.staged)
    s3.put_bucket_versioning(Bucket=stack.staged, VersioningConfiguration={"Status": "Suspended"})
    stack.schedule("DISABLED")
    stack.put_parameter("cut_off", f"25:00 {CARD}")
    stack.put_parameter("cutoff", "04:00")
    stack.put_parameter("smtp_password", CARD, "SecureString")
    boto3.client("sns").subscribe(TopicArn=stack.outputs["Notices"], Protocol="email", Endpoint="a@example.com")
    stack.aside("loads-dlq", "nonsense", "it is no JSON")
    ran = run("deploy", "doctor")
    assert ran.code == 2
    assert len(lines_of(ran, "buckets")) == 4
    for told in (
        f"buckets: s3://{stack.cloud.raw} does not tell the files queue",
        f"buckets: s3://{stack.staged} is not closed to the public",
        f"buckets: s3://{stack.staged} keeps no older versions",
        f"schedules: {stack.name}-close stopped",
        f"settings: /tillroll/{stack.name}/cut_off is no time from 00:00 to 12:00",
        f"settings: /tillroll/{stack.name}/cutoff: there is no such setting",
        "queues: loads: 1 message set aside",
    ):
        assert f"FAILS           {told}" in ran.out, ran.out
    assert "→ 'tillroll cloud status' shows why" in ran.out
    assert "25:00" not in ran.out
    assert CARD not in ran.out


def test_only_messages_and_alarms_need_a_person(stack: Stack, run: Run) -> None:
    prepare_for_doctor(stack)
    stack.aside("files-dlq", "nonsense", "it is no JSON")
    assert run("deploy", "doctor").code == 3


def test_a_bucket_that_is_gone_and_a_wrong_name_are_found(stack: Stack, run: Run) -> None:
    boto3.client("cloudformation").delete_stack(StackName=stack.name)
    stack.deploy(stack.outputs | {"StagedBucket": f"{stack.name}-gone"})
    assert f"FAILS           buckets: s3://{stack.name}-gone is not there" in run("deploy", "doctor").out
    ran = run("deploy", "doctor", "--stack", "nobodys")
    assert ran.code == 2
    assert "FAILS           stack: there is no stack nobodys in eu-west-2" in ran.out


TEMPLATE = """
Parameters:
  Warehouse: {Type: String}
  Grace: {Type: Number, Default: 120}
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: {QueueName: !Sub "${AWS::StackName}-files", Tags: !If [A, [], !Ref AWS::NoValue]}
"""


def test_the_template_and_its_configurations_are_read(stack: Stack, run: Run, tmp_path: Path) -> None:
    template, configurations = tmp_path / "t.yaml", tmp_path / "samconfig.toml"
    template.write_text(TEMPLATE, "utf-8")
    configurations.write_text(
        '[dev.deploy.parameters]\nparameter_overrides = ["Warehouse=redshift://u@h/d"]\n'
        '[prod.deploy.parameters]\nparameter_overrides = "Grace=60"\n'
        "[old.deploy.parameters]\nparameter_overrides = \"Gracious=60 Warehouse='a b'\"\n",
        "utf-8",
    )
    ran = run("deploy", "doctor", "--template", str(template))
    assert ran.code == 2
    assert "1 resource, 2 parameters, of which Warehouse must be given" in ran.out
    assert lines_of(ran, "configuration dev") == ["holds           configuration dev: 1 parameter given"]
    assert lines_of(ran, "configuration prod") == ["FAILS           configuration prod: Warehouse must be given"]
    assert lines_of(ran, "configuration old") == ["FAILS           configuration old: the template has no Gracious"]


@pytest.mark.parametrize(
    ("content", "told"), [("a: [", "t.yaml line 1: is no YAML"), ("a: b", "is no template"), (None, "can't be read")]
)
def test_a_template_that_is_none_is_said_to_be_none(run: Run, tmp_path: Path, content: str | None, told: str) -> None:
    if content is not None:
        (tmp_path / "t.yaml").write_text(content, "utf-8")
    ran = run("deploy", "doctor", "--template", str(tmp_path / "t.yaml"))
    assert (ran.code, told in lines_of(ran, "template")[0]) == (2, True)


def test_the_projects_own_template_tells_all_that_the_commands_ask_for() -> None:
    template = load("template.yaml")
    asked = {*OUTPUTS, *FUNCTIONS, "StreamFailures", "Alarms", "VpcId", "Parameters"}
    assert asked <= template["Outputs"].keys()
    read = read_template(DEPLOY / "template.yaml")
    assert read.parameters == template["Parameters"].keys()
    for name, given in read_configurations(DEPLOY / "samconfig.toml").items():
        assert configuration(name, read, frozenset(given)).state == "holds"
