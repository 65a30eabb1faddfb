"""Prints what an account holds, as JSON: a list of names for each kind of resource."""

import json

import boto3
import jmespath

# Service, operation, and where its answer has the names.
KINDS = [
    ("cloudformation", "describe_stacks", "Stacks[].StackName"),
    ("cloudformation", "list_exports", "Exports[].Name"),
    ("appmesh", "list_meshes", "meshes[].meshName"),
    ("servicediscovery", "list_namespaces", "Namespaces[].Name"),
    ("servicediscovery", "list_services", "Services[].Name"),
    ("ecs", "list_clusters", "clusterArns[]"),
    ("ecs", "list_task_definitions", "taskDefinitionArns[]"),
    ("ec2", "describe_vpcs", "Vpcs[].VpcId"),
    ("ec2", "describe_subnets", "Subnets[].SubnetId"),
    ("ec2", "describe_route_tables", "RouteTables[].RouteTableId"),
    ("ec2", "describe_internet_gateways", "InternetGateways[].InternetGatewayId"),
    ("ec2", "describe_nat_gateways", "NatGateways[?State!='deleted'].NatGatewayId"),
    ("ec2", "describe_addresses", "Addresses[].AllocationId"),
    ("ec2", "describe_security_groups", "SecurityGroups[].GroupId"),
    ("ec2", "describe_network_interfaces", "NetworkInterfaces[].NetworkInterfaceId"),
    ("elbv2", "describe_load_balancers", "LoadBalancers[].LoadBalancerName"),
    ("elbv2", "describe_target_groups", "TargetGroups[].TargetGroupName"),
    ("iam", "list_roles", "Roles[].RoleName"),
    ("iam", "list_policies", "Policies[].PolicyName"),
    ("logs", "describe_log_groups", "logGroups[].logGroupName"),
    ("ssm", "describe_parameters", "Parameters[].Name"),
    ("s3", "list_buckets", "Buckets[].Name"),
    ("ecr", "describe_repositories", "repositories[].repositoryName"),
    ("codebuild", "list_projects", "projects[]"),
    ("codepipeline", "list_pipelines", "pipelines[].name"),
    ("events", "list_rules", "Rules[].Name"),
    ("secretsmanager", "list_secrets", "SecretList[].Name"),
]


def names(service: str, operation: str, path: str) -> list[str]:
    """The names that one operation lists, on all its pages."""
    client = boto3.client(service)
    arguments = {"Scope": "Local"} if operation == "list_policies" else {}
    if client.can_paginate(operation):
        return sorted(client.get_paginator(operation).paginate(**arguments).search(path))
    return sorted(jmespath.search(path, getattr(client, operation)(**arguments)) or [])


if __name__ == "__main__":
    print(json.dumps({f"{kind[0]} {kind[2].split('[')[0]}": names(*kind) for kind in KINDS}))
