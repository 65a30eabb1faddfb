"""AWS::IAM::*"""

import json

from ..resource_type import Place, Record, add


def _put_policies(place: Place, made: Record, properties: Record) -> None:
    iam = place.client("iam")
    role = made["RoleName"]
    for arn in properties.get("ManagedPolicyArns", []):
        iam.attach_role_policy(RoleName=role, PolicyArn=arn)
    for policy in properties.get("Policies", []):
        document = json.dumps(policy["PolicyDocument"])
        iam.put_role_policy(RoleName=role, PolicyName=policy["PolicyName"], PolicyDocument=document)


def _remove_policies(place: Place, made: Record) -> None:
    iam = place.client("iam")
    role = made["RoleName"]
    for policy in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        iam.detach_role_policy(RoleName=role, PolicyArn=policy["PolicyArn"])
    for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        iam.delete_role_policy(RoleName=role, PolicyName=name)


add(
    "AWS::IAM::Role",
    "iam",
    "create_role",
    "delete_role",
    named_by="RoleName",
    apart=("ManagedPolicyArns", "Policies"),
    after=_put_policies,
    before_delete=_remove_policies,
    key=lambda made: {"RoleName": made["RoleName"]},
    ref=lambda made: made["RoleName"],
    attributes=lambda made: {"Arn": made["Arn"], "RoleId": made["RoleId"]},
)


def _attach(place: Place, made: Record, properties: Record) -> None:
    for role in properties.get("Roles", []):
        place.client("iam").attach_role_policy(RoleName=role, PolicyArn=made["Arn"])


def _detach(place: Place, made: Record) -> None:
    iam = place.client("iam")
    for role in iam.list_entities_for_policy(PolicyArn=made["Arn"])["PolicyRoles"]:
        iam.detach_role_policy(RoleName=role["RoleName"], PolicyArn=made["Arn"])


# AWS::IAM::Policy is an inline policy there; here it is a managed one that is attached, which grants the same.
for name, named_by in (("Policy", "PolicyName"), ("ManagedPolicy", "ManagedPolicyName")):
    add(
        f"AWS::IAM::{name}",
        "iam",
        "create_policy",
        "delete_policy",
        named_by=named_by,
        apart=("Roles", "Users", "Groups"),
        adapt=lambda properties, _: {"PolicyName" if k == "ManagedPolicyName" else k: v for k, v in properties.items()},
        after=_attach,
        before_delete=_detach,
        key=lambda made: {"PolicyArn": made["Arn"]},
        ref=lambda made: made["Arn"],
        attributes=lambda made: {"PolicyArn": made["Arn"], "Id": made["PolicyId"]},
    )
