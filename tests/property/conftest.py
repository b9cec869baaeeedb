"""How many examples the property tests draw."""

from tests.hypothesis_profiles import load_profile

load_profile()
