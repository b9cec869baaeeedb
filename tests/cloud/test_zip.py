"""The zip of the functions holds all that they import but what the runtime has, and is the same however often made."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.cloud.emulator import ROOT, bare_environment
from tests.cloud.stack import built_zip

OF_THE_RUNTIME = {"boto3", "botocore", "s3transfer", "urllib3"}
_IMPORT_ALL = """
import importlib, json, sys
for name in ("prepare", "load", "stream", "close", "check"):
    importlib.import_module(f"tillroll.lambdas.{name}").handler
import duckdb, holidays, jinja2, psycopg, tzdata
import tillroll.adapters.postgres, tillroll.adapters.redshift, tillroll.digest, tillroll.wiring
duckdb.connect().execute("select 1").fetchall()
files = {name: str(getattr(module, "__file__", None)) for name, module in list(sys.modules.items())}
print(json.dumps({name: file for name, file in files.items() if "site-packages" in file}))
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(io.BytesIO(built_zip())) as made:
        made.extractall(folder)
    return folder


def test_all_that_functions_import_is_in_the_zip_or_in_the_runtime(unpacked: Path) -> None:
    python = bare_environment("lambda") / "bin" / "python"
    done = subprocess.run([python, "-B", "-c", _IMPORT_ALL], cwd=unpacked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    from_elsewhere = {name.split(".")[0] for name in json.loads(done.stdout)}
    assert from_elsewhere <= OF_THE_RUNTIME


def test_nothing_is_in_the_zip_that_does_not_run_there(unpacked: Path) -> None:
    there = {path.name for path in unpacked.iterdir()}
    assert not there & {"boto3", "botocore", "click", "rich", "pytest", "tests"}
    assert not list(unpacked.rglob("__pycache__"))


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "tools" / "lambda_zip.py"), "--here"]
    subprocess.run([*command, "--out", str(tmp_path / "again.zip")], check=True)
    assert (tmp_path / "again.zip").read_bytes() == built_zip()


def test_the_zip_for_aws_is_small_enough(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "tools" / "lambda_zip.py"), "--python", "3.13", "--platform", "aarch64"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert float(said.split(", ")[1].split()[0]) < 250
    assert "lambda-3.13-aarch64.zip" in said
