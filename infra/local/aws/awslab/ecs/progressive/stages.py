"""The stages of a service deployment. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html"""

from collections.abc import Iterator

from ..records import Record, Stage


def stages_of(configuration: Record, reconciles: bool, has_test_rule: bool) -> list[Stage]:
    """The stages of a deployment by its configuration, in their order; RECONCILE_SERVICE only after one that was replaced."""
    return [
        *([Stage("RECONCILE_SERVICE", production=0)] if reconciles else []),
        Stage("PRE_SCALE_UP"),
        Stage("SCALE_UP"),
        Stage("POST_SCALE_UP"),
        Stage("TEST_TRAFFIC_SHIFT", test=100 if has_test_rule else None),
        Stage("POST_TEST_TRAFFIC_SHIFT"),
        *_shifts(configuration),
        Stage("POST_PRODUCTION_TRAFFIC_SHIFT"),
        Stage("BAKE_TIME", bake_minutes=configuration.get("bakeTimeInMinutes", 0)),
        Stage("CLEAN_UP"),
    ]


def first_stages() -> list[Stage]:
    """The stages of a service's first deployment, which has nothing to shift traffic from."""
    return [Stage("SCALE_UP")]


def _shifts(configuration: Record) -> Iterator[Stage]:
    minutes = _step_bake_minutes(configuration)
    for weight in _weights(configuration):
        yield Stage("PRE_PRODUCTION_TRAFFIC_SHIFT")
        yield Stage("PRODUCTION_TRAFFIC_SHIFT", production=weight, bake_minutes=minutes if weight < 100 else 0)


def _weights(configuration: Record) -> list[float]:
    strategy = configuration["strategy"]
    if strategy == "CANARY":
        first = configuration.get("canaryConfiguration", {}).get("canaryPercent", 5.0)
        return [first, 100.0] if first < 100 else [100.0]
    if strategy == "LINEAR":
        step = configuration.get("linearConfiguration", {}).get("stepPercent", 10.0)
        # In tenths, whose sums are exact.
        tenths = range(round(step * 10), 1000, round(step * 10))
        return [*(each / 10 for each in tenths), 100.0]
    return [100.0]


def _step_bake_minutes(configuration: Record) -> float:
    if configuration["strategy"] == "CANARY":
        return configuration.get("canaryConfiguration", {}).get("canaryBakeTimeInMinutes", 10)
    return configuration.get("linearConfiguration", {}).get("stepBakeTimeInMinutes", 6)
