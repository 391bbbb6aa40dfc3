"""The pack of a meeting (会议材料): which papers it has in which state, for whom, and the files.

Rows are gathered here, as far as the reader may see them; :mod:`tongcheng.render.official` lays them out.
"""

from tongcheng.office.meetings.packing.files import Pack, pack_files, pack_zip, piece_file
from tongcheng.office.meetings.packing.pieces import Gathered, Piece, gather

__all__ = ["Gathered", "Pack", "Piece", "gather", "pack_files", "pack_zip", "piece_file"]
