"""Amazon CloudWatch: metrics, their queries and math, and alarms."""

from . import alarms, metric_data, metric_statistics, metrics  # noqa: F401
