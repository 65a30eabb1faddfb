"""The records that a service is made of: the versions that it runs, and how ECS shifts the traffic from one to the next."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Optional

from ..world import now

Record = dict[str, Any]


@dataclass
class Deployment:
    """
    One version of a service on its way in or out; `failed_tasks` counts since the service was last steady. `wanted` and
    `target_group` matter where ECS shifts traffic: whether its tasks shall run, and where they are registered.
    """

    id: str
    task_definition: str
    status: str = "PRIMARY"
    rollout_state: str = "IN_PROGRESS"
    rollout_reason: str = ""
    failed_tasks: int = 0
    wanted: bool = True
    target_group: Optional[str] = None
    created_at: datetime = field(default_factory=now)
    updated_at: datetime = field(default_factory=now)


@dataclass(frozen=True)
class Stage:
    """A stage of a service deployment; the weights are the target's in percent, None where the stage leaves them alone."""

    name: str
    production: Optional[float] = None
    test: Optional[float] = None
    bake_minutes: float = 0


@dataclass
class Pause:
    """One stop at a pause hook."""

    hook_id: str
    timeout_action: str
    expires_at: datetime
    status: str = "AWAITING_ACTION"


@dataclass
class ServiceDeployment:
    """
    One shift of a service's traffic, from the revisions `sources` to `target`; `at` is the place of its present stage, and `busy`
    says that a call to the load balancer is under way. `asked` is the target's percent that was asked for last, and `production` the one
    by which the load balancer goes.
    """

    arn: str
    sources: list[Deployment]
    target: Deployment
    configuration: Record
    stages: list[Stage]
    status: str = "PENDING"
    reason: Optional[str] = None
    at: int = -1
    busy: bool = False
    baking: bool = False
    asked: float = 0
    production: float = 0
    test: float = 0
    pauses: list[Pause] = field(default_factory=list)
    rollback: Optional[Record] = None
    ignored_alarms: list[str] = field(default_factory=list)
    triggered_alarms: list[str] = field(default_factory=list)
    created_at: datetime = field(default_factory=now)
    updated_at: datetime = field(default_factory=now)
    started_at: Optional[datetime] = None
    stopped_at: Optional[datetime] = None
    finished_at: Optional[datetime] = None

    @property
    def source(self) -> Optional[Deployment]:
        """The revision that has all traffic at the start, and gets it back; None for a service's first deployment."""
        return self.sources[0] if self.sources else None

    @property
    def stage(self) -> Optional[Stage]:
        """The present stage; None before the first."""
        return self.stages[self.at] if self.at >= 0 else None

    @property
    def is_over(self) -> bool:
        """Whether nothing will become of it any more."""
        return self.finished_at is not None
