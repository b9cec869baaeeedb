"""The warehouse tests draw examples as the other property tests do."""

from tests.hypothesis_profiles import load_profile

load_profile()
