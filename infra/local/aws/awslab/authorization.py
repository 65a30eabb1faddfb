"""What IAM asks about a call: actions, resources and keys of conditions, by AWS's service authorization reference."""

from collections.abc import Iterator
from typing import Any, Callable

from .operations import Call
from .resource_tags import tags_of

Asked = dict[str, Any]

# Signing names that differ from the prefixes of actions.
PREFIXES = {"monitoring": "cloudwatch"}


def asked(call: Call) -> list[Asked]:
    """Everything that the caller has to be allowed; calls that Serin does not make are asked about on `*`."""
    try:
        return _asked(call)
    except (KeyError, TypeError, AttributeError):
        # A call that does not say what it is about is refused for that.
        return []


def _asked(call: Call) -> list[Asked]:
    key = (call.service, call.operation)
    resources = list(RESOURCES[key](call)) if key in RESOURCES else ["*"]
    tags = _request_tags(call)
    context = {**tags, **(CONTEXTS[key](call) if key in CONTEXTS else {})}
    prefix = PREFIXES.get(call.service, call.service)
    own = [_ask(f"{prefix}:{call.operation}", each, context) for each in resources]
    making = {**tags, f"{prefix}:CreateAction": [call.operation]}
    tagging = [_ask(f"{prefix}:TagResource", resources[0], making)] if tags and key in TAGGED_WHEN_MADE else []
    return own + tagging + list(DEPENDENTS[key](call) if key in DEPENDENTS else [])


def _ask(action: str, resource: str, context: dict[str, list[str]]) -> Asked:
    tags = {f"aws:ResourceTag/{key}": [value] for key, value in tags_of(resource).items()}
    return {"action": action, "resource": resource, "context": {**tags, **context}}


def _request_tags(call: Call) -> dict[str, list[str]]:
    """What a call would tag: lists of keys and values in one or the other spelling, or a map."""
    given = call.params.get("tags") or call.params.get("Tags") or []
    pairs = (
        given.items() if isinstance(given, dict) else [(each.get("key") or each["Key"], _value(each)) for each in given]
    )
    tags = {key: value or "" for key, value in pairs}
    return {"aws:TagKeys": list(tags), **{f"aws:RequestTag/{key}": [value] for key, value in tags.items()}} if tags else {}


def _value(tag: dict[str, str]) -> str:
    return tag.get("value") or tag.get("Value") or ""


def _in_mesh(name: str) -> Callable[[Call], Iterator[str]]:
    def resources(call: Call) -> Iterator[str]:
        yield call.arn(f"mesh/{call.params['meshName']}/{name.format(**call.params)}")
        spec = call.params.get("spec", {})
        for kind in ("httpRoute", "http2Route", "grpcRoute", "tcpRoute"):
            for target in spec.get(kind, {}).get("action", {}).get("weightedTargets", []):
                yield call.arn(f"mesh/{call.params['meshName']}/virtualNode/{target['virtualNode']}")
        for backend in spec.get("backends", []):
            service = backend["virtualService"]["virtualServiceName"]
            yield call.arn(f"mesh/{call.params['meshName']}/virtualService/{service}")

    return resources


def _stack(call: Call) -> Iterator[str]:
    name = call.params["StackName"]
    yield name if name.startswith("arn:") else call.arn(f"stack/{name}/0")


def _cluster(call: Call) -> str:
    return str(call.params.get("cluster", "default")).rsplit("/", 1)[-1]


def _ecs(kind: str, name: str) -> Callable[[Call], Iterator[str]]:
    def resources(call: Call) -> Iterator[str]:
        given = call.params.get(name, [])
        for each in [given] if isinstance(given, str) else given:
            yield call.arn(f"{kind}/{_cluster(call)}/{each.rsplit('/', 1)[-1]}")

    return resources


def _arns(name: str) -> Callable[[Call], Iterator[str]]:
    def resources(call: Call) -> Iterator[str]:
        given = call.params[name]
        yield from [given] if isinstance(given, str) else given

    return resources


def _scalable_target(call: Call) -> Iterator[str]:
    # Its id is AWS's own.
    yield call.arn("scalable-target/0")


def _alarm(call: Call) -> Iterator[str]:
    yield call.arn("alarm:some", "cloudwatch")


def _parameter(call: Call) -> Iterator[str]:
    yield call.arn(f"parameter/{call.params['Name']}")


def _repository(call: Call) -> Iterator[str]:
    yield f"arn:aws:ecr:{call.region}:{call.params['registryId']}:repository/{call.params['repositoryName']}"


def _passed_roles(call: Call) -> Iterator[Asked]:
    for name in ("taskRoleArn", "executionRoleArn"):
        if call.params.get(name):
            yield _ask("iam:PassRole", call.params[name], {"iam:PassedToService": ["ecs-tasks.amazonaws.com"]})


def _scaled_service(call: Call) -> Iterator[Asked]:
    for action in ("DescribeServices", "UpdateService"):
        yield _ask(f"ecs:{action}", call.arn(call.params["ResourceId"], "ecs"), {})


def _alarms(call: Call) -> Iterator[Asked]:
    for action in ("DescribeAlarms", "PutMetricAlarm", "DeleteAlarms"):
        yield _ask(f"cloudwatch:{action}", next(_alarm(call)), {})


def _event_buses(call: Call) -> Iterator[str]:
    for entry in call.params["Entries"]:
        bus = entry.get("EventBusName", "default")
        yield bus if bus.startswith("arn:") else call.arn(f"event-bus/{bus}")


RESOURCES: dict[tuple[str, str], Callable[[Call], Iterator[str]]] = {
    **{
        ("appmesh", f"{verb}Route"): _in_mesh("virtualRouter/{virtualRouterName}/route/{routeName}")
        for verb in ("Create", "Update", "Delete", "Describe")
    },
    **{
        ("appmesh", f"{verb}VirtualNode"): _in_mesh("virtualNode/{virtualNodeName}")
        for verb in ("Create", "Delete", "Describe")
    },
    ("appmesh", "TagResource"): _arns("resourceArn"),
    **{
        ("cloudformation", name): _stack
        for name in ("CreateStack", "DeleteStack", "DescribeStacks", "DescribeStackEvents", "ListStackResources")
    },
    ("ecs", "CreateService"): _ecs("service", "serviceName"),
    ("ecs", "UpdateService"): _ecs("service", "service"),
    ("ecs", "DeleteService"): _ecs("service", "service"),
    ("ecs", "DescribeServices"): _ecs("service", "services"),
    ("ecs", "DescribeServiceRevisions"): _arns("serviceRevisionArns"),
    ("ecs", "ListServiceDeployments"): _ecs("service", "service"),
    ("ecs", "DescribeServiceDeployments"): _arns("serviceDeploymentArns"),
    ("ecs", "ContinueServiceDeployment"): _arns("serviceDeploymentArn"),
    ("ecs", "StopServiceDeployment"): _arns("serviceDeploymentArn"),
    ("ecs", "DescribeTasks"): _ecs("task", "tasks"),
    ("ecs", "TagResource"): _arns("resourceArn"),
    ("ecs", "RegisterTaskDefinition"): lambda call: iter([call.arn(f"task-definition/{call.params['family']}:0")]),
    ("elasticloadbalancing", "ModifyRule"): _arns("RuleArn"),
    ("elasticloadbalancing", "ModifyListener"): _arns("ListenerArn"),
    ("elasticloadbalancing", "AddTags"): _arns("ResourceArns"),
    ("elasticloadbalancing", "RemoveTags"): _arns("ResourceArns"),
    **{
        ("application-autoscaling", name): _scalable_target
        for name in ("RegisterScalableTarget", "PutScalingPolicy", "PutScheduledAction")
    },
    **{
        ("application-autoscaling", name): _arns("ResourceARN")
        for name in ("TagResource", "UntagResource", "ListTagsForResource")
    },
    ("monitoring", "DescribeAlarms"): _alarm,
    ("monitoring", "PutMetricAlarm"): _alarm,
    ("ssm", "GetParameter"): _parameter,
    ("ssm", "PutParameter"): _parameter,
    ("ecr", "DescribeImages"): _repository,
    ("events", "PutEvents"): _event_buses,
    ("sns", "Publish"): _arns("TopicArn"),
    ("servicediscovery", "CreateService"): lambda call: iter([call.arn("service/0"), call.arn("namespace/0")]),
    **{
        ("servicediscovery", name): lambda call: iter([call.arn(f"service/{call.params['Id']}")])
        for name in ("GetService", "DeleteService")
    },
}

TAGGED_WHEN_MADE = {
    ("appmesh", "CreateVirtualNode"),
    ("cloudformation", "CreateStack"),
    ("ecs", "CreateService"),
    ("ecs", "RegisterTaskDefinition"),
    ("application-autoscaling", "RegisterScalableTarget"),
}

CONTEXTS: dict[tuple[str, str], Callable[[Call], dict[str, list[str]]]] = {
    **{
        ("application-autoscaling", name): lambda call: {
            "application-autoscaling:service-namespace": [call.params["ServiceNamespace"]]
        }
        for name in ("RegisterScalableTarget", "PutScalingPolicy", "PutScheduledAction")
    },
    ("ecs", "ListTasks"): lambda call: {"ecs:cluster": [call.arn(f"cluster/{_cluster(call)}")]},
    ("elasticloadbalancing", "RemoveTags"): lambda call: {"aws:TagKeys": call.params["TagKeys"]},
}

# What a service asks in the caller's name before it does what the call says.
DEPENDENTS: dict[tuple[str, str], Callable[[Call], Iterator[Asked]]] = {
    ("ecs", "RegisterTaskDefinition"): _passed_roles,
    ("application-autoscaling", "RegisterScalableTarget"): _scaled_service,
    ("application-autoscaling", "PutScalingPolicy"): _alarms,
}
