"""Run in an office of one's own: print the state of the chain, then every value that an event wrote."""

from __future__ import annotations

import django

if __name__ == "__main__":
    django.setup()
    from tongcheng.office.audit import chain
    from tongcheng.office.audit.models import Event

    print(chain.verify())
    for after in Event.objects.order_by("number").values_list("after", flat=True):
        if after and "remark" in after:
            print(after["remark"])
