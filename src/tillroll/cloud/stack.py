"""A deployed stack as a person finds it: by its name, with what it tells of its queues, buckets and functions."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from tillroll.adapters.stacks import Deployed, all_deployed, deployed, region_of
from tillroll.errors import ConfigurationError

FUNCTIONS = ("PrepareFunction", "LoadFunction", "StreamFunction", "CloseFunction", "CheckFunction")
"""The outputs that name functions; a stack without a stream lacks one."""
QUEUES: Mapping[str, tuple[str | None, str]] = {
    "files": ("FilesQueue", "FilesDeadLetters"),
    "loads": ("LoadsQueue", "LoadsDeadLetters"),
    "stream": (None, "StreamFailures"),
}
"""What waits, and what of it was set aside, as outputs name them; what the stream's function gave up was in none."""
OUTPUTS = ("RawBucket", "StagedBucket", "FilesQueue", "FilesDeadLetters", "LoadsQueue", "LoadsDeadLetters", "Notices")
_NO_NAME = "stack: name it with --stack, the variable TILLROLL_STACK, or stack in tillroll.toml"


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack that is there, and its region."""

    told: Deployed
    region: str

    @property
    def name(self) -> str:
        """Its name."""
        return self.told.name

    def __contains__(self, output: object) -> bool:
        """Whether it tells of something."""
        return output in self.told.outputs

    def __getitem__(self, output: str) -> str:
        """What it tells of something; ``ConfigurationError`` if it tells nothing."""
        if output not in self.told.outputs:
            raise ConfigurationError(
                f"the stack {self.name} has no output {output}: it is none of tillroll's, or half deployed; "
                "'tillroll deploy doctor' tells more"
            )
        return self.told.outputs[output]

    @property
    def parameters(self) -> str:
        """Under which path its settings are."""
        return f"/tillroll/{self.name}/"

    @property
    def functions(self) -> dict[str, str]:
        """Its functions' names on AWS, by the short names in their handlers."""
        return {
            output.removesuffix("Function").lower(): self.told.outputs[output]
            for output in FUNCTIONS
            if output in self.told.outputs
        }

    @property
    def is_in_vpc(self) -> bool:
        """Whether its functions, and so perhaps its warehouse, are in a network of their own."""
        return "VpcId" in self


def find_stack(name: str | None, region: str | None = None) -> Stack:
    """The stack of that name; ``ConfigurationError`` tells which there are instead."""
    if not name:
        raise ConfigurationError(_NO_NAME)
    found = deployed(name, region)
    if found is None:
        raise ConfigurationError(f"there is no stack {name} in {region_of(region)}: {_instead(name, region)}")
    return Stack(found, region_of(region))


def _instead(name: str, region: str | None) -> str:
    try:
        ours = sorted(each.name for each in all_deployed(region) if is_ours(each))
    except ConfigurationError:
        ours = []
    if not ours:
        return "correct the name or the region, or deploy it first"
    near = get_close_matches(name, ours, 1)
    return f"did you mean {near[0]}?" if near else f"there is {', '.join(ours)}"


def is_ours(told: Deployed) -> bool:
    """Whether a stack was made of tillroll's template."""
    return told.outputs.get("Parameters", "").startswith("/tillroll/")
