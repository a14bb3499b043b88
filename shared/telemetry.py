"""Traces of one service: spans to the collector where one is set.

No texts of errors, no bodies, no addresses: they can hold personal data.
"""

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor


def tracer_provider(service: str, otlp_endpoint: str | None) -> TracerProvider:
    """Give the tracer of the service; its spans go to `otlp_endpoint` where one is set."""
    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    if otlp_endpoint:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=otlp_endpoint)))
    return provider
