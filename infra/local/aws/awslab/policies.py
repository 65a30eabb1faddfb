"""IAM's policies where moto differs from AWS: AWS's own are there, and a policy may leave out its version."""

import json
from functools import cache

from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy, IAMBackend
from moto.iam.policy_validation import BaseIAMPolicyValidator

from .world import ACCOUNT


@cache
def _managed_by_aws() -> list[AWSManagedPolicy]:
    """Made once, since that takes a quarter of a second, and each reset makes a new backend."""
    known = json.loads(aws_managed_policies_data)
    return [AWSManagedPolicy.from_data(name, ACCOUNT, "aws", each) for name, each in known.items()]


def _unattached(_: IAMBackend) -> list[AWSManagedPolicy]:
    for policy in _managed_by_aws():
        policy.attachment_count = 0
    return _managed_by_aws()


def _accept_any(_: BaseIAMPolicyValidator) -> None:
    """A policy that names no version has that of 2008; moto wants 2012-10-17 everywhere."""


IAMBackend._init_aws_policies = _unattached
BaseIAMPolicyValidator._validate_version = _accept_any
