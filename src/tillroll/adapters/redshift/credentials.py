"""Who we are to Redshift: a short-lived password from AWS, or a lasting one from where secrets are kept.

Each connection asks anew, for a temporary password may have expired since the last. No message quotes what AWS answers.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tillroll.adapters.aws import aws
from tillroll.adapters.postgres.connection import Place, password_in
from tillroll.adapters.redshift.place import Access, Cluster
from tillroll.errors import ConfigurationError

_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Login:
    """A user and a password, which no text of this shows."""

    user: str | None
    password: str

    def __repr__(self) -> str:
        """Who, and nothing more."""
        return f"Login({self.user!r})"


def with_login(place: Place, cluster: Cluster, access: Access) -> Place:
    """The place with what it takes to be let in; without credentials, libpq looks for itself."""
    if access.password_file:
        return replace(place, parameters={**place.parameters, "password": password_in(access.password_file)})
    if not access.credentials:
        return place
    login = _login(cluster, access.credentials)
    whom = {"user": login.user} if login.user else {}
    return replace(place, parameters={**place.parameters, **whom, "password": login.password})


def _login(cluster: Cluster, credentials: str) -> Login:
    kind, _, name = credentials.partition(":")
    if kind == "iam":
        return _serverless(cluster) if cluster.is_serverless else _provisioned(cluster)
    text = _secret(cluster, name) if kind == "secretsmanager" else _parameter(cluster, name)
    return _login_in(text, cluster)


def _provisioned(cluster: Cluster) -> Login:
    if not cluster.name or not cluster.user:
        raise ConfigurationError(
            "credentials: iam needs the cluster's own host name in the warehouse's URL, and a user: "
            "write it as redshift://USER@CLUSTER.ID.REGION.redshift.amazonaws.com/DATABASE"
        )
    asked = {"DbUser": cluster.user, "DbName": cluster.database, "ClusterIdentifier": cluster.name}
    answer = _ask(cluster, "redshift", "get_cluster_credentials", AutoCreate=False, DurationSeconds=_SECONDS, **asked)
    return Login(answer["DbUser"], answer["DbPassword"])


def _serverless(cluster: Cluster) -> Login:
    asked = {"workgroupName": cluster.name, "dbName": cluster.database, "durationSeconds": _SECONDS}
    answer = _ask(cluster, "redshift-serverless", "get_credentials", **asked)
    return Login(answer["dbUser"], answer["dbPassword"])


def _secret(cluster: Cluster, name: str) -> str:
    return str(_ask(cluster, "secretsmanager", "get_secret_value", SecretId=name).get("SecretString", ""))


def _parameter(cluster: Cluster, name: str) -> str:
    return str(_ask(cluster, "ssm", "get_parameter", Name=name, WithDecryption=True)["Parameter"]["Value"])


def _login_in(text: str, cluster: Cluster) -> Login:
    """A password alone, or JSON with `username` and `password` as Secrets Manager writes it."""
    try:
        held = json.loads(text)
    except ValueError:
        held = None
    if isinstance(held, dict) and held.get("password"):
        return Login(held.get("username") or cluster.user, str(held["password"]))
    if not text or isinstance(held, dict):
        raise ConfigurationError("credentials: the secret must hold a password, or JSON with username and password")
    return Login(cluster.user, text)


def _ask(cluster: Cluster, service: str, action: str, **asked: object) -> Mapping[str, Any]:
    answer: Mapping[str, Any] = aws(service, cluster.region, lambda client: getattr(client, action)(**asked))
    return answer
