"""The hooks at which a deployment pauses. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/pause-lifecycle-hooks.html"""

import secrets
from datetime import timedelta
from typing import Callable

from ...knobs import knobs
from ...world import changed, later, now
from ..records import Pause, ServiceDeployment

# AWS's defaults.
PATIENCE_MINUTES = 1440
SILENCE_MEANS = "ROLLBACK"


def pause(deployment: ServiceDeployment, stage: str, expired: Callable[[Pause], None]) -> None:
    """Makes a pause of each of the deployment's hooks at a stage; `expired` is told of those that nobody has acted on in time."""
    for hook in deployment.configuration.get("lifecycleHooks", []):
        if hook.get("targetType") == "PAUSE" and stage in hook["lifecycleStages"]:
            timeout = hook.get("timeoutConfiguration", {})
            seconds = timeout.get("timeoutInMinutes", PATIENCE_MINUTES) * knobs().ecs_minute_s
            made = Pause(
                f"ecs-pause-{secrets.token_urlsafe(32)}",
                timeout.get("action", SILENCE_MEANS),
                now() + timedelta(seconds=seconds),
            )
            deployment.pauses.append(made)
            _expire_in(seconds, made, expired)
            changed()


def is_paused(deployment: ServiceDeployment) -> bool:
    """Whether a hook awaits an action."""
    return any(each.status == "AWAITING_ACTION" for each in deployment.pauses)


def give_up(deployment: ServiceDeployment) -> None:
    """Ends the pauses of a deployment that does not go on."""
    for each in deployment.pauses:
        if each.status == "AWAITING_ACTION":
            each.status = "FAILED"


def _expire_in(seconds: float, made: Pause, expired: Callable[[Pause], None]) -> None:
    def expire() -> None:
        if made.status == "AWAITING_ACTION":
            made.status = "TIMED_OUT"
            expired(made)

    later(seconds, expire)
