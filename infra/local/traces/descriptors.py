"""Writes the FileDescriptorSet of OTLP's trace messages, from OpenTelemetry's own package of them:

python infra/local/traces/descriptors.py infra/local/traces/otlp.binpb
"""

import sys

from google.protobuf.descriptor_pb2 import FileDescriptorSet
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2


def with_imports(file, seen):
    """A file comes after its imports, as readers of a descriptor set expect."""
    if file.name in seen:
        return
    seen.add(file.name)
    for imported in file.dependencies:
        yield from with_imports(imported, seen)
    yield file


descriptors = FileDescriptorSet()
for file in with_imports(trace_service_pb2.DESCRIPTOR, set()):
    file.CopyToProto(descriptors.file.add())
with open(sys.argv[1], "wb") as output:
    output.write(descriptors.SerializeToString(deterministic=True))
