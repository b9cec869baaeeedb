"""Whence the password comes: temporary ones, secrets, parameters, files; and what is said when it does not come.

AWS is an emulator. It knows no serverless workgroups, so that a server of a few lines answers for them, in the words of
AWS's own description of the service.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import boto3
import pytest

from tests.redshift.stand_in import StandIn
from tillroll.adapters.postgres.connection import Place
from tillroll.adapters.postgres.secrets import Login
from tillroll.adapters.redshift.credentials import with_login
from tillroll.adapters.redshift.place import Access, Cluster, place_of
from tillroll.errors import ConfigurationError
from tillroll.settings import read_settings

URL = "redshift://loader@chain.abc123.eu-west-2.redshift.amazonaws.com/sales"
SERVERLESS = "redshift://nights.123456789012.eu-west-2.redshift-serverless.amazonaws.com/sales"

pytestmark = pytest.mark.usefixtures("redshift")


def login(access: Access, url: str = URL) -> Place:
    return with_login(*place_of(url), access)


def test_a_provisioned_cluster_gives_a_temporary_password(redshift: StandIn) -> None:
    boto3.client("redshift").create_cluster(
        ClusterIdentifier="chain",
        NodeType="ra3.large",
        MasterUsername="admin",
        MasterUserPassword="Password1",
    )
    place = login(Access("iam"))
    assert place.parameters["user"] == "IAM:loader"
    assert len(str(place.parameters["password"])) > 8


class Workgroups(BaseHTTPRequestHandler):
    """Redshift Serverless: one workgroup, and a password for whoever asks for its own."""

    asked: list[dict[str, object]]

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append({"action": self.headers["X-Amz-Target"], **asked})
        is_there = asked["workgroupName"] == "nights"
        login = {"dbUser": "IAMR:loader", "dbPassword": f"temporary-{len(self.asked)}", "expiration": 1.0}
        said = login if is_there else {"__type": "ResourceNotFoundException", "message": "Workgroup not found"}
        content = json.dumps(said).encode()
        self.send_response(200 if is_there else 400)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_words: object) -> None:
        """Nothing is told."""


@contextmanager
def workgroups(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, object]]]:
    """The service, where AWS's library finds it; what it was asked."""
    Workgroups.asked = []
    with HTTPServer(("127.0.0.1", 0), Workgroups) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("AWS_ENDPOINT_URL_REDSHIFT_SERVERLESS", f"http://127.0.0.1:{server.server_port}")
        yield Workgroups.asked
        server.shutdown()


def test_a_workgroup_gives_a_temporary_password_for_each_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    with workgroups(monkeypatch) as asked:
        places = [login(Access("iam"), SERVERLESS) for _ in range(2)]
        with pytest.raises(ConfigurationError, match=r"refused GetCredentials \(ResourceNotFoundException\)"):
            login(Access("iam"), SERVERLESS.replace("nights.", "days."))
    assert [place.parameters["password"] for place in places] == ["temporary-1", "temporary-2"]
    assert {place.parameters["user"] for place in places} == {"IAMR:loader"}
    action = "RedshiftServerless.GetCredentials"
    assert asked[0] == {"action": action, "workgroupName": "nights", "dbName": "sales", "durationSeconds": 900}


def test_a_host_tells_cluster_region_and_kind() -> None:
    _, cluster = place_of(URL)
    assert cluster == Cluster("chain", "eu-west-2", False, "sales", "loader", "public")
    _, serverless = place_of(SERVERLESS)
    assert serverless == Cluster("nights", "eu-west-2", True, "sales", None, "public")


def test_a_host_must_prove_who_it_is() -> None:
    place, _ = place_of(URL)
    assert (place.parameters["sslmode"], place.parameters["sslrootcert"]) == ("verify-full", "system")
    assert (place.parameters["port"], place.parameters["client_encoding"]) == (5439, "utf8")
    own, _ = place_of(f"{URL}?sslrootcert=/etc/amazon.pem")
    assert own.parameters["sslrootcert"] == "/etc/amazon.pem"


def test_a_host_elsewhere_may_not_pass_for_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    here = "redshift://loader@localhost/sales"
    assert "sslmode" not in place_of(here)[0].parameters
    assert place_of(f"{here}?hostaddr=10.0.0.7")[0].parameters["sslmode"] == "verify-full"
    monkeypatch.setenv("PGHOSTADDR", "10.0.0.7")
    assert place_of(here)[0].parameters["sslmode"] == "verify-full"


def test_no_url_says_another_encoding() -> None:
    assert place_of(f"{URL}?client_encoding=latin1")[0].parameters["client_encoding"] == "utf8"


@pytest.mark.parametrize(
    ("text", "user"),
    [(json.dumps({"username": "night", "password": "s3cret!"}), "night"), ("s3cret!", "loader")],
    ids=["as Secrets Manager writes it", "a password alone"],
)
def test_a_secret_and_a_parameter_hold_the_password(text: str, user: str) -> None:
    name = f"tillroll/{user}"
    boto3.client("secretsmanager").create_secret(Name=name, SecretString=text)
    boto3.client("ssm").put_parameter(Name=f"/{name}", Value=text, Type="SecureString")
    for place in (login(Access(f"secretsmanager:{name}")), login(Access(f"ssm:/{name}"))):
        assert (place.parameters["user"], place.parameters["password"]) == (user, "s3cret!")


def test_a_password_file_needs_no_aws(tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_text("s3cret!\n")
    assert login(Access(password_file=path)).parameters["password"] == "s3cret!"  # noqa: S105


@pytest.mark.parametrize("credentials", ["secretsmanager:nothing-there", "ssm:/nothing-there", "iam"])
def test_what_aws_refuses_says_what_to_see_to(credentials: str) -> None:
    url = URL.replace("chain.", "absent.")
    with pytest.raises(ConfigurationError, match=r"AWS \S+ refused \w+ \(\w+\): see the rights"):
        login(Access(credentials), url)


def test_iam_needs_the_clusters_own_name() -> None:
    with pytest.raises(ConfigurationError, match="needs the cluster's own host name"):
        login(Access("iam"), "redshift://loader@db.example/sales")


def test_no_text_of_a_login_holds_the_password() -> None:
    assert "s3cret" not in repr(Login("night", "s3cret!"))
    assert "s3cret" not in repr(replace(place_of(URL)[1]))


def test_settings_take_names_of_secrets_and_never_secrets(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="holds a password"):
        read_settings({"warehouse": "redshift://night:s3cret@h/sales"}, {}, tmp_path)
    with pytest.raises(ConfigurationError, match="the name of a secret, never the secret"):
        read_settings({}, {"TILLROLL_REDSHIFT_CREDENTIALS": "s3cret!"}, tmp_path)
    with pytest.raises(ConfigurationError, match="the name of a secret, never the secret"):
        read_settings({}, {"TILLROLL_POSTGRES_CREDENTIALS": "iam"}, tmp_path)
