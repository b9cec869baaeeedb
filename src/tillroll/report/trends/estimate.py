"""Estimates of a change from daily changes: robust to a wild day, with an error that minds how days hang together."""

import math
from collections.abc import Iterable, Sequence
from itertools import chain, compress
from statistics import NormalDist, median
from typing import NamedTuple

_NORMAL = NormalDist()
_MAD_TO_SD = 1.4826
"""The median distance to the median, times this, is a standard deviation that a few wild values do not move."""
WILD = 4.0
"""A day is wild if it lies further from the median than this many times the usual scatter."""
_LEAST_SCATTER = 0.01
_MOST_CLUMPING = 3.0


class Estimate(NamedTuple):
    """A change as a logarithm, its standard error, how many values it rests on, and how many were left out as wild.

    A tuple, for a judgement makes many hundreds while somebody waits.
    """

    size: float
    error: float
    values: int
    wild: int = 0

    def spread(self, times: float) -> "Estimate":
        """The same with an error so many times as large."""
        return Estimate(self.size, self.error * times, self.values, self.wild)

    def with_error(self, other: float) -> "Estimate":
        """The same with an error of another source beside its own."""
        return Estimate(self.size, math.hypot(self.error, other), self.values, self.wild)

    @property
    def score(self) -> float:
        """How many standard normal deviations it is from nothing, given how few values it rests on."""
        return normal_score(self.size / self.error, self.values - 1) if self.error else 0.0

    @property
    def chance(self) -> float:
        """The probability of a change at least as large where nothing changed."""
        return 2 * _NORMAL.cdf(-abs(self.score))

    @property
    def interval(self) -> tuple[float, float]:
        """Where the change lies in 95 of 100 cases."""
        reach = self.error * t_quantile(self.values - 1)
        return self.size - reach, self.size + reach


def mean(values: Sequence[float]) -> float:
    """The mean of at least one value: changes are near each other, so a plain sum is exact enough, and the quickest."""
    return sum(values) / len(values)


def tame(values: Sequence[float]) -> list[bool]:
    """Of each value whether it is no wild one.

    >>> tame([0.01, -0.01, 0.02, 0.0, 1.5])
    [True, True, True, True, False]
    """
    middle = median(values)
    away = [abs(value - middle) for value in values]
    reach = WILD * max(_MAD_TO_SD * median(away), _LEAST_SCATTER)
    return [each <= reach for each in away]


def estimate(values: Sequence[float]) -> Estimate:
    """The mean of the values that are not wild; at least two must be there."""
    kept = list(compress(values, tame(values)))
    return estimate_of(kept, len(values) - len(kept))


def estimate_of(kept: Sequence[float], wild: int = 0) -> Estimate:
    """The mean of values of which the wild ones are left out already."""
    middle = mean(kept)
    return Estimate(middle, _error_of(kept, middle), len(kept), wild)


def standard_error(values: Sequence[float]) -> float:
    """Of the mean of values that do not hang together; endless where there is but one."""
    return _error_of(values, mean(values)) if values else math.inf


def _error_of(values: Sequence[float], middle: float) -> float:
    if len(values) < 2:  # noqa: PLR2004 - one value tells of no scatter
        return math.inf
    return math.sqrt(_variance(values, middle) / len(values))


def clumping(series: Iterable[Iterable[Sequence[float]]]) -> float:
    """How many times the error of a mean grows because days of one week go together; at least 1.

    Each series holds weeks of daily values. Were days independent, weekly means would scatter as days do, divided by
    the days of a week. All series count together, for one alone has too few weeks to tell.
    """
    between = within = 0.0
    for weeks in series:
        full = [values for values in weeks if len(values) > 1]
        if len(full) > 1:
            every = list(chain.from_iterable(full))
            weekly = [mean(values) for values in full]
            between += _variance(weekly, mean(weekly)) * len(every) / len(full)
            within += _variance(every, mean(every))
    return min(math.sqrt(max(between / within, 1.0)), _MOST_CLUMPING) if within else 1.0


def _variance(values: Sequence[float], middle: float) -> float:
    """The variance of values about their mean."""
    return sum([(away := value - middle) * away for value in values]) / (len(values) - 1)


def empirical_spread(scores: Sequence[float]) -> float:
    """How many times wider the middle half of the scores lies than chance has it; at least 1.

    Most branches have no trend of their own. If their scores scatter more than they should, errors are too small.
    """
    return max(_MAD_TO_SD * median(map(abs, scores)), 1.0) if scores else 1.0


def normal_score(score: float, freedom: int) -> float:
    """The standard normal deviate as rare as a Student's t of so many degrees of freedom (Wallace 1959)."""
    if freedom < 1:
        return 0.0
    size = math.sqrt(freedom * math.log1p(score * score / freedom)) * (8 * freedom + 1) / (8 * freedom + 3)
    return math.copysign(size, score)


def t_quantile(freedom: int) -> float:
    """Student's t that 95 of 100 stay within.

    >>> round(t_quantile(27), 2), round(t_quantile(3), 1)
    (2.05, 3.2)
    """
    if freedom < 1:
        return math.inf
    z = _NORMAL.inv_cdf(0.975)
    cube = (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
    fourth = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
    return z + (z**3 + z) / (4 * freedom) + cube + fourth
