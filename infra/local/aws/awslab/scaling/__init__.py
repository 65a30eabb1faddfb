"""Application Auto Scaling, for ECS services."""

from . import policies, scheduled_actions, tags, targets  # noqa: F401
