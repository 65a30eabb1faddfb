"""AWS::CodeBuild, CodePipeline, CodeCommit and Events: what a pipeline is made of."""

from ...world import ACCOUNT
from ..resource_type import Place, Record, add


def _project(properties: Record, _: Place) -> Record:
    """A role may be given by its name; moto wants a place for sources and artifacts also where a pipeline has them."""
    role = properties["ServiceRole"]
    arn = role if role.startswith("arn:") else f"arn:aws:iam::{ACCOUNT}:role/{role}"
    placed = {
        name: {"Location": "pipeline", **properties[name]}
        for name in ("Source", "Artifacts")
        if properties[name]["Type"] == "CODEPIPELINE"
    }
    return {**properties, **placed, "ServiceRole": arn}


add(
    "AWS::CodeBuild::Project",
    "codebuild",
    "create_project",
    "delete_project",
    named_by="Name",
    update="update_project",
    adapt=_project,
    key=lambda made: {"name": made["name"]},
    ref=lambda made: made["name"],
    attributes=lambda made: {"Arn": made["arn"]},
)

add(
    "AWS::CodeCommit::Repository",
    "codecommit",
    "create_repository",
    "delete_repository",
    named_by="RepositoryName",
    # Nothing here reads what a repository holds.
    apart=("Code", "Triggers"),
    key=lambda made: {"repositoryName": made["repositoryMetadata"]["repositoryName"]},
    ref=lambda made: made["repositoryMetadata"]["repositoryId"],
    attributes=lambda made: {
        "Arn": made["repositoryMetadata"]["Arn"],
        "Name": made["repositoryMetadata"]["repositoryName"],
        "CloneUrlHttp": made["repositoryMetadata"]["cloneUrlHttp"],
    },
)


def _pipeline(properties: Record, _: Place) -> Record:
    """The call takes a pipeline as one document, its tags beside it."""
    tags = {"Tags": properties["Tags"]} if "Tags" in properties else {}
    return {"Pipeline": {name: value for name, value in properties.items() if name != "Tags"}, **tags}


add(
    "AWS::CodePipeline::Pipeline",
    "codepipeline",
    "create_pipeline",
    "delete_pipeline",
    update="update_pipeline",
    named_by="Name",
    apart=("RestartExecutionOnUpdate",),
    adapt=_pipeline,
    key=lambda made: {"name": made["name"]},
    ref=lambda made: made["name"],
    attributes=lambda made: {"Version": made["version"]},
)


def _put_targets(place: Place, made: Record, properties: Record) -> None:
    place.client("events").put_targets(Rule=made["input"]["Name"], Targets=properties.get("Targets", []))


def _remove_targets(place: Place, made: Record) -> None:
    events, rule = place.client("events"), made["input"]["Name"]
    identities = [each["Id"] for each in events.list_targets_by_rule(Rule=rule)["Targets"]]
    events.remove_targets(Rule=rule, Ids=identities)


add(
    "AWS::Events::Rule",
    "events",
    "put_rule",
    "delete_rule",
    update="put_rule",
    named_by="Name",
    apart=("Targets",),
    after=_put_targets,
    before_delete=_remove_targets,
    key=lambda made: {"Name": made["input"]["Name"]},
    ref=lambda made: made["input"]["Name"],
    attributes=lambda made: {"Arn": made["RuleArn"]},
)
