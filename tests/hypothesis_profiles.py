"""How many examples Hypothesis draws: `ci`, the same few each time, or `thorough` (TILLROLL_HYPOTHESIS=thorough).

A `conftest.py` beside property tests calls `load_profile()`.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

PROFILE = os.environ.get("TILLROLL_HYPOTHESIS", "ci")
TIMES = {"ci": 1, "thorough": 40}
_CHECKS = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture)

settings.register_profile("ci", max_examples=100, deadline=None, derandomize=True, suppress_health_check=_CHECKS)
settings.register_profile(
    "thorough", max_examples=100 * TIMES["thorough"], deadline=None, suppress_health_check=_CHECKS, print_blob=True
)


def load_profile() -> None:
    """Make the chosen profile the default of tests that are collected from here on."""
    settings.load_profile(PROFILE)


def examples(number: int) -> settings:
    """Settings for a test that draws so many examples in `ci`, and more in `thorough`."""
    return settings(settings.get_profile(PROFILE), max_examples=number * TIMES[PROFILE])
