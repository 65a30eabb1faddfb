"""Logs, parameters, buckets and image repositories."""

from ..resource_type import Place, Record, add


def _set_retention(place: Place, made: Record, properties: Record) -> None:
    if "RetentionInDays" in properties:
        days = int(properties["RetentionInDays"])
        place.client("logs").put_retention_policy(logGroupName=properties["LogGroupName"], retentionInDays=days)


def _tag_map(properties: Record, _: Place) -> Record:
    tags = properties.get("Tags")
    listed = {"Tags": {each["Key"]: each["Value"] for each in tags}} if isinstance(tags, list) else {}
    return {**properties, **listed}


def _tag_list(properties: Record, _: Place) -> Record:
    tags = properties.get("Tags")
    listed = {"Tags": [{"Key": k, "Value": v} for k, v in tags.items()]} if isinstance(tags, dict) else {}
    return {**properties, **listed}


add(
    "AWS::Logs::LogGroup",
    "logs",
    "create_log_group",
    "delete_log_group",
    named_by="LogGroupName",
    apart=("RetentionInDays",),
    adapt=_tag_map,
    after=_set_retention,
    key=lambda made: {"logGroupName": made["input"]["logGroupName"]},
    ref=lambda made: made["input"]["logGroupName"],
    attributes=lambda made: {
        "Arn": f"arn:aws:logs:{made['region']}:{made['account']}:log-group:{made['input']['logGroupName']}:*"
    },
)

add(
    "AWS::SSM::Parameter",
    "ssm",
    "put_parameter",
    "delete_parameter",
    update="put_parameter",
    # AWS takes tags only of a parameter that is new.
    on_update={"Overwrite": True, "Tags": []},
    named_by="Name",
    adapt=_tag_list,
    key=lambda made: {"Name": made["input"]["Name"]},
    ref=lambda made: made["input"]["Name"],
    attributes=lambda made: {"Type": made["input"]["Type"], "Value": made["input"]["Value"]},
)

BUCKET_SETTINGS = (
    *(
        "AccelerateConfiguration",
        "BucketEncryption",
        "CorsConfiguration",
        "LifecycleConfiguration",
        "LoggingConfiguration",
    ),
    *("NotificationConfiguration", "OwnershipControls", "PublicAccessBlockConfiguration", "Tags"),
    *("VersioningConfiguration", "WebsiteConfiguration", "AccessControl"),
)


def _bucket(properties: Record, place: Place) -> Record:
    elsewhere = place.region != "us-east-1"
    location = {"CreateBucketConfiguration": {"LocationConstraint": place.region}} if elsewhere else {}
    return {"Bucket": properties["BucketName"], **location}


def _set_versioning(place: Place, made: Record, properties: Record) -> None:
    """Versioning is the one setting of a bucket that matters here."""
    given = properties.get("VersioningConfiguration")
    if given:
        place.client("s3").put_bucket_versioning(Bucket=made["input"]["Bucket"], VersioningConfiguration=given)


add(
    "AWS::S3::Bucket",
    "s3",
    "create_bucket",
    "delete_bucket",
    named_by="BucketName",
    apart=BUCKET_SETTINGS,
    adapt=_bucket,
    after=_set_versioning,
    key=lambda made: {"Bucket": made["input"]["Bucket"]},
    ref=lambda made: made["input"]["Bucket"],
    attributes=lambda made: {
        "Arn": f"arn:aws:s3:::{made['input']['Bucket']}",
        "DomainName": f"{made['input']['Bucket']}.s3.amazonaws.com",
    },
)

add(
    "AWS::ECR::Repository",
    "ecr",
    "create_repository",
    "delete_repository",
    named_by="RepositoryName",
    apart=("LifecyclePolicy", "RepositoryPolicyText", "EmptyOnDelete"),
    key=lambda made: {"repositoryName": made["repositoryName"], "force": True},
    ref=lambda made: made["repositoryName"],
    attributes=lambda made: {"Arn": made["repositoryArn"], "RepositoryUri": made["repositoryUri"]},
)
