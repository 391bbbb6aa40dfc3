"""Prove the log against a head that was printed, perhaps shortened."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.office.audit.chain import Broken, Head, verify
from tongcheng.office.audit.models import Event

#: What is wrong with the first bad row.
WORDS = {
    "missing": Text("此条缺失", "it is missing"),
    "changed": Text("内容或散列值被改动", "its content or hash was changed"),
    "other_history": Text(
        "与所给链尾不符，已换成另一段历史", "it is not the one whose head was given: another history"
    ),
    "cut": Text("自此条起被截去", "from this one on the log was cut off"),
}


def prove(printed: tuple[int, str] | None = None) -> Broken | None:
    """Walk the whole log; give the first bad row, or ``None``.

    Parameters
    ----------
    printed
        A head printed earlier: the number, and the hash or its beginning.
    """
    if printed is None:
        return verify()
    number, beginning = printed
    if number == 0:
        return verify()
    stored = Event.objects.filter(number=number).values_list("hash", flat=True).first()
    full = stored if stored is not None and stored.startswith(beginning) else beginning
    return verify(Head(number, full))
