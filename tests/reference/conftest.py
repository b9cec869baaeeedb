"""The reference's own property tests draw as many examples as the others."""

from tests.hypothesis_profiles import load_profile

load_profile()
