"""What Redshift's errors mean to a person, in words of Redshift and not of PostgreSQL, and without the server's own.

The driver's real classes with texts as clusters send them; the stand-in refuses a password for real.
"""

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from tests.postgres_server import Server
from tests.redshift.stand_in import ACCESS, ASKED, StandIn
from tillroll.adapters.redshift import RedshiftWarehouse
from tillroll.adapters.redshift.faults import connection_fault, statement_fault
from tillroll.engine import Engine
from tillroll.errors import ConfigurationError, TryAgainLater, WorkLost
from tillroll.patience import Wait

PLACE = "Redshift at chain.abc123.eu-west-2.redshift.amazonaws.com (sales)"
AT = 'connection to server at "chain.abc123.eu-west-2.redshift.amazonaws.com" (10.0.0.7), port 5439 failed: '
NO_CONNECTION = [
    ('FATAL:  password authentication failed for user "IAM:loader"', "does not let this user in", ConfigurationError),
    ('FATAL:  database "sails" does not exist', "has no such database", ConfigurationError),
    ('FATAL:  user "loafer" does not exist', "knows no such user", ConfigurationError),
    ("fe_sendauth: no password supplied", "asks for a password: set TILLROLL_REDSHIFT_CREDENTIALS", ConfigurationError),
    (
        'FATAL:  no pg_hba.conf entry for host "::ffff:10.0.0.9", user "loader", database "sales", SSL off',
        "it may ask for TLS",
        ConfigurationError,
    ),
    ('FATAL:  connection limit "500" exceeded for non-bootstrap users', "as many connections as", TryAgainLater),
    ("Connection timed out", "let its security group admit this machine", TryAgainLater),
    ("Network is unreachable", "run where its VPC can be reached", TryAgainLater),
    ("Connection refused\n\tIs the server running on that host?", "may be paused, resuming", TryAgainLater),
    ("server closed the connection unexpectedly", "may be paused, resuming", TryAgainLater),
    ("SSL error: certificate has expired", "could not prove who it is", ConfigurationError),
]  # fmt: skip
OF_POSTGRESQL = ("pg_hba", "max_connections", "createdb", "pg_stat_activity", "postgresql.md")


@pytest.mark.parametrize(("said", "told", "kind"), NO_CONNECTION, ids=[row[0][:40] for row in NO_CONNECTION])
def test_no_connection(said: str, told: str, kind: type[Exception]) -> None:
    fault = connection_fault(PLACE, psycopg.OperationalError(AT + said))
    assert type(fault) is kind
    assert str(fault).startswith(PLACE)
    assert told in str(fault)
    assert [word for word in OF_POSTGRESQL if word in str(fault)] == []


def test_no_answer_and_no_such_host() -> None:
    late = connection_fault(PLACE, psycopg.errors.ConnectionTimeout("connection timeout expired"))
    assert "a cluster that is paused must be resumed first" in str(late)
    lost = psycopg.OperationalError("[Errno -2] Name or service not known")
    assert "has a host name that can't be found" in str(connection_fault(PLACE, lost))


@pytest.mark.parametrize(
    ("credentials", "told"),
    [
        ("iam", "the temporary password was refused or has expired: run again, and if it stays so sign in to AWS"),
        ("secretsmanager:tillroll", "correct what AWS keeps under the name in TILLROLL_REDSHIFT_CREDENTIALS"),
        (None, "correct the user, PGPASSWORD or its file"),
    ],
)
def test_a_refused_password_is_mended_where_it_came_from(credentials: str | None, told: str) -> None:
    error = psycopg.OperationalError(AT + 'FATAL:  password authentication failed for user "loader"')
    assert told in str(connection_fault(PLACE, error, credentials=credentials))


STATEMENTS = [
    (psycopg.errors.InternalError_, "Disk Full\nDETAIL:  error:  Disk Full", "disk is full", TryAgainLater),
    (
        psycopg.errors.InternalError_,
        'Query (500029) cancelled by WLM abort action of Query Monitoring Rule "testrule".',
        "a workload rule of the cluster ended a statement",
        TryAgainLater,
    ),
    (psycopg.errors.InternalError_, "Query (150) cancelled on user's request", "it took too long", TryAgainLater),
    (psycopg.errors.QueryCanceled, "Query cancelled.", "it took too long or somebody cancelled it", TryAgainLater),
    (
        psycopg.errors.InternalError_,
        "User arn:aws:redshift:eu-west-2:123456789012:dbuser:c/loader is not authorized to assume IAM Role arn:aws:",
        "attach it to the cluster or workgroup",
        ConfigurationError,
    ),
    (
        psycopg.errors.InternalError_,
        "Not authorized to get credentials of role arn:aws:iam::123456789012:role/copy",
        "see that redshift_role is its ARN",
        ConfigurationError,
    ),
    (psycopg.errors.InsufficientPrivilege, "permission denied for relation sale", "redshift.md", ConfigurationError),
    (psycopg.errors.InsufficientPrivilege, "must be owner of relation sale", "redshift.md", ConfigurationError),
    (psycopg.errors.InvalidSchemaName, 'schema "north" does not exist', "?schema=", ConfigurationError),
    (psycopg.errors.OutOfMemory, "out of memory", "the cluster ran out of memory", TryAgainLater),
    (psycopg.errors.InternalError_, "1023\nDETAIL:  Serializable isolation violation", "another transaction", WorkLost),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "said", "told", "meant"), STATEMENTS, ids=[row[1][:40] for row in STATEMENTS])
def test_a_failed_statement(kind: type[psycopg.Error], said: str, told: str, meant: type[Exception]) -> None:
    fault = statement_fault("a COPY", kind(said), is_lost=False)
    assert type(fault) is meant
    assert told in str(fault)
    assert "arn:" not in str(fault)
    assert [word for word in OF_POSTGRESQL if word in str(fault)] == []


@pytest.fixture
def asked(postgres: Server) -> Iterator[None]:
    """A user that the server asks for its password."""
    postgres.execute(f"create role {ASKED} login superuser password 'open sesame'")
    yield
    postgres.execute(f"reassign owned by {ASKED} to postgres")
    postgres.execute(f"drop role {ASKED}")


@pytest.mark.xdist_group("the role that is asked")
@pytest.mark.usefixtures("asked")
def test_a_wrong_password_is_refused_and_the_right_one_taken(
    redshift: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    with redshift.schema() as own, closing(Engine.open()) as engine:
        url = own.replace("postgres@", f"{ASKED}@")
        monkeypatch.setenv("PGPASSWORD", "open barley")
        with pytest.raises(ConfigurationError, match="does not let this user in: correct the user, PGPASSWORD"):
            RedshiftWarehouse.open(engine, url, ACCESS, Wait(5))
        monkeypatch.delenv("PGPASSWORD")
        with pytest.raises(ConfigurationError, match="asks for a password: set TILLROLL_REDSHIFT_CREDENTIALS=iam"):
            RedshiftWarehouse.open(engine, url, ACCESS, Wait(5))
        monkeypatch.setenv("PGPASSWORD", "open sesame")
        RedshiftWarehouse.open(engine, url, ACCESS, Wait(5)).close()


def test_a_database_that_is_not_there_is_told(redshift: StandIn) -> None:
    url = f"redshift://postgres@127.0.0.1:{redshift.port}/sails"
    with closing(Engine.open()) as engine, pytest.raises(ConfigurationError, match="has no such database: let its"):
        RedshiftWarehouse.open(engine, url, ACCESS, Wait(5))
