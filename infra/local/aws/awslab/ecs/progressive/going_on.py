"""How a deployment that shifts traffic goes from stage to stage."""

from collections.abc import Sequence

from ...cloudwatch.alarms import names_in_alarm
from ...knobs import knobs
from ...world import changed, later, now
from ..events import note
from ..records import Deployment, Pause, ServiceDeployment, Stage
from ..store import Service
from . import going_back, pauses, rules, tasks, weights

ALARM_LOOK_SECONDS = 1
LAST_CALL_SECONDS = 0.05


def reconcile(service: Service) -> None:
    """Does what can be done now for a service whose deployments shift traffic; is called again after every change."""
    tasks.scale(service)
    for deployment in service.service_deployments[:1]:
        if deployment.status == "IN_PROGRESS":
            _go_on(service, deployment)
        going_back.go_back(service, deployment)
    _settle(service)


def start(service: Service, deployment: ServiceDeployment) -> None:
    """Looks where the traffic is, and begins. A deployment that this one replaces may have a last call under way."""
    if any(each.busy for each in service.service_deployments if each is not deployment):
        later(LAST_CALL_SECONDS, lambda: start(service, deployment))
        return
    deployment.busy = True

    def look() -> None:
        rule = weights.rule_of(service, "productionListenerRule")
        present = rules.weights_of(service, rule) if rule else {}
        weights.assign(service, deployment.sources, deployment.target, present)

    def begin(_: None) -> None:
        deployment.busy = False
        if deployment.status == "PENDING":
            deployment.status, deployment.started_at = "IN_PROGRESS", now()
            deployment.ignored_alarms = names_in_alarm(_alarm_names(deployment))
            _watch_alarms(service, deployment)
        reconcile(service)

    rules.aside(look, begin, lambda problem: _failed(service, deployment, problem))


def _go_on(service: Service, deployment: ServiceDeployment) -> None:
    while deployment.status == "IN_PROGRESS" and _is_done(service, deployment):
        if deployment.at + 1 == len(deployment.stages):
            _succeed(service, deployment)
        else:
            deployment.at += 1
            deployment.updated_at = now()
            _enter(service, deployment, deployment.stages[deployment.at])
            changed()


def _is_done(service: Service, deployment: ServiceDeployment) -> bool:
    """Whether the present stage is over."""
    if deployment.busy or deployment.baking or pauses.is_paused(deployment):
        return False
    name = deployment.stage.name if deployment.stage else ""
    if name == "SCALE_UP":
        return tasks.is_up(service, deployment.target)
    leaving = _leaving(deployment, name)
    return not any(tasks.has_tasks(service, each) for each in leaving)


def _leaving(deployment: ServiceDeployment, stage: str) -> Sequence[Deployment]:
    """The revisions whose tasks stop in a stage: all old ones in the last, those of a deployment that was replaced in the first."""
    if stage == "CLEAN_UP":
        return deployment.sources
    return deployment.sources[1:] if stage == "RECONCILE_SERVICE" else []


def _enter(service: Service, deployment: ServiceDeployment, stage: Stage) -> None:
    pauses.pause(deployment, stage.name, lambda pause: _expired(service, deployment, pause))
    if stage.name == "SCALE_UP":
        deployment.target.wanted = True
        tasks.scale(service)
    if stage.production is not None or stage.test is not None:
        _shift(service, deployment, stage)
    elif stage.bake_minutes:
        _bake(service, deployment, stage)
    else:
        _leave(service, deployment, stage)


def _shift(service: Service, deployment: ServiceDeployment, stage: Stage) -> None:
    deployment.busy = True
    if stage.production is not None:
        weights.ask(service, deployment, stage.production)
    expected = None if stage.name == "RECONCILE_SERVICE" else deployment.production

    def write() -> None:
        if stage.production is not None:
            weights.shift(service, deployment, "productionListenerRule", stage.production, expected)
        if stage.test is not None:
            weights.shift(service, deployment, "testListenerRule", stage.test, expected=None)

    def written() -> None:
        deployment.busy = False
        if deployment.is_over:
            return
        deployment.production = deployment.production if stage.production is None else stage.production
        deployment.test = deployment.test if stage.test is None else stage.test
        deployment.updated_at = now()
        _leave(service, deployment, stage)
        if stage.bake_minutes:
            _bake(service, deployment, stage)
        reconcile(service)
        changed()

    rules.aside(write, lambda _: rules.when_spread(written), lambda problem: _failed(service, deployment, problem))


def _leave(service: Service, deployment: ServiceDeployment, stage: Stage) -> None:
    for each in _leaving(deployment, stage.name):
        each.wanted = False
    tasks.scale(service)


def _bake(service: Service, deployment: ServiceDeployment, stage: Stage) -> None:
    deployment.baking = True

    def baked() -> None:
        deployment.baking = False
        reconcile(service)
        changed()

    later(stage.bake_minutes * knobs().ecs_minute_s, baked)


def _expired(service: Service, deployment: ServiceDeployment, pause: Pause) -> None:
    if pause.timeout_action == "ROLLBACK":
        reason = f"The lifecycle hook {pause.hook_id} timed out."
        going_back.request(service, deployment, reason)
    reconcile(service)
    changed()


def _failed(service: Service, deployment: ServiceDeployment, problem: str) -> None:
    deployment.busy = False
    going_back.request(service, deployment, problem)
    reconcile(service)


def _succeed(service: Service, deployment: ServiceDeployment) -> None:
    target = deployment.target
    deployment.status = "SUCCESSFUL"
    deployment.production = 100
    deployment.finished_at = target.updated_at = now()
    target.rollout_state = "COMPLETED"
    target.rollout_reason = f"ECS deployment {target.id} completed."
    service.last_completed = target.task_definition
    note(service, f"(service {service.name}) (deployment {target.id}) deployment completed.")


def _settle(service: Service) -> None:
    """Says so when the service has become steady."""
    over = all(each.is_over for each in service.service_deployments[:1])
    if over and not service.steady and all(tasks.is_up(service, each) for each in service.deployments):
        service.steady = True
        service.failures_in_a_row = 0
        note(service, f"(service {service.name}) has reached a steady state.")


def _alarm_names(deployment: ServiceDeployment) -> list[str]:
    alarms = deployment.configuration.get("alarms", {})
    return alarms.get("alarmNames", []) if alarms.get("enable") and alarms.get("rollback") else []


def _watch_alarms(service: Service, deployment: ServiceDeployment) -> None:
    """Rolls back when an alarm goes off that was silent at the start."""
    names = _alarm_names(deployment)
    if not names or deployment.status != "IN_PROGRESS":
        return
    gone_off = [each for each in names_in_alarm(names) if each not in deployment.ignored_alarms]
    if gone_off:
        deployment.triggered_alarms = gone_off
        going_back.request(service, deployment, f"Alarms are in ALARM: {', '.join(gone_off)}.")
        reconcile(service)
    else:
        later(ALARM_LOOK_SECONDS, lambda: _watch_alarms(service, deployment))
