"""The frontier that several workers share: leases of hosts, pages to ask, what came of them."""

from pipeline.storage.shared.coordinate import SharedFrontier
from pipeline.storage.shared.dialect import is_postgres
from pipeline.storage.shared.lease import Busy, Claim, Held, Over, Wait

__all__ = ["Busy", "Claim", "Held", "Over", "SharedFrontier", "Wait", "is_postgres"]
