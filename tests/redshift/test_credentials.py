"""Whence the password comes: temporary ones, secrets, parameters, files; and what is said when it does not come.

AWS is an emulator. It knows no serverless workgroup's credentials for a database that it has not made.
"""

import json
from dataclasses import replace
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
