"""ECR's view of the local registry: a folder of images, whose digests stand in files beside them."""

from pathlib import Path
from typing import Any

from moto.ecr.models import ecr_backends

from .errors import AwsError
from .operations import Call, operation
from .world import ACCOUNT


def serve(images: Path) -> None:
    """Answers ECR's DescribeImages from a registry's folder, instead of moto, which knows no such images."""

    @operation("ecr", "DescribeImages")
    def describe(call: Call, params: dict[str, Any]) -> dict[str, Any]:
        """Shows images by tag or digest, or all of a repository. It is found by the last part of its name."""
        name = params["repositoryName"]
        folder = images / ".digests" / name.split("/")[-1]
        if not folder.is_dir() and name not in ecr_backends[ACCOUNT][call.region].repositories:
            raise AwsError("RepositoryNotFoundException", f"The repository with name '{name}' does not exist")
        known = {each.name: each.read_text() for each in folder.glob("*")}
        asked = params.get("imageIds") or [{"imageTag": tag} for tag in known]
        return {"imageDetails": [_details(name, known, each) for each in asked]}


def _details(repository: str, known: dict[str, str], asked: dict[str, str]) -> dict[str, Any]:
    digest = asked.get("imageDigest") or known.get(asked.get("imageTag", ""))
    tags = [tag for tag, each in known.items() if each == digest]
    if not tags:
        raise AwsError("ImageNotFoundException", f"The image with imageId {asked} does not exist in '{repository}'")
    return {"repositoryName": repository, "imageDigest": digest, "imageTags": tags}
