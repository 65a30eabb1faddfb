"""Certificates with their private keys, which ACM hands to load balancers only; moto has signed each by its own key."""

from typing import Any, Optional

from moto.acm.models import CertificateNotFound, acm_backends

from .world import ACCOUNT


def keypair(arn: str) -> Optional[dict[str, Any]]:
    """A certificate of ACM's with its key, both as PEM; None where there is none of this name."""
    try:
        found = acm_backends[ACCOUNT][arn.split(":")[3]].get_certificate(arn)
    except (CertificateNotFound, IndexError):
        return None
    return {"certificate": found.cert.decode(), "privateKey": found.key.decode()}
