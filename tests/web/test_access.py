"""Pages for everybody: what axe finds, what a keyboard reaches, what is printed."""

import shutil
import subprocess
import tarfile
from typing import Literal

import pytest

from tests.web.windows import ADDRESSES, Window, needs_chromium

AXE = "axe-core@4.14.1"
pytestmark = needs_chromium


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The accessibility checker, as npm has it."""
    folder = tmp_path_factory.mktemp("axe")
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("there is no npm to fetch axe-core with")
    packed = subprocess.run([npm, "pack", "--silent", AXE], cwd=folder, capture_output=True, text=True, check=False)
    if packed.returncode:
        pytest.skip(f"npm could not fetch {AXE}")
    with tarfile.open(folder / packed.stdout.split()[-1]) as archive:
        found = archive.extractfile("package/axe.min.js")
        assert found
        return found.read().decode()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(window: Window, axe: str, scheme: "Literal['light', 'dark']") -> None:
    window.sign_in("olive")
    window.page.emulate_media(color_scheme=scheme)
    for address in ADDRESSES:
        window.go_and_see_charts(address)
        window.page.evaluate(axe)
        found = window.page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
        serious = [each for each in found["violations"] if each["impact"] in {"serious", "critical"}]
        assert [(each["id"], each["nodes"][0]["html"]) for each in serious] == [], address
