"""Who may do what in this app: one predicate per action, each giving the sentence why not, or ``None``."""

from __future__ import annotations
