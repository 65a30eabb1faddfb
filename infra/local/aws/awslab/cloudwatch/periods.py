"""Periods: samples gathered into equal stretches of time that begin at multiples of their length."""

from dataclasses import dataclass

from ..errors import AwsError
from .metrics import seconds
from .series import Key, Sample, metrics
from .statistics import statistic

SHORT = (1, 5, 10, 20, 30)
SHORT_KEPT = 3 * 3600

# A value for the beginning of each period that has one.
Line = dict[int, float]


@dataclass(frozen=True)
class Range:
    """From `start` on, before `end`, in seconds since 1970, in periods of so many seconds."""

    start: float
    end: float
    period: int

    @property
    def first(self) -> int:
        """Where the first period begins: at or before the start."""
        return int(self.start // self.period) * self.period

    def beginnings(self) -> range:
        """Where all periods begin."""
        return range(self.first, int(-(-self.end // 1)), self.period)


def check_period(period: int) -> None:
    """InvalidParameterValue unless a period is 1, 5, 10, 20, 30 or a multiple of 60 seconds."""
    if period not in SHORT and (period <= 0 or period % 60):
        message = "The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60."
        raise AwsError("InvalidParameterValue", message)


def gather(metric: Key, span: Range) -> dict[int, Sample]:
    """One sample for each period with data. Periods under a minute see high resolution of the last three hours only."""
    short = span.period in SHORT
    sources = [metrics().high.get(metric)] + ([] if short else [metrics().standard.get(metric)])
    since = max(span.first, seconds(None) - SHORT_KEPT) if short else span.first
    end = span.beginnings()[-1] + span.period if span.beginnings() else span.first
    found: dict[int, Sample] = {}
    for series in sources:
        for time, sample in series.between(int(since), end) if series else ():
            found.setdefault(time - time % span.period, Sample()).add(sample)
    return dict(sorted(found.items()))


def line(metric: Key, name: str, span: Range) -> Line:
    """A statistic of a metric over time."""
    values = {time: statistic(name, sample) for time, sample in gather(metric, span).items()}
    return {time: value for time, value in values.items() if value is not None}
