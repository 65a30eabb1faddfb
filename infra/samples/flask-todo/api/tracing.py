"""Spans of a Flask program's requests, sent by OTLP to where OTEL_EXPORTER_OTLP_ENDPOINT says."""

import os

from opentelemetry import trace as api
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.flask import FlaskInstrumentor
from opentelemetry.instrumentation.requests import RequestsInstrumentor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor


def trace(app, service, version):
    """Traces the requests that `app` answers and those that it makes; nothing where no collector is named."""
    if "OTEL_EXPORTER_OTLP_ENDPOINT" not in os.environ:
        return
    resource = Resource.create({"service.name": service, "service.version": version})
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    api.set_tracer_provider(provider)
    # Health checks would drown the requests that people make.
    FlaskInstrumentor().instrument_app(app, excluded_urls="ping")
    RequestsInstrumentor().instrument()
