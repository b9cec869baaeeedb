"""Who we are to Redshift: a short-lived password from AWS, or a lasting one from where secrets are kept.

Each connection asks anew, for a temporary password may have expired since the last. No message quotes what AWS answers.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tillroll.adapters.aws import aws
from tillroll.adapters.postgres.connection import Place, password_in
from tillroll.adapters.postgres.secrets import Login, kept_login
from tillroll.adapters.redshift.place import Access, Cluster
from tillroll.errors import ConfigurationError

_SECONDS = 900


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
    if credentials != "iam":
        return kept_login(credentials, cluster.region, cluster.user)
    return _serverless(cluster) if cluster.is_serverless else _provisioned(cluster)


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


def _ask(cluster: Cluster, service: str, action: str, **asked: object) -> Mapping[str, Any]:
    answer: Mapping[str, Any] = aws(service, cluster.region, lambda client: getattr(client, action)(**asked))
    return answer
