"""How long the main job takes, beside the barest read and a pandas version of it: ``python -m benchmarks``."""
