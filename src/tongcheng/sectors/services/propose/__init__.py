"""Projects proposed for public services: buildings, authorised capacity, moves, sites and open borders."""

from tongcheng.sectors.services.propose.proposing import propose

__all__ = ["propose"]
