"""The seeds of simulated chains: TILLROLL_SEEDS, as in 3,14,15. CI draws its own, so the chains are new each time."""

import os

SEEDS = tuple(int(text) for text in os.environ.get("TILLROLL_SEEDS", "1,2,3").split(","))
