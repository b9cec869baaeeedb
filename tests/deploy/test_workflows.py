"""The workflows of GitHub: no key is stored, each job may do the least, and prod waits for a person."""

import re
from typing import Any

import pytest
import yaml

from tools.stack import DEPLOY, load

ROOT = DEPLOY.parent
PATHS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TEXTS = {path.stem: path.read_text("utf-8") for path in PATHS}
WORKFLOWS: dict[str, Any] = {name: yaml.safe_load(text) for name, text in TEXTS.items()}
JOBS = {f"{name}.{job}": each for name, found in WORKFLOWS.items() for job, each in found["jobs"].items()}
LEAST = {"contents": "read"}
BY_OIDC = {"contents": "read", "id-token": "write"}


def steps(job: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = JOBS[job]["steps"]
    return found


def actions(job: str) -> list[str]:
    return [step["uses"] for step in steps(job) if "uses" in step]


def test_there_are_these_workflows() -> None:
    assert set(WORKFLOWS) == {"ci", "deploy", "drift"}


@pytest.mark.parametrize("name", TEXTS)
def test_no_key_is_stored(name: str) -> None:
    assert re.findall(r"secrets\.|aws-access-key|aws-secret|AKIA|role-chaining", TEXTS[name]) == []


@pytest.mark.parametrize("job", JOBS)
def test_a_job_may_do_the_least(job: str) -> None:
    workflow = WORKFLOWS[job.partition(".")[0]]
    granted = JOBS[job].get("permissions", workflow["permissions"])
    asks_aws = any(each.startswith("aws-actions/") for each in actions(job))
    assert granted == (BY_OIDC if asks_aws else LEAST)


@pytest.mark.parametrize("job", JOBS)
def test_a_job_ends_and_its_actions_have_versions(job: str) -> None:
    assert JOBS[job]["timeout-minutes"] <= 60
    assert all(re.fullmatch(r"(actions|aws-actions)/[\w-]+@v\d+", each) for each in actions(job))


@pytest.mark.parametrize("job", [job for job in JOBS if not job.startswith("ci.")])
def test_what_may_reach_aws_has_an_environment_and_its_role(job: str) -> None:
    assert JOBS[job]["environment"]
    (asked,) = [step["with"] for step in steps(job) if step.get("uses", "").startswith("aws-actions/")]
    assert set(asked) == {"role-to-assume", "aws-region"}
    assert re.fullmatch(r"\$\{\{ vars\.(DEPLOY|DRIFT)_ROLE \}\}", asked["role-to-assume"])
    (checkout,) = [step["with"] for step in steps(job) if step.get("uses", "").startswith("actions/checkout")]
    assert checkout["persist-credentials"] is False


def test_nothing_from_outside_is_written_into_a_script() -> None:
    scripts = [step["run"] for job in JOBS for step in steps(job) if "run" in step]
    assert [script for script in scripts if "${{" in script] == []


def test_prod_waits_for_dev_which_waits_for_ci() -> None:
    deploy = WORKFLOWS["deploy"]
    assert deploy[True]["workflow_run"] == {"workflows": ["CI"], "types": ["completed"], "branches": ["main"]}
    assert "conclusion == 'success'" in deploy["jobs"]["dev"]["if"]
    assert "event == 'push'" in deploy["jobs"]["dev"]["if"]
    assert deploy["jobs"]["prod"]["needs"] == "dev"
    assert deploy["jobs"]["dev"]["environment"] == "dev"
    assert deploy["jobs"]["prod"]["environment"] == "prod"
    assert WORKFLOWS["ci"]["name"] == "CI"


def test_prod_gets_the_zip_that_was_tried_and_no_file_of_ours() -> None:
    dev, prod = ("\n".join(step.get("run", "") for step in steps(f"deploy.{job}")) for job in ("dev", "prod"))
    assert "sha256sum --check" in prod
    assert re.findall(r"tools\.smoke (.*)", dev) == ["tillroll-dev --deliver"]
    assert re.findall(r"tools\.smoke (.*)", prod) == ["tillroll-prod"]


def test_ci_checks_and_tests() -> None:
    runs = [step["run"] for step in steps("ci.test") if "run" in step]
    assert {"make check", "make test"} <= set(runs)


def test_the_environments_are_those_that_the_roles_trust() -> None:
    roles = load("github-oidc.yaml")
    assert roles["Parameters"]["Environment"]["AllowedValues"] == ["dev", "prod"]
    matrix = WORKFLOWS["drift"]["jobs"]["drift"]
    assert matrix["strategy"]["matrix"]["environment"] == ["dev", "prod"]
    assert matrix["environment"] == "${{ matrix.environment }}-drift"
    trusted = str(roles["Resources"]["DriftRole"]["Properties"]["AssumeRolePolicyDocument"])
    assert "environment:${Environment}-drift" in trusted


@pytest.mark.parametrize("role", ["DeployRole", "DriftRole"])
def test_a_role_trusts_one_environment_of_one_repository(role: str) -> None:
    (statement,) = load("github-oidc.yaml")["Resources"][role]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Action"] == "sts:AssumeRoleWithWebIdentity"
    asked = statement["Condition"]["StringEquals"]
    assert asked["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"
    assert asked["token.actions.githubusercontent.com:sub"]["Fn::Sub"].startswith("repo:${Repository}:environment:")
    assert set(statement["Condition"]) == {"StringEquals"}, "no wildcard"
