"""The commands."""

from tongcheng.cli.main import main
from tongcheng.cli.shared import EXIT_BAD_INPUT, EXIT_INTERRUPTED

__all__ = ["EXIT_BAD_INPUT", "EXIT_INTERRUPTED", "main"]
