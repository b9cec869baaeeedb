"""What the templates promise, read from them: encryption, TLS, lifetimes, ways in and out, switches."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.deploy.whole import everything, everything_but, least, switches
from tillroll.cloud import closing
from tillroll.settings import SETTINGS
from tools.cloud_picture import PARTS, ROUTES, arrows, picture, whole
from tools.stack import DEPLOY, TEMPLATES, load, resolve

REFERENCE = (DEPLOY.parent / "docs/reference/deploy-parameters.md").read_text("utf-8")
BUCKETS = [
    (name, bucket)
    for name in TEMPLATES
    for bucket, each in load(name)["Resources"].items()
    if each["Type"] == "AWS::S3::Bucket"
]


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_parameter_is_documented_and_has_its_place(name: str) -> None:
    template = load(name)
    declared = template["Parameters"]
    assert all(each["Description"].strip().endswith(".") for each in declared.values())
    assert [each for each in declared if f"| `{each}` |" not in REFERENCE] == []
    groups = template.get("Metadata", {}).get("AWS::CloudFormation::Interface", {}).get("ParameterGroups")
    if groups:
        assert sorted(each for group in groups for each in group["Parameters"]) == sorted(declared)


@pytest.mark.parametrize("name", TEMPLATES)
def test_everything_declared_is_used(name: str) -> None:
    text = json.dumps({key: each for key, each in load(name).items() if key not in {"Metadata", "Parameters"}})
    unused = [each for each in load(name)["Parameters"] if f'"{each}"' not in text and f"${{{each}}}" not in text]
    assert unused == []
    conditions = load(name).get("Conditions", {})
    assert [each for each in conditions if text.count(f'"{each}"') < 2] == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_each_switch_takes_something_away(name: str) -> None:
    for switch in switches(name):
        on, off = (
            set(map(str, everything_but(name, **{switch: value}).resources.items())) for value in ("true", "false")
        )
        assert on - off, f"{switch} changes nothing"


@pytest.mark.parametrize(("name", "bucket"), BUCKETS)
def test_a_bucket_is_closed_encrypted_versioned_and_by_tls_only(name: str, bucket: str) -> None:
    for stack in (everything(name), least(name)):
        if bucket not in stack.resources:
            continue
        of = stack.resources[bucket]["Properties"]
        assert all(of["PublicAccessBlockConfiguration"].values())
        assert len(of["PublicAccessBlockConfiguration"]) == 4
        assert of["VersioningConfiguration"] == {"Status": "Enabled"}
        (rule,) = of["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] in {"aws:kms", "AES256"}
        policies = stack.of_type("AWS::S3::BucketPolicy").values()
        (policy,) = [each for each in policies if each["Bucket"] == of["BucketName"]]
        (tls,) = [each for each in policy["PolicyDocument"]["Statement"] if each["Effect"] == "Deny"]
        assert tls["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        assert len(tls["Resource"]) == 2


@pytest.mark.parametrize(("name", "bucket"), BUCKETS)
def test_a_bucket_outlives_its_stack(name: str, bucket: str) -> None:
    resource = load(name)["Resources"][bucket]
    assert resource["DeletionPolicy"] == "RetainExceptOnCreate"
    assert resource["UpdateReplacePolicy"] == "Retain"


def steps(rule_id: str) -> dict[str, int]:
    """After how many days a rule of the raw bucket makes an old version of the newest, and deletes an old one."""
    rules = everything("template.yaml").resources["RawBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    (rule,) = [rule for rule in rules if rule["Id"] == rule_id]
    newest = {"newest": rule["ExpirationInDays"]} if "ExpirationInDays" in rule else {}
    return newest | {"old": rule["NoncurrentVersionExpiration"]["NoncurrentDays"]}


def test_branch_files_are_gone_within_7_and_35_days_as_s3_rounds() -> None:
    """S3 ends each step at the midnight after it, so each may take a day more."""
    loaded, others = steps("loaded-7-days"), steps("all-others-35-days")
    assert others["newest"] + 1 + loaded["old"] + 1 == 7
    assert others["newest"] + 1 + others["old"] + 1 == closing.RAW_DAYS == 35
    rules = everything("template.yaml").resources["RawBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    tagged = {rule["Id"]: rule["TagFilters"] for rule in rules if "TagFilters" in rule}
    assert tagged == {"loaded-7-days": [{"Key": "tillroll", "Value": "loaded"}]}


def test_the_close_counts_with_the_days_of_the_rules() -> None:
    assert steps("all-others-35-days") == {"newest": closing.NEWEST_DAYS, "old": closing.OLD_DAYS}


def test_a_held_file_that_is_overwritten_at_once_is_there_for_a_notice_and_the_week_after() -> None:
    assert steps("all-others-35-days")["old"] > closing.NOTICE_DAYS + 7


def test_a_record_that_is_given_up_can_be_replayed_for_as_long_as_it_was_tried() -> None:
    event = everything("template.yaml").resources["StreamFunction"]["Properties"]["Events"]["Sales"]["Properties"]
    least_hours = load("template.yaml")["Parameters"]["StreamHours"]["MinValue"]
    assert 2 * event["MaximumRecordAgeInSeconds"] <= least_hours * 3600


def test_missing_branches_are_looked_for_at_the_moment_of_the_schedule_before_the_trading_date_turns() -> None:
    schedule = least("template.yaml").resources["RegisterMissing"]["Properties"]
    assert json.loads(schedule["Target"]["Input"]) == {"tasks": ["missing"], "at": "<aws.scheduler.scheduled-time>"}
    minute, hour = map(int, schedule["ScheduleExpression"].removeprefix("cron(").split()[:2])
    cut_off = load("template.yaml")["Parameters"]["CutOff"]["Default"]
    assert 0 < int(cut_off[:2]) * 60 + int(cut_off[3:]) - hour * 60 - minute < 60


def test_the_staged_form_is_kept_and_what_passes_is_not() -> None:
    rules = everything("template.yaml").resources["StagedBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    assert {rule.get("Prefix"): rule.get("ExpirationInDays") for rule in rules} == {
        "staged/": 2557,
        "staged/passing/": 1,
        None: None,
    }


def test_a_queue_is_encrypted_and_what_fails_is_kept_two_weeks() -> None:
    for stack in (everything("template.yaml"), least("template.yaml")):
        for each in stack.of_type("AWS::SQS::Queue").values():
            assert each.get("SqsManagedSseEnabled") is True or "KmsMasterKeyId" in each
            assert each["MessageRetentionPeriod"] == 14 * 24 * 60 * 60


def test_messages_wait_longer_than_a_call_may_take() -> None:
    stack = everything("template.yaml")
    for queue, function in (("FilesQueue", "PrepareFunction"), ("LoadsQueue", "LoadFunction")):
        waits = stack.resources[queue]["Properties"]["VisibilityTimeout"]
        assert waits > stack.resources[function]["Properties"]["Timeout"]


def test_no_group_lets_the_world_in_and_functions_reach_the_vpc_and_s3_only() -> None:
    for name in ("template.yaml", "platform.yaml"):
        for group, each in everything(name).of_type("AWS::EC2::SecurityGroup").items():
            assert [rule for rule in each.get("SecurityGroupIngress", []) if "CidrIp" in rule] == []
            out = {rule.get("CidrIp") for rule in each["SecurityGroupEgress"]}
            assert group == "GrafanaGroup" or "0.0.0.0/0" not in out
            assert each["SecurityGroupEgress"], "a group without rules may go anywhere"


def test_the_vpc_that_the_stack_makes_has_no_way_to_the_internet() -> None:
    kinds = {each["Type"] for each in everything("template.yaml").resources.values()}
    assert not kinds & {"AWS::EC2::InternetGateway", "AWS::EC2::NatGateway", "AWS::EC2::Route"}


def test_every_endpoint_but_mails_lets_only_named_things_through() -> None:
    endpoints = everything("template.yaml").of_type("AWS::EC2::VPCEndpoint")
    assert {name for name, each in endpoints.items() if "PolicyDocument" not in each} == {"MailEndpoint"}
    for each in endpoints.values():
        for statement in each.get("PolicyDocument", {}).get("Statement", []):
            assert statement["Resource"] != "*"


def test_a_setting_is_one_that_there_is() -> None:
    known = {setting.name for setting in SETTINGS}
    stack = everything("template.yaml")
    names = [each["Name"].removeprefix("/tillroll/prod/") for each in stack.of_type("AWS::SSM::Parameter").values()]
    assert set(names) <= known
    assert len(names) == len(set(names))


def test_each_schedule_keeps_the_chains_time_and_names_tasks_that_there_are() -> None:
    from tillroll.lambdas.close import TASKS  # noqa: PLC0415 - it brings the whole library

    schedules = everything("template.yaml").of_type("AWS::Scheduler::Schedule").values()
    assert {each["ScheduleExpressionTimezone"] for each in schedules} == {"Europe/London"}
    asked = [json.loads(each["Target"]["Input"]).get("tasks", []) for each in schedules]
    assert sorted(task for tasks in asked for task in tasks) == sorted(TASKS)


def test_logs_have_an_end_and_functions_no_tracing_of_their_own() -> None:
    stack = everything("template.yaml")
    groups = stack.of_type("AWS::Logs::LogGroup")
    assert all(each["RetentionInDays"] for each in groups.values())
    for each in stack.of_type("AWS::Serverless::Function").values():
        assert each["LoggingConfig"]["LogGroup"] in {group["LogGroupName"] for group in groups.values()}


def test_the_least_stack_has_no_fixed_cost() -> None:
    kinds = {each["Type"] for each in least("template.yaml").resources.values()}
    costly = {
        "KMS::Key",
        "Kinesis::Stream",
        "CloudWatch::Alarm",
        "CloudWatch::Dashboard",
        "EC2::VPCEndpoint",
        "CloudTrail::Trail",
    }
    assert kinds & {f"AWS::{kind}" for kind in costly} == set()
    assert set(least("platform.yaml").resources) == set()


def test_no_template_uses_aliases_of_yaml() -> None:
    for name in TEMPLATES:
        text = (DEPLOY / name).read_text("utf-8")
        assert re.findall(r"(?<=[ :])[&*][a-z][\w-]*$", text, re.MULTILINE) == [], "CloudFormation knows none"


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_a_configuration_names_parameters_that_there_are(environment: str) -> None:
    found = tomllib.loads((DEPLOY / "samconfig.toml").read_text("utf-8"))[environment]
    given = dict(each.split("=", 1) for each in found["deploy"]["parameters"]["parameter_overrides"])
    assert resolve(load("template.yaml"), **given).resources
    assert found["build"]["parameters"]["build_in_source"] is True
    assert found["deploy"]["parameters"]["capabilities"] == "CAPABILITY_NAMED_IAM"


def test_every_function_is_built_by_the_makefile() -> None:
    functions = {
        name for name, each in load("template.yaml")["Resources"].items() if each["Type"].endswith("::Function")
    }
    for name in functions:
        assert load("template.yaml")["Resources"][name]["Metadata"]["BuildMethod"] == "makefile"
    text = (DEPLOY / "Makefile").read_text("utf-8")
    assert "build-%:" in text
    parameters = load("template.yaml")["Parameters"]
    assert f"PYTHON := {parameters['PythonRuntime']['Default'].removeprefix('python')}\n" in text
    assert f"PROCESSOR := {parameters['Architecture']['Default']}\n" in text


def _roles() -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name in ("template.yaml", "platform.yaml"):
        yield from everything(name).of_type("AWS::IAM::Role").items()


def test_no_role_may_do_more_than_the_boundary_of_deployments() -> None:
    boundary = everything("github-oidc.yaml").resources["Boundary"]["Properties"]["PolicyDocument"]["Statement"][0][
        "Action"
    ]
    policies = [
        each["PolicyDocument"] for each in everything("template.yaml").of_type("AWS::IAM::ManagedPolicy").values()
    ]
    policies += [policy["PolicyDocument"] for _, role in _roles() for policy in role.get("Policies", [])]
    wanted = {action for each in policies for action in _allowed(each)}
    assert wanted <= set(boundary)


def _allowed(policy: Mapping[str, Any]) -> Iterator[str]:
    for statement in policy["Statement"]:
        if statement["Effect"] == "Allow":
            actions = statement["Action"]
            yield from [actions] if isinstance(actions, str) else actions


def test_every_role_can_be_given_the_boundary() -> None:
    for name in ("template.yaml", "platform.yaml"):
        for role, each in load(name)["Resources"].items():
            if each["Type"] == "AWS::IAM::Role":
                assert "PermissionsBoundary" in each["Properties"], role


@pytest.mark.parametrize("name", TEMPLATES)
def test_policies_are_no_longer_than_iam_takes(name: str) -> None:
    stack = everything(name)
    for policy in stack.of_type("AWS::IAM::ManagedPolicy").values():
        assert _length(policy["PolicyDocument"]) <= 6144
    for role, each in stack.of_type("AWS::IAM::Role").items():
        assert sum(_length(policy["PolicyDocument"]) for policy in each.get("Policies", [])) <= 10240, role


def _length(policy: Mapping[str, Any]) -> int:
    """A policy's characters as IAM counts them: without blanks."""
    return len(json.dumps(policy, separators=(",", ":")))


# The picture


def test_the_picture_is_drawn_from_the_template() -> None:
    drawn = picture()
    assert all(part.words[0] in drawn for part in PARTS.values())
    assert f"{len(whole(load('template.yaml')).of_type('AWS::CloudWatch::Alarm'))} alarms" in drawn


def test_an_arrow_that_is_no_more_is_noticed() -> None:
    template = load("template.yaml")
    del template["Resources"]["CheckTheWarehouse"]
    assert ("Schedules", "CheckFunction") in set(ROUTES) - arrows(whole(template))
