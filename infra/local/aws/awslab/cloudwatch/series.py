"""Where data points are kept: one series for each namespace, name and set of dimensions."""

from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..world import world

Dimensions = frozenset[tuple[str, str]]
Key = tuple[str, str, Dimensions]


@dataclass
class Sample:
    """Values and how often each was seen; of a statistic set only the four numbers are known."""

    values: list[tuple[float, float]] = field(default_factory=list)
    count: float = 0
    sum: float = 0
    minimum: float = float("inf")
    maximum: float = float("-inf")

    def add(self, other: "Sample") -> None:
        """Takes in another sample."""
        self.values += other.values
        self.count += other.count
        self.sum += other.sum
        self.minimum = min(self.minimum, other.minimum)
        self.maximum = max(self.maximum, other.maximum)


@dataclass
class Series:
    """Samples by second (high resolution) or minute, in seconds since 1970; `times` is sorted."""

    times: list[int] = field(default_factory=list)
    samples: dict[int, Sample] = field(default_factory=dict)
    unit: str = "None"

    def put(self, time: int, sample: Sample) -> None:
        """Adds a sample to what is known of its moment."""
        if time not in self.samples:
            insort(self.times, time)
            self.samples[time] = Sample()
        self.samples[time].add(sample)

    def between(self, start: int, end: int) -> Iterator[tuple[int, Sample]]:
        """The samples from `start` on, before `end`."""
        for time in self.times[bisect_left(self.times, start) : bisect_left(self.times, end)]:
            yield time, self.samples[time]


@dataclass
class Metrics:
    """Series in standard and in high resolution. Sub-minute periods see only the latter, others both."""

    standard: dict[Key, Series] = field(default_factory=dict)
    high: dict[Key, Series] = field(default_factory=dict)


def metrics() -> Metrics:
    """The present world's metrics."""
    return world().part(Metrics)


def dimensions(given: list[dict[str, Any]]) -> Dimensions:
    """Dimensions as the set that they are."""
    return frozenset((each["Name"], each["Value"]) for each in given)


def key(metric: dict[str, Any]) -> Key:
    """What identifies the series of a metric."""
    return metric["Namespace"], metric["MetricName"], dimensions(metric.get("Dimensions", []))


def keys() -> list[Key]:
    """All series, oldest first."""
    return list(dict.fromkeys([*metrics().standard, *metrics().high]))
