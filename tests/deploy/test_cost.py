"""`tillroll cost` is the bill of the templates: what it counts is what they make, by their own defaults."""

from fractions import Fraction
from typing import Any

import pytest

from tests.deploy.test_alarms import ours
from tests.deploy.whole import everything, everything_but
from tillroll.cost import Chain, bill_of, micropence, read_measured, read_prices
from tillroll.cost.chain import (
    ALARMS,
    ENDPOINTS,
    GRAFANA_DISK_GB,
    GRAFANA_SECRETS,
    METRICS,
    RAW_DAYS,
    STREAM_ALARMS,
    STREAM_METRICS,
    SWITCHES,
)
from tools.stack import DEPLOY, load

MEASURED = read_measured()
RHYTHM = MEASURED.rhythm
OF_THE_SCHEDULES = {"CloseFunction": RHYTHM.closes_a_day, "CheckFunction": RHYTHM.checks_a_day}


def default(name: str) -> Any:  # noqa: ANN401 - a template's value
    return load("template.yaml")["Parameters"][name]["Default"]


def alarm_names(**parameters: str) -> set[str]:
    found = everything_but("template.yaml", **parameters).of_type("AWS::CloudWatch::Alarm").values()
    return {each["AlarmName"].removeprefix("prod-") for each in found}


def test_its_alarms_are_the_templates() -> None:
    assert alarm_names(WithKinesis="false") == set(ALARMS)
    assert alarm_names() == {*ALARMS, *STREAM_ALARMS}
    assert len(everything("platform.yaml").of_type("AWS::CloudWatch::CompositeAlarm")) == 1


def test_its_metrics_are_those_that_functions_tell() -> None:
    plain = {name for name in METRICS if " by " not in name}
    assert plain | set(STREAM_METRICS) == ours()
    assert not plain & set(STREAM_METRICS)


def test_its_endpoints_are_the_templates() -> None:
    endpoints = everything("template.yaml").of_type("AWS::EC2::VPCEndpoint").values()
    charged = [each for each in endpoints if each["VpcEndpointType"] == "Interface"]
    services = {each["ServiceName"].rpartition(".")[2] for each in charged}
    assert services == {"sqs", "ssm", "sns", "redshift-serverless", "email-smtp"}
    assert len(charged) == len(ENDPOINTS) == len({f"Has{name.title()}Endpoint" for name in ENDPOINTS} & conditions())
    assert [default(f"With{name.title()}Endpoint") == "true" for name in ENDPOINTS] == [
        not parts for parts in ENDPOINTS.values()
    ]


def conditions() -> set[str]:
    return set(load("template.yaml")["Conditions"])


@pytest.mark.parametrize(("said", "zones"), [("one", Chain(0, 0).zones), ("all", 3)])
def test_its_zones_are_the_templates(said: str, zones: int) -> None:
    assert default("EndpointZones") == "one"
    endpoints = everything_but("template.yaml", EndpointZones=said).of_type("AWS::EC2::VPCEndpoint").values()
    assert {len(each["SubnetIds"]) for each in endpoints if each["VpcEndpointType"] == "Interface"} == {zones}


@pytest.mark.parametrize(("function", "calls"), OF_THE_SCHEDULES.items())
def test_its_calls_a_day_are_the_schedules(function: str, calls: int) -> None:
    """Each schedule is daily: its expression names a minute and an hour and no day."""
    stack = everything("template.yaml")
    schedules = stack.of_type("AWS::Scheduler::Schedule").values()
    assert all(each["ScheduleExpression"].endswith(" * * ? *)") for each in schedules)
    arn = resource_arn(function)
    assert sum(each["Target"]["Arn"] == arn for each in schedules) == calls


def resource_arn(function: str) -> str:
    (arn,) = {
        each["Target"]["Arn"]
        for each in everything("template.yaml").of_type("AWS::Scheduler::Schedule").values()
        if function.removesuffix("Function").lower() in each["Target"]["Arn"].lower()
    }
    return str(arn)


@pytest.mark.parametrize("name", MEASURED.functions)
def test_a_functions_memory_is_the_templates(name: str) -> None:
    assert MEASURED.functions[name].memory_mb == default(f"{name.title()}Memory")


def test_its_rhythm_is_within_what_the_template_gives_a_call() -> None:
    assert (RHYTHM.files_in_prepare, RHYTHM.window_seconds) == (default("FilesBatch"), default("FilesWindow"))
    assert RHYTHM.batches_in_load <= default("LoadsBatch")
    assert RHYTHM.records_in_stream <= default("StreamBatch")
    assert default("StreamShards") == 1
    assert Chain(0, 0).architecture == default("Architecture")


def test_raw_files_lie_as_long_as_the_bucket_keeps_them() -> None:
    """S3 counts each of the two steps to the midnight after."""
    bucket = everything("template.yaml").of_type("AWS::S3::Bucket")["RawBucket"]
    rules = {each["Id"]: each for each in bucket["LifecycleConfiguration"]["Rules"]}
    newest = rules["all-others-35-days"]["ExpirationInDays"]
    old = rules["loaded-7-days"]["NoncurrentVersionExpiration"]["NoncurrentDays"]
    assert newest + 1 + old + 1 == RAW_DAYS


def test_grafanas_machine_is_the_platforms() -> None:
    platform = everything("platform.yaml")
    machine = platform.of_type("AWS::EC2::Instance")["GrafanaMachine"]
    (disk,) = machine["BlockDeviceMappings"]
    assert (machine["InstanceType"], disk["Ebs"]["VolumeSize"]) == ("t4g.small", GRAFANA_DISK_GB)
    assert (machine["Monitoring"], machine["NetworkInterfaces"][0]["AssociatePublicIpAddress"]) == (True, True)
    secrets = platform.of_type("AWS::SecretsManager::Secret")
    assert sum(name.startswith("Grafana") for name in secrets) == GRAFANA_SECRETS
    assert sum(name.startswith("QuickSight") for name in secrets) == 1
    assert load("platform.yaml")["Parameters"]["BaseCapacity"]["Default"] == Chain(0, 0).rpus


@pytest.mark.parametrize("part", SWITCHES)
def test_each_part_is_a_parameter_of_a_template(part: str) -> None:
    name, _, value = SWITCHES[part].partition("=")
    declared = {**load("template.yaml")["Parameters"], **load("platform.yaml")["Parameters"]}
    assert value in declared[name]["AllowedValues"]
    guide = (DEPLOY.parent / "docs/how-to/what-it-costs.md").read_text("utf-8")
    assert f"| `{part}` | `{SWITCHES[part]}` |" in guide


def test_200_branches_cost_less_than_a_pound_a_month_besides_what_is_fixed() -> None:
    bill = bill_of(Chain(200, 500), MEASURED, read_prices())
    assert 0 < bill.total(is_fixed=False) < 1


def test_a_day_of_200_branches_raises_no_alarm_about_its_cost() -> None:
    month = bill_of(Chain(200, 600), MEASURED, read_prices()).total(is_fixed=False)
    assert micropence(month / Fraction(30)) < default("CostMicropence")
