"""Asks cfn-lint, SAM and checkov about the templates in `deploy/`, all at the same time.

Each runs in an environment of its own, which uv keeps: they pin libraries of AWS that the project has newer. What they
found clean is not asked about again until a template, or this file, has changed.
"""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
CLEAN = ROOT / ".template_cache" / "clean"
SETTINGS = DEPLOY / "checkov.yaml"
TEMPLATES = tuple(path for path in sorted(DEPLOY.glob("*.yaml")) if path != SETTINGS)

_SWITCH = re.compile(r'(^  With\w+:\n(?:    .*\n)*?    Default: )"false"', re.MULTILINE)


def main() -> int:
    """Run the checks; print what those that fail say, and give the exit code."""
    if CLEAN.exists() and CLEAN.read_text("utf-8") == _state():
        return 0
    with tempfile.TemporaryDirectory() as folder:
        running = [(name, _start(package, command)) for name, package, command in _checks(Path(folder))]
        failed = [name for name, process in running if _failed(name, process)]
    if failed:
        return 1
    CLEAN.parent.mkdir(exist_ok=True)
    CLEAN.write_text(_state(), "utf-8")
    return 0


def _state() -> str:
    """A name for all that the checks' answer follows from."""
    read = (path.read_bytes() for path in (*TEMPLATES, SETTINGS, Path(__file__)))
    return hashlib.sha256(b"\0".join(read)).hexdigest()


def _checks(folder: Path) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Each check: what we call it, the package that has it, and its command."""
    paths = tuple(str(path.relative_to(ROOT)) for path in TEMPLATES)
    whole = tuple(word for path in TEMPLATES for word in ("--file", str(_switched_on(path, folder))))
    sam = ("sam", "validate", "--lint", "--region", "eu-west-2", "--template", "deploy/template.yaml")
    return (
        ("cfn-lint", "cfn-lint==1.58.*", ("cfn-lint", "--", *paths)),
        ("sam validate --lint", "aws-sam-cli==1.170.*", sam),
        ("checkov", "checkov==3.3.*", ("checkov", "--config-file", "deploy/checkov.yaml", *whole)),
    )


def _switched_on(template: Path, folder: Path) -> Path:
    """A copy of the template with every switch on: checkov passes over what the defaults leave out."""
    copy = folder / template.name
    copy.write_text(_SWITCH.sub(r'\1"true"', template.read_text("utf-8")), "utf-8")
    return copy


def _start(package: str, command: Sequence[str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        ["sh", "tools/uv", "tool", "run", "--quiet", "--from", package, *command],  # noqa: S607 - the project's own uv
        cwd=ROOT,
        env={**os.environ, "SAM_CLI_TELEMETRY": "0", "AWS_EC2_METADATA_DISABLED": "true"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


def _failed(name: str, process: "subprocess.Popen[str]") -> bool:
    told, _ = process.communicate()
    if process.returncode:
        print(f"{name}:\n{told}", file=sys.stderr)
    return bool(process.returncode)


if __name__ == "__main__":
    sys.exit(main())
