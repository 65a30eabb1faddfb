"""AWS::EC2::*: what a VPC is made of."""

from typing import Any, Callable

from ..resource_type import Place, Record, add


def _tag(place: Place, resource: str, properties: Record) -> None:
    if properties.get("Tags"):
        place.client("ec2").create_tags(Resources=[resource], Tags=properties["Tags"])


def _tag_as(identity: str) -> Callable[[Place, Record, Record], None]:
    return lambda place, made, properties: _tag(place, made[identity], properties)


def _add(noun: str, create: str, delete: str, identity: str, attributes: Any = None, **settings: Any) -> None:
    """Adds a type that one id names; its tags are put on by a second call."""
    settings.setdefault("after", _tag_as(identity))
    settings["apart"] = ("Tags", *settings.get("apart", ()))
    add(
        f"AWS::EC2::{noun}",
        "ec2",
        create,
        delete,
        key=lambda made: {identity: made[identity]},
        ref=lambda made: made[identity],
        attributes=lambda made: {identity: made[identity], **(attributes(made) if attributes else {})},
        **settings,
    )


def _set_up_vpc(place: Place, made: Record, properties: Record) -> None:
    _tag(place, made["VpcId"], properties)
    for name in ("EnableDnsSupport", "EnableDnsHostnames"):
        if name in properties:
            value = {"Value": str(properties[name]).lower() == "true"}
            place.client("ec2").modify_vpc_attribute(VpcId=made["VpcId"], **{name: value})


def _set_up_subnet(place: Place, made: Record, properties: Record) -> None:
    _tag(place, made["SubnetId"], properties)
    public = str(properties.get("MapPublicIpOnLaunch", False)).lower() == "true"
    place.client("ec2").modify_subnet_attribute(SubnetId=made["SubnetId"], MapPublicIpOnLaunch={"Value": public})


def _set_up_group(place: Place, made: Record, properties: Record) -> None:
    _tag(place, made["GroupId"], properties)
    ec2 = place.client("ec2")
    for rule in properties.get("SecurityGroupIngress", []):
        ec2.authorize_security_group_ingress(GroupId=made["GroupId"], IpPermissions=[_permission(rule)])


def _remove_interfaces(place: Place, made: Record) -> None:
    """On AWS a NAT gateway's interfaces go with it; moto keeps them."""
    for address in made["NatGatewayAddresses"]:
        place.client("ec2").delete_network_interface(NetworkInterfaceId=address["NetworkInterfaceId"])


def _permission(rule: Record) -> Record:
    ports: Record = {name: int(rule[name]) for name in ("FromPort", "ToPort") if name in rule}
    ranges = {"IpRanges": [{"CidrIp": rule["CidrIp"]}]} if "CidrIp" in rule else {}
    source = rule.get("SourceSecurityGroupId") or rule.get("DestinationSecurityGroupId")
    groups = {"UserIdGroupPairs": [{"GroupId": source}]} if source else {}
    return {"IpProtocol": str(rule["IpProtocol"]), **ports, **ranges, **groups}


def _rule(properties: Record, _: Place) -> Record:
    return {"GroupId": properties["GroupId"], "IpPermissions": [_permission(properties)]}


def _group(properties: Record, _: Place) -> Record:
    renamed = {"GroupDescription": "Description"}
    return {renamed.get(name, name): value for name, value in properties.items()}


def _given(made: Record, *names: str) -> Record:
    return {name: made["input"][name] for name in names}


_add(
    "VPC",
    "create_vpc",
    "delete_vpc",
    "VpcId",
    lambda made: {"CidrBlock": made["CidrBlock"]},
    apart=("EnableDnsSupport", "EnableDnsHostnames"),
    after=_set_up_vpc,
)
_add(
    "Subnet",
    "create_subnet",
    "delete_subnet",
    "SubnetId",
    lambda made: {"AvailabilityZone": made["AvailabilityZone"], "VpcId": made["VpcId"]},
    apart=("MapPublicIpOnLaunch",),
    after=_set_up_subnet,
)
_add("InternetGateway", "create_internet_gateway", "delete_internet_gateway", "InternetGatewayId")
_add("RouteTable", "create_route_table", "delete_route_table", "RouteTableId")
_add("NatGateway", "create_nat_gateway", "delete_nat_gateway", "NatGatewayId", before_delete=_remove_interfaces)
_add(
    "SecurityGroup",
    "create_security_group",
    "delete_security_group",
    "GroupId",
    named_by="GroupName",
    adapt=_group,
    apart=("SecurityGroupIngress", "SecurityGroupEgress"),
    after=_set_up_group,
)

add(
    "AWS::EC2::EIP",
    "ec2",
    "allocate_address",
    "release_address",
    apart=("Tags",),
    key=lambda made: {"AllocationId": made["AllocationId"]},
    ref=lambda made: made["PublicIp"],
    attributes=lambda made: {"AllocationId": made["AllocationId"], "PublicIp": made["PublicIp"]},
)

add(
    "AWS::EC2::VPCGatewayAttachment",
    "ec2",
    "attach_internet_gateway",
    "detach_internet_gateway",
    key=lambda made: _given(made, "InternetGatewayId", "VpcId"),
    ref=lambda made: f"IGW|{made['input']['VpcId']}",
)

add(
    "AWS::EC2::Route",
    "ec2",
    "create_route",
    "delete_route",
    key=lambda made: _given(made, "RouteTableId", "DestinationCidrBlock"),
    ref=lambda made: "|".join(_given(made, "RouteTableId", "DestinationCidrBlock").values()),
)

add(
    "AWS::EC2::SubnetRouteTableAssociation",
    "ec2",
    "associate_route_table",
    "disassociate_route_table",
    key=lambda made: {"AssociationId": made["AssociationId"]},
    ref=lambda made: made["AssociationId"],
)

for direction in ("ingress", "egress"):
    add(
        f"AWS::EC2::SecurityGroup{direction.title()}",
        "ec2",
        f"authorize_security_group_{direction}",
        f"revoke_security_group_{direction}",
        adapt=_rule,
        key=lambda made: _given(made, "GroupId", "IpPermissions"),
        ref=lambda made: f"sgr-{made['input']['GroupId']}",
    )
