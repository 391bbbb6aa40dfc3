"""Run in an office of one's own: make the database and the tests' small world."""

from __future__ import annotations

import django

if __name__ == "__main__":
    django.setup()
    from django.core.management import call_command

    from tests.office.world import make_world

    call_command("migrate", verbosity=0)
    make_world()
