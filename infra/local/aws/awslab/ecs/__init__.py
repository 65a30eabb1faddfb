"""Amazon ECS: clusters, task definitions, services and their scheduler, tasks, and the agent's reports."""

from . import agent, clusters, protection, revisions, services, tags, task_definitions, tasks  # noqa: F401
from .progressive import api  # noqa: F401
