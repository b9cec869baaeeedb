"""Metrics as CloudWatch takes them out of log lines: the embedded metric format, read strictly."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

UNITS = {"Count", "Milliseconds", "Seconds", "Bytes", "None"}
_MOST_VALUES, _MOST_METRICS, _MOST_DIMENSIONS = 100, 100, 30


@dataclass(frozen=True)
class Metric:
    """One value of a metric."""

    namespace: str
    name: str
    unit: str
    value: float
    dimensions: tuple[tuple[str, str], ...]


def metrics_in(lines: Iterable[str]) -> list[Metric]:
    """All values in the lines, in order; a line that breaks the format is an error, for CloudWatch would drop it."""
    return [metric for line in lines if '"_aws"' in line for metric in _metrics_of(json.loads(line))]


def sums(metrics: Iterable[Metric]) -> dict[str, float]:
    """The sum of each metric's values."""
    found: Counter[str] = Counter()
    for metric in metrics:
        found[metric.name] += metric.value  # type: ignore[assignment] # a counter of floats
    return dict(found)


def _metrics_of(line: dict[str, Any]) -> Iterable[Metric]:
    assert isinstance(line["_aws"]["Timestamp"], int)
    for directive in line["_aws"]["CloudWatchMetrics"]:
        assert len(directive["Metrics"]) <= _MOST_METRICS
        for names in directive["Dimensions"]:
            assert len(names) <= _MOST_DIMENSIONS
            dimensions = tuple((name, line[name]) for name in names)
            assert all(isinstance(value, str) and value for _, value in dimensions), dimensions
            for each in directive["Metrics"]:
                unit = each.get("Unit", "None")
                assert unit in UNITS, unit
                for value in _values(line[each["Name"]]):
                    yield Metric(directive["Namespace"], each["Name"], unit, value, dimensions)


def _values(value: Any) -> list[float]:
    values = value if isinstance(value, list) else [value]
    assert 0 < len(values) <= _MOST_VALUES
    assert all(isinstance(each, int | float) and not isinstance(each, bool) for each in values), values
    return values
