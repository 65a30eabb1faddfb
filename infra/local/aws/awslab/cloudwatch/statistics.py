"""Statistics of samples."""

import re
from typing import Optional

from ..errors import AwsError
from .series import Sample

PERCENTILE = re.compile(r"(?P<kind>p|tm)(?P<percent>\d{1,2}(\.\d{1,10})?|100)")
TRIMMED_COUNT = re.compile(r"TC\(:(?P<bound>\d+(\.\d{1,10})?)\)")
SIMPLE = ("Sum", "Average", "Minimum", "Maximum", "SampleCount")


def check_statistic(name: str) -> None:
    """InvalidParameterValue for a statistic that there is not: Sum and its like, pNN, tmNN, TC(:x)."""
    if name not in SIMPLE and not PERCENTILE.fullmatch(name) and not TRIMMED_COUNT.fullmatch(name):
        raise AwsError("InvalidParameterValue", f"The value {name} for parameter Stat is not supported.")


def statistic(name: str, sample: Sample) -> Optional[float]:
    """The statistic, or None where the sample lacks the values that it needs."""
    simple = {
        "Sum": sample.sum,
        "Minimum": sample.minimum,
        "Maximum": sample.maximum,
        "SampleCount": sample.count,
        "Average": sample.sum / sample.count if sample.count else 0.0,
    }
    if name in simple:
        return simple[name]
    trimmed = TRIMMED_COUNT.fullmatch(name)
    if trimmed:
        return _count_up_to(sample.values, float(trimmed["bound"])) if sample.values else None
    match = PERCENTILE.fullmatch(name)
    if not match or not sample.values:
        return None
    percent = float(match["percent"])
    return percentile(sample.values, percent) if match["kind"] == "p" else _trimmed_mean(sample.values, percent)


def percentile(values: list[tuple[float, float]], percent: float) -> float:
    """The smallest value that at least so many percent of all are not above (nearest rank)."""
    ordered = sorted(values)
    rank = percent / 100 * sum(count for _, count in ordered)
    seen = 0.0
    for value, count in ordered:
        seen += count
        if seen >= rank - 1e-9:
            return value
    return ordered[-1][0]


def _count_up_to(values: list[tuple[float, float]], bound: float) -> float:
    return sum(count for value, count in values if value <= bound)


def _trimmed_mean(values: list[tuple[float, float]], percent: float) -> float:
    limit = percentile(values, percent)
    kept = [(value, count) for value, count in values if value <= limit]
    return sum(value * count for value, count in kept) / sum(count for _, count in kept)
