"""AWS::AppMesh::*"""

from typing import Any

from botocore import xform_name

from ...appmesh.kinds import KINDS, Kind
from ..resource_type import Place, Record, add


def _attributes(kind: Kind, made: Record) -> Record:
    names = {name[0].upper() + name[1:]: made[name] for name in kind.names(made)}
    metadata = made["metadata"]
    shared = {"Arn": metadata["arn"], "Uid": metadata["uid"], "MeshOwner": metadata["meshOwner"]}
    return {**names, **shared, "ResourceOwner": metadata["resourceOwner"]}


def _with_spec(properties: Record, _: Place) -> Record:
    """The API needs a spec where templates may leave it out."""
    return {"Spec": {}, **properties}


def _add(kind: Kind) -> None:
    settings: dict[str, Any] = {"adapt": _with_spec} if kind.noun != "Mesh" else {}
    add(
        f"AWS::AppMesh::{kind.noun}",
        "appmesh",
        xform_name(f"Create{kind.noun}"),
        xform_name(f"Delete{kind.noun}"),
        update=xform_name(f"Update{kind.noun}"),
        named_by=kind.name[0].upper() + kind.name[1:],
        key=kind.names,
        ref=lambda made: made["metadata"]["arn"],
        attributes=lambda made: _attributes(kind, made),
        **settings,
    )


for each in KINDS.values():
    _add(each)
