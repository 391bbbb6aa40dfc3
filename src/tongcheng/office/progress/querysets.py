"""Which ledgers, reports and files somebody sees."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from tongcheng.office.core.recorded import RecordedQuerySet
from tongcheng.office.people.standing import Standing

#: Accepted rows that no accepted correction has replaced.
_IN_FORCE = Q(ledger__state="accepted") & ~Q(ledger__correction__state="accepted")


def _own(standing: Standing, ledger: str = "") -> Q:
    """Say which ledgers are somebody's own: those of their units, and of their city's units for its office."""
    return Q(**{f"{ledger}unit__in": standing.units("filler", "unit_head")}) | Q(
        **{f"{ledger}unit__city__in": standing.cities("city_office")}
    )


class LedgerQuerySet(RecordedQuerySet):
    """Ledgers of units."""

    def visible_to(self, standing: Standing) -> LedgerQuerySet:
        """Keep the ledgers this reader may see: own units, own city for its office, all for the joint office."""
        return self.all() if standing.sees_everything else self.filter(_own(standing))

    def last_editions(self) -> LedgerQuerySet:
        """Keep each unit's last edition of a period."""
        later = self.model.objects.filter(
            period=OuterRef("period"), unit=OuterRef("unit"), edition__gt=OuterRef("edition")
        )
        return self.filter(~Exists(later))


class ReportQuerySet(RecordedQuerySet):
    """Rows of ledgers."""

    def visible_to(self, standing: Standing) -> ReportQuerySet:
        """Keep the rows this reader may see.

        Own ledgers' rows whatever their state; of others what is in force, about rows that the reader may see and by
        readers who hold a post: what units say about their problems is not for the public.
        """
        from tongcheng.office.lists.models import Item

        if standing.sees_everything:
            return self.all()
        if not standing.posts:
            return self.none()
        seen = Exists(Item.objects.visible_to(standing).filter(pk=OuterRef("item")).order_by())
        return self.filter(_own(standing, "ledger__") | (_IN_FORCE & seen))

    def in_force(self) -> ReportQuerySet:
        """Keep accepted rows that no accepted correction has replaced."""
        return self.filter(_IN_FORCE)


class EvidenceQuerySet(RecordedQuerySet):
    """Files of ledgers."""

    def visible_to(self, standing: Standing) -> EvidenceQuerySet:
        """Keep the files of ledgers that this reader may see."""
        return self.all() if standing.sees_everything else self.filter(_own(standing, "ledger__"))
