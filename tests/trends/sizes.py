"""The statistics of trends in plain Python: wild days, weeks that go together, and how sure a change is."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist, fmean, median, variance

NORMAL = NormalDist()
MEDIAN_DISTANCE = 1.4826
"""By how much a standard deviation is larger than the median distance to the median, if values are normal."""
WILD, LEAST_SCATTER, MOST_CLUMPING = 4, 0.01, 3
Daily = Mapping[int, float]
"""Changes as logarithms, by the number of days before the last."""


@dataclass(frozen=True)
class Size:
    """A change as a logarithm, with the error of its mean, of so many values; so many wild ones were left out."""

    mean: float
    error: float
    values: int
    wild: int = 0

    def times(self, times: float) -> "Size":
        return replace(self, error=self.error * times)

    def beside(self, error: float) -> "Size":
        return replace(self, error=math.hypot(self.error, error))

    @property
    def share(self) -> float:
        return math.expm1(self.mean)

    @property
    def score(self) -> float:
        """The normal deviate as rare as this Student's t (Wallace 1959)."""
        freedom = self.values - 1
        if not self.error or freedom < 1:
            return 0.0
        size = math.sqrt(freedom * math.log1p((self.mean / self.error) ** 2 / freedom))
        return math.copysign(size * (8 * freedom + 1) / (8 * freedom + 3), self.mean)

    @property
    def span(self) -> tuple[float, float]:
        """The least and the most that it may be in 95 of 100 cases, as shares."""
        reach = self.error * students_t(self.values - 1)
        return math.expm1(self.mean - reach), math.expm1(self.mean + reach)


def students_t(freedom: int) -> float:
    """That 95 of 100 stay within: the first terms of its expansion about the normal one (Abramowitz, Stegun 26.7.5)."""
    if freedom < 1:
        return math.inf
    z = NORMAL.inv_cdf(0.975)
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return sum(term / float(freedom) ** power for power, term in enumerate(terms))


def error_of(values: Sequence[float]) -> float:
    return math.sqrt(variance(values) / len(values)) if len(values) > 1 else math.inf


def mean_of(values: Sequence[float], wild: int = 0) -> Size:
    return Size(fmean(values), error_of(values), len(values), wild)


def are_tame(values: Sequence[float]) -> list[bool]:
    """Of each value whether it lies within four times the usual scatter of the middle."""
    middle = median(values)
    scatter = MEDIAN_DISTANCE * median(abs(value - middle) for value in values)
    return [abs(value - middle) <= WILD * max(scatter, LEAST_SCATTER) for value in values]


def tame_mean_of(values: Sequence[float]) -> Size:
    kept = [value for value, is_tame in zip(values, are_tame(values), strict=True) if is_tame]
    return mean_of(kept, len(values) - len(kept))


def tame_days(daily: Daily) -> dict[int, float]:
    """The days that are not wild."""
    return {at: daily[at] for at, is_tame in zip(daily, are_tame(list(daily.values())), strict=True) if is_tame}


def less(daily: Daily, index: Daily) -> dict[int, float]:
    return {at: change - index[at] for at, change in daily.items()}


def weeks_of(daily: Daily) -> list[list[float]]:
    weeks: dict[int, list[float]] = defaultdict(list)
    for at, change in daily.items():
        weeks[at // 7].append(change)
    return list(weeks.values())


def middle_of(changes: Iterable[Daily]) -> dict[int, float]:
    by_day: dict[int, list[float]] = defaultdict(list)
    for daily in changes:
        for at, change in daily.items():
            by_day[at].append(change)
    return {at: median(found) for at, found in by_day.items()}


def shared_by(changes: Mapping[str, Daily]) -> dict[int, float]:
    """The middle change of each day, of the branches that do not go their own way throughout."""
    if not changes:
        return {}
    first = middle_of(changes.values())
    levels = [fmean(less(daily, first).values()) for daily in changes.values()]
    alike = [daily for daily, is_alike in zip(changes.values(), are_tame(levels), strict=True) if is_alike]
    return first | middle_of(alike)


def clumping(series: Iterable[Sequence[Sequence[float]]]) -> float:
    """How many times larger errors are because days of one week go together, over all series of weeks."""
    between = within = 0.0
    for weeks in series:
        full = [week for week in weeks if len(week) > 1]
        if len(full) > 1:
            every = [value for week in full for value in week]
            between += variance([fmean(week) for week in full]) * len(every) / len(full)
            within += variance(every)
    return min(max(1.0, math.sqrt(between / within)), MOST_CLUMPING) if within else 1.0


def spread_of(scores: Sequence[float]) -> float:
    """How many times wider the middle half of scores lies than chance has it."""
    return max(1.0, MEDIAN_DISTANCE * median(map(abs, scores))) if scores else 1.0
