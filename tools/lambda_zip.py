"""Make the one zip that every function on AWS runs: the package, and what it needs that the runtime has not.

The versions are those of `uv.lock`. The same inputs give the same bytes. A zip that was made of them already is kept.
`--unpack DIR` lays its content into a folder instead, as `sam build` wants it.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from platform import machine

ROOT = Path(__file__).parents[1]
LIMIT = 250 * 1024 * 1024
MEGABYTE = 1024 * 1024
_NOT_NEEDED = ("boto3", "click", "rich")  # the runtime has the first; the command line alone imports the others
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_ARCHITECTURES = {"arm64": "aarch64", "amd64": "x86_64"}
_PLATFORM = "manylinux_2_28"  # DuckDB's wheels; Lambda's Python has it since 3.12, on Amazon Linux 2023


def main(words: list[str]) -> int:
    """Make the zip, and say how large it is."""
    asked = _arguments(words)
    if asked.here:
        asked.python, asked.platform = f"{sys.version_info.major}.{sys.version_info.minor}", machine()
    platform = _ARCHITECTURES.get(asked.platform, asked.platform)
    out: Path = asked.out or ROOT / "dist" / f"lambda-{asked.python}-{platform}.zip"
    inputs = _digest_of_inputs(asked.python, platform)
    if not _is_made_of(out, inputs):
        _make(out, inputs, asked.python, platform)
    with zipfile.ZipFile(out) as made:
        unzipped = sum(each.file_size for each in made.infolist())
        if asked.unpack:
            _unpack(made, asked.unpack)
    print(f"{out}: {out.stat().st_size / MEGABYTE:.1f} MB, {unzipped / MEGABYTE:.1f} MB unzipped")
    if unzipped > LIMIT:
        print(f"AWS takes {LIMIT // MEGABYTE} MB unzipped at most", file=sys.stderr)
        return 1
    return 0


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default="3.13", help="the runtime's Python, as 3.13")
    parser.add_argument("--platform", default="aarch64", choices=["aarch64", "arm64", "x86_64", "amd64"])
    parser.add_argument("--here", action="store_true", help="for this Python and this machine's processor")
    parser.add_argument("--out", type=Path, help="the zip to write; else one in dist/")
    parser.add_argument("--unpack", type=Path, help="a folder to lay the content into, too")
    return parser.parse_args(words)


def _make(out: Path, inputs: str, python: str, platform: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder, "tree")
        _install(tree, Path(folder), python, platform)
        out.parent.mkdir(parents=True, exist_ok=True)
        begun = out.with_suffix(f".{os.getpid()}")
        _pack(tree, begun, inputs)
        begun.replace(out)


def _install(tree: Path, folder: Path, python: str, platform: str) -> None:
    """The wheel of the package and those that it needs, each with the hash that the lock gives it."""
    needed, wheels = folder / "needed.txt", folder / "wheel"
    pruned = [word for name in _NOT_NEEDED for word in ("--prune", name)]
    _uv("export", "--frozen", "--no-dev", "--no-emit-project", "--extra", "lambda", *pruned, "--output-file", needed)
    _uv("build", "--wheel", "--out-dir", wheels)
    target = ("--target", tree, "--python-version", python, "--python-platform", f"{platform}-{_PLATFORM}")
    install = ("pip", "install", "--no-deps", "--only-binary", ":all:", "--link-mode", "copy", *target)
    _uv(*install, "--require-hashes", "--requirements", needed)
    _uv(*install, *wheels.glob("*.whl"))


def _uv(*words: str | Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    subprocess.run([ROOT / "tools" / "uv", "--quiet", *words], cwd=ROOT, env=environment, check=True, stdout=sys.stderr)


def _pack(tree: Path, out: Path, inputs: str) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        made.comment = inputs.encode()
        for path in _kept(tree):
            entry = zipfile.ZipInfo(path.relative_to(tree).as_posix(), _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o755 if path.suffix == ".so" else 0o644) << 16
            made.writestr(entry, path.read_bytes())


def _kept(tree: Path) -> Iterator[Path]:
    """What runs, and what tells the versions; sorted."""
    for path in sorted(tree.rglob("*")):
        parts = path.relative_to(tree).parts
        is_told = parts[0].endswith((".dist-info", ".data")) and path.name != "METADATA"
        is_idle = {"__pycache__", "tests", "bin"} & set(parts) or path.suffix in {".pyc", ".pyi", ".lock"}
        if path.is_file() and not is_told and not is_idle:
            yield path


def _unpack(made: zipfile.ZipFile, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    made.extractall(folder)


def _digest_of_inputs(python: str, platform: str) -> str:
    """A name for all that the zip is made of."""
    digest = hashlib.sha256(f"{python} {platform}".encode())
    files = [path for path in sorted((ROOT / "src").rglob("*")) if path.is_file() and "__pycache__" not in path.parts]
    for path in (Path(__file__), ROOT / "pyproject.toml", ROOT / "uv.lock", *files):
        digest.update(f"\n{path.relative_to(ROOT).as_posix()}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _is_made_of(out: Path, inputs: str) -> bool:
    if not zipfile.is_zipfile(out):
        return False
    with zipfile.ZipFile(out) as made:
        return made.comment == inputs.encode()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
