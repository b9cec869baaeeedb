"""The real till files go from a folder into DuckDB, and from its staged form into PostgreSQL, to the penny."""

import re
from pathlib import Path

import pytest

from tests.postgres_server import Server
from tests.samples import LANDING
from tests.warehouses.helpers import tell
