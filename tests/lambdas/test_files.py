"""Files of the raw bucket, by way of both queues and functions, into the warehouse.

Grain: one test a claim. AWS is an emulator, Redshift its stand-in; tests/cloud has the deployed template.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest

from tests.lambdas.chains import Cloud, a_cloud
from tests.redshift.stand_in import StandIn
from tests.reference.cost import call_micropence
from tests.warehouses.helpers import Sale, assert_same_state, open_chain, till_text, write_file
from tillroll.report import Reports

NOON = datetime(2024, 5, 14, 12)


@pytest.fixture
def cloud(redshift: StandIn) -> Iterator[Cloud]:
    with a_cloud(redshift) as made:
        yield made


def test_files_are_in_the_warehouse_and_nothing_is_left(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    cloud.deliver(*((f"2024/5/14/{place} (in).csv", till_text([Sale(NOON)], branch=place)) for place in ("Leeds", "ŵ")))
    cloud.settle()
    with cloud.warehouse() as chain:
        assert chain.current == (2, 2 * Sale(NOON).pence)
        traces = [trace for (trace,) in chain.rows("select trace_id from receipt order by 1")]
        assert all(trace and len(trace) == 32 for trace in traces)
    told = capsys.readouterr().out
    for trace in traces:
        assert told.count(trace) >= 2
    assert cloud.waiting("files-dlq") == cloud.waiting("loads-dlq") == cloud.waiting("notices") == []
    figures = [json.loads(line) for line in told.splitlines() if '"_aws"' in line]
    assert sum(sum(each.get("SalesLoaded", [0])) for each in figures) == 2


def test_a_run_costs_its_calls_and_their_requests(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    """With no memory time costs nothing, so that what is left can be reckoned to the millionth of a penny."""
    free = replace(cloud, environ={**cloud.environ, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "0"})
    free.deliver(*((f"{place}.csv", till_text([Sale(NOON)], branch=place)) for place in ("Leeds", "York", "Hull")))
    free.settle()
    expected = call_micropence(file=3, prepare=1, batch=1) + call_micropence(load=1)
    with free.warehouse() as chain:
        assert chain.rows("select cost_micropence from run") == [(expected,)]
        answer = Reports(chain.warehouse).answer("runs")
    place = [column.name for column in answer.report.columns].index("cost_micropence")
    assert [row[place] for row in answer.rows] == [expected]
    assert metric(capsys, "CostMicropence") == [expected]
    free.call("close", {"tasks": ["sweep"]})
    free.call("close", {"tasks": ["metrics"]})
    assert metric(capsys, "CostMicropence") == [call_micropence(day=1), call_micropence()]


def test_what_two_messages_of_one_call_cost_is_told_once(cloud: Cloud) -> None:
    """A list and a file of one call are two objects, loaded by one call."""
    free = replace(cloud, environ={**cloud.environ, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "0"})
    free.deliver(("branches.csv", "code,name\nL1,Leeds\n"), ("Leeds.csv", till_text([Sale(NOON)])))
    free.run("prepare", "files")
    told = [json.loads(body)["cost_micropence"] for body in free.waiting("loads")]
    assert len(told) == 2
    assert sum(told) == call_micropence(file=2, prepare=2, batch=2)


def metric(capsys: pytest.CaptureFixture[str], name: str) -> list[float]:
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]
    return [value for line in lines for value in line.get(name, [])]


def test_the_same_events_again_change_nothing(cloud: Cloud) -> None:
    raw = [cloud.put(f"{place}.csv", till_text([Sale(NOON)], branch=place)) for place in ("Leeds", "York")]
    cloud.tell(*raw)
    cloud.settle()
    with cloud.warehouse() as chain:
        before = chain.state()
    cloud.tell(*raw, *reversed(raw))
    cloud.settle()
    with cloud.warehouse() as chain:
        assert_same_state(chain.state(), before)


def test_a_bad_file_needs_a_person_and_the_others_are_loaded(cloud: Cloud) -> None:
    cloud.deliver(("bad.csv", b"\x00\x01\x02" * 99), ("Leeds.csv", till_text([Sale(NOON)])))
    cloud.settle()
    with cloud.warehouse() as chain:
        assert chain.current == (1, Sale(NOON).pence)
        assert chain.rows("select state from document order by 1") == [("read",), ("unreadable",)]
    (notice,) = cloud.waiting("notices")
    assert notice.startswith("bad.csv")


def test_what_is_no_event_is_set_aside(cloud: Cloud) -> None:

    boto3.client("sqs").send_message(QueueUrl=cloud.queues["files"], MessageBody="nonsense")
    boto3.client("sqs").send_message(
        QueueUrl=cloud.queues["loads"], MessageBody='{"name": "batches/../x"}', MessageGroupId="warehouse"
    )
    cloud.settle()
    assert cloud.reasons("files-dlq") == ["it is no JSON"]
    assert cloud.reasons("loads-dlq") == ["it names no object of the staged form"]


def test_a_list_that_comes_after_its_files_has_them_read_anew(cloud: Cloud, tmp_path: Path) -> None:
    texts = {place: till_text([Sale(NOON)], branch=place) for place in ("Leeds", "York", "Hull")}
    listed = "code,name\nL1,Leeds\nY1,York\n"
    with open_chain() as ours:
        ours.ingest(*(write_file(tmp_path / f"{place}.csv", text, NOON) for place, text in texts.items()))
    cloud.deliver(*((f"{place}.csv", text) for place, text in texts.items()), ("branches.csv", listed))
    cloud.settle()
    with cloud.warehouse() as chain:
        assert chain.current == (2, 2 * Sale(NOON).pence)
        assert chain.rows("select code from branch where code is not null order by 1") == [("L1",), ("Y1",)]
    assert cloud.waiting("loads-dlq") == cloud.waiting("files-dlq") == []


def test_a_list_that_says_nonsense_is_set_aside(cloud: Cloud) -> None:
    cloud.deliver(("branches.csv", "nonsense\n"), ("Leeds.csv", till_text([Sale(NOON)])))
    cloud.settle()
    (reason,) = cloud.reasons("files-dlq")
    assert "branches.csv line 1" in reason
    with cloud.warehouse() as chain:
        assert chain.current == (1, Sale(NOON).pence)


def test_a_file_whose_event_was_lost_is_found_at_the_close(cloud: Cloud) -> None:
    cloud.put("Leeds.csv", till_text([Sale(NOON)]))
    cloud.deliver(("York.csv", till_text([Sale(NOON)], branch="York")))
    cloud.settle()
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    cloud.call("close", {"tasks": ["sweep", "metrics"], "at": later})
    cloud.settle()
    with cloud.warehouse() as chain:
        assert chain.current == (2, 2 * Sale(NOON).pence)
