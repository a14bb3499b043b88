"""The facts of a local initiative (art. 19b–19h u.d.p.p.w.), one module for each service that tells them."""

from shared.contracts.initiatives import intake, reporting, verification

__all__ = ["intake", "reporting", "verification"]
