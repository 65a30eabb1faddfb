"""Eventual consistency: for a while after a write, reads answer as they would have before it."""

import copy
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from moto.elbv2.models import elbv2_backends

from . import appmesh, cloudmap, ecs, scaling, targets
from .cloudformation.stack import Stacks
from .knobs import knobs
from .operations import Call, changes_something
from .world import ACCOUNT, World, changed, later, seeing, world

SERVICES = ("cloudformation.amazonaws.com", "ecs.amazonaws.com")
LAGGING = (appmesh.store.Store, cloudmap.store.Store, ecs.store.Store, scaling.store.Store, targets.Targets, Stacks)


@dataclass(frozen=True)
class Moment:
    """How all was just before a write; load balancers are moto's."""

    end: float
    world: World
    load_balancers: dict[str, Any]


@dataclass
class Past:
    """The moments that somebody may still see, oldest first."""

    moments: list[Moment] = field(default_factory=list)


@contextmanager
def acting(call: Call) -> Iterator[None]:
    """Lets a call act: a write on the present, which it makes a memory of; a read on what is to be seen now.

    What CloudFormation and ECS call themselves sees the present, as they wait until it does.
    """
    lag_ms = knobs().eventual_ms
    if lag_ms == 0:
        yield
        return
    with world().lock:
        if changes_something(call.operation):
            _remember()
            yield
            # Whoever has read too early is to read again.
            later(lag_ms / 1000, changed)
        elif call.user_agent.startswith(SERVICES):
            yield
        else:
            with _seen(lag_ms / 1000):
                yield


def _remember() -> None:
    memo: dict[int, Any] = {}
    balancers = copy.deepcopy(dict(elbv2_backends[ACCOUNT]), memo)
    world().part(Past).moments.append(Moment(time.monotonic(), world().copy(LAGGING, memo), balancers))


@contextmanager
def _seen(lag_seconds: float) -> Iterator[None]:
    past = world().part(Past)
    past.moments = [each for each in past.moments if each.end > time.monotonic() - lag_seconds]
    if not past.moments:
        yield
        return
    moment, present = past.moments[0], dict(elbv2_backends[ACCOUNT])
    elbv2_backends[ACCOUNT].update(moment.load_balancers)
    try:
        with seeing(moment.world):
            yield
    finally:
        elbv2_backends[ACCOUNT].update(present)
