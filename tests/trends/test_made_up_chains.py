"""The judgement on chains made up without the simulator, where trade is less well-behaved. Seeds: TILLROLL_SEEDS."""

from collections.abc import Callable

from tests.simulator.seeds import SEEDS
from tests.trends.made_up import MadeUp, made_up
from tillroll.report.trends.drivers import drive
from tillroll.report.trends.findings import Finding, find
from tillroll.report.trends.judge import judge

BRANCHES = 200
LARGE = 0.14
CHAINS = [1000 * seed + number for seed in SEEDS for number in range(4)]
"""Seeds of chains: over one chain alone the share that is found scatters by a tenth."""


def findings(chain: MadeUp) -> list[Finding]:
    judged = judge(chain.paired)
    return find(judged, [drive(trends, {}) for trends in judged], chain.paired.shops)


def test_most_branches_that_changed_much_are_found_and_hardly_another(tell_at_end: Callable[[str], None]) -> None:
    planted = found = false = 0
    for seed in CHAINS:
        chain = made_up(seed, orders=400, share=0.08)
        told = {each.subject: each for each in findings(chain)}
        large = {branch: size for branch, size in chain.planted.items() if abs(size) >= LARGE}
        known = {branch: size for branch, size in large.items() if chain.paired.pairs[branch, 13]}
        planted += len(known)
        found += sum(branch in told and told[branch].size * size > 0 for branch, size in known.items())
        false += sum(not chain.planted.get(each, 0.0) for each in told)
    tell_at_end(_words(f"{found} of {planted} branches that changed by 14% or more are found", false))
    assert found >= 0.75 * planted
    assert false <= len(CHAINS)


def test_a_chain_in_which_nothing_changed_stays_quiet(tell_at_end: Callable[[str], None]) -> None:
    false = sum(len(findings(made_up(seed))) for seed in CHAINS)
    tell_at_end(_words("nothing changed", false))
    assert false <= len(CHAINS)


def _words(found: str, false: int) -> str:
    return f"trends: {found}; {false} false findings in {len(CHAINS)} weeks of {BRANCHES} branches"
