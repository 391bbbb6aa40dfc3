"""Drawing pictures as SVG text: words in two languages, wrapping, paths, and the frame that every picture has.

A picture is made in one language for a file, or in both for a page, whose language switch hides the one that is not
wanted by the classes ``zh`` and ``en``. Words stay words: the reader's own fonts draw them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Literal
from unicodedata import east_asian_width

import numpy as np
import shapely
from numpy.typing import NDArray

from tongcheng.language import SYNTHETIC_MARK, Language, Text, same
from tongcheng.render import colors

PictureLanguage = Literal["zh", "en", "both"]

FONTS = "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',sans-serif"
LANGUAGE_TAGS: dict[Language, str] = {"zh": "zh-CN", "en": "en"}

#: Names that become ids in a page.
_KEY = re.compile(r"^[A-Za-z][A-Za-z0-9_-]*$")
# Where a line may break: around blanks and around each Chinese character.
_PIECES = re.compile(r"[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+|\s+|.")
#: Punctuation that may not begin a line (避头).
_HANGING = frozenset("，。；：、！？）】》」』”’％…—")
# Control characters that XML has no way to write.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def xml_text(words: str) -> str:
    """Escape words for XML and leave out characters that XML cannot hold.

    Examples
    --------
    >>> xml_text('<b> & "c"')
    '&lt;b&gt; &amp; &quot;c&quot;'
    """
    return escape(_FORBIDDEN.sub("", words))


def text_width(words: str, size: float) -> float:
    """Estimate the width of words in pixels: a Chinese character is as wide as high, a Latin letter about half.

    Examples
    --------
    >>> text_width("成都ab", 10)
    31.6
    """
    return sum(size if east_asian_width(letter) in "WFA" else 0.58 * size for letter in words)


def wrap(words: str, width: float, size: float) -> list[str]:
    """Break words into lines not wider than ``width`` pixels; Latin words are kept whole where they fit.

    Examples
    --------
    >>> wrap("常住人口", 20, 10)
    ['常住', '人口']
    """
    lines = [""]
    for piece in _PIECES.findall(words):
        for part in [piece] if text_width(piece, size) <= width else piece:
            full = text_width(lines[-1] + part.rstrip(), size) > width
            if lines[-1] and full and part not in _HANGING:
                lines.append("")
            lines[-1] += part
    return [line.strip() for line in lines if line.strip()] or [""]


@dataclass
class Drawing:
    """Gathers the elements of one picture.

    Parameters
    ----------
    key
        Prefix of the ids in it, unique on its page.
    width
        Width in pixels; the height is known when all is drawn.
    language
        One language, or both for a page with a switch.
    """

    key: str
    width: float
    language: PictureLanguage
    parts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not _KEY.match(self.key):
            raise ValueError(f"{self.key!r} cannot be the key of a picture: letters, digits, - and _")

    @property
    def languages(self) -> tuple[Language, ...]:
        """Languages that are written."""
        return ("zh", "en") if self.language == "both" else (self.language,)

    def add(self, element: str) -> None:
        """Add one element as it is."""
        self.parts.append(element)

    def say(self, words: Text | str, x: float, y: float, *, size: float = 12, style: str = "") -> None:
        """Write words at a point, once where both languages read alike.

        Parameters
        ----------
        words, x, y, size
            What, where (start of the base line) and how large.
        style
            Further attributes, e.g. ``fill="#555"``.
        """
        words = same(words) if isinstance(words, str) else words
        both = self.language == "both" and words.zh != words.en
        for language in self.languages if both or self.language != "both" else ("zh",):
            spoken = words.say(language)
            if spoken:
                self.add(self.text_element(spoken, x, y, size, style, language if both else None))

    @staticmethod
    def text_element(words: str, x: float, y: float, size: float, style: str, language: Language | None) -> str:
        """Make one text element; with a language, it gets its class and tag."""
        tag = f' class="{language}" lang="{LANGUAGE_TAGS[language]}"' if language else ""
        style = f" {style}" if style else ""
        return f'<text{tag} x="{x:.1f}" y="{y:.1f}" font-size="{size:g}"{style}>{xml_text(words)}</text>'

    def paragraph(self, words: Text, x: float, y: float, *, width: float, size: float = 12, style: str = "") -> float:
        """Write wrapped words from ``y`` down and give the y after the longest language."""
        ends = [y]
        for language in self.languages:
            for number, line in enumerate(wrap(words.say(language), width, size) if words.say(language) else []):
                tag = language if self.language == "both" else None
                base = y + size + number * size * 1.5
                self.add(self.text_element(line, x, base, size, style, tag))
                ends.append(base + size * 0.5)
        return max(ends)

    def hover(self, words: Text) -> str:
        """Make the words shown when the mouse rests on a shape."""
        return f"<title{self._swap(words)}>{xml_text(words.say(self.languages[0]))}</title>"

    def _swap(self, words: Text) -> str:
        """Give both languages to the page's switch where one element cannot hold both."""
        if self.language != "both" or words.zh == words.en:
            return ""
        return f' data-zh="{xml_text(words.zh)}" data-en="{xml_text(words.en)}"'

    def finish(self, height: float, *, title: Text, about: Text) -> str:
        """Give the picture: root, words for screen readers, a white ground and the elements."""
        first = self.languages[0]
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {height:.0f}" '
            f'width="{self.width:g}" height="{height:.0f}" role="img" aria-labelledby="{self.key}-t {self.key}-d" '
            f'lang="{LANGUAGE_TAGS[first]}" xml:lang="{LANGUAGE_TAGS[first]}" font-family="{FONTS}" '
            f'fill="{colors.INK}">\n'
        )
        words = "".join(
            f'<{tag} id="{self.key}-{tag[0]}"{self._swap(text)}>{xml_text(text.say(first))}</{tag}>\n'
            for tag, text in (("title", title), ("desc", about))
        )
        ground = f'<rect width="100%" height="100%" fill="{colors.PAPER}"/>\n'
        return head + words + ground + "\n".join(self.parts) + "\n</svg>"


def draw_head(drawing: Drawing, *, title: Text, under: Text, synthetic: bool) -> float:
    """Draw mark, title and the line under it; give the y below."""
    y = 6.0
    if synthetic:
        y = _mark_line(drawing, y)
    y = drawing.paragraph(title, 12, y, width=drawing.width - 24, size=17, style='font-weight="600"')
    if under.zh or under.en:
        y = drawing.paragraph(under, 12, y - 2, width=drawing.width - 24, size=12, style=f'fill="{colors.GREY}"')
    return y + 4


def draw_note(drawing: Drawing, note: Text, y: float) -> float:
    """Draw the 注 under a picture; give the y below."""
    if not (note.zh or note.en):
        return y
    words = Text(f"注：{note.zh}", f"Note: {note.en}")
    return drawing.paragraph(words, 12, y, width=drawing.width - 24, size=12, style=f'fill="{colors.GREY}"') + 4


def draw_watermark(drawing: Drawing, box: tuple[float, float, float, float], *, opacity: float = 0.26) -> None:
    """Write the synthetic mark across a picture, so that no part of it can be cut out without."""
    left, top, width, height = box
    for language in drawing.languages:
        words = SYNTHETIC_MARK.say(language)
        size = min(40.0, 0.8 * width / text_width(words, 1), max(18.0, 0.3 * height))
        tag = language if drawing.language == "both" else None
        for share in (0.26, 0.74) if height > 260 else (0.5,):
            x, y = left + width / 2, top + height * share
            style = (
                f'text-anchor="middle" fill="{colors.MARK}" fill-opacity="{opacity:g}" stroke="{colors.PAPER}" '
                f'stroke-opacity="0.45" stroke-width="1.2" font-weight="700" '
                f'pointer-events="none" transform="rotate(-12 {x:.0f} {y:.0f})"'
            )
            drawing.add(drawing.text_element(words, x, y + size / 3, size, style, tag))


def _mark_line(drawing: Drawing, y: float) -> float:
    drawing.add(
        f'<rect x="0" y="0" width="{drawing.width:g}" height="{y + 20:.0f}" fill="{colors.MARK}" fill-opacity="0.08"/>'
    )
    drawing.say(SYNTHETIC_MARK, 12, y + 12, size=13, style=f'fill="{colors.MARK}" font-weight="600"')
    return y + 24


def path_data(shapes: Iterable[shapely.Geometry]) -> str:
    """Write lines and polygons as SVG path data with one decimal, relative after each start.

    Parameters
    ----------
    shapes
        Geometries in pixels; points in them are left out.

    Examples
    --------
    >>> path_data([shapely.LineString([(0, 0), (1.26, 2)]), shapely.box(0, 0, 1, 1)])
    'M0 0l1.3 2M1 0v1h-1v-1z'
    """
    parts = []
    for ring, closed in _rings(shapes):
        steps = np.rint(shapely.get_coordinates(ring) * 10).astype(np.int64)
        parts.append(_ring_data(steps[:-1] if closed else steps, closed=closed))
    return "".join(parts)


def _rings(shapes: Iterable[shapely.Geometry | None]) -> list[tuple[shapely.Geometry, bool]]:
    """Give every line, and every ring of polygons, with whether it is closed."""
    found: list[tuple[shapely.Geometry, bool]] = []
    for part in shapes:
        if part is None:
            continue
        if isinstance(part, shapely.Polygon) and not part.is_empty:
            found += [(part.exterior, True), *((hole, True) for hole in part.interiors)]
        elif isinstance(part, shapely.LineString) and not part.is_empty:
            found.append((part, False))
        elif isinstance(part, shapely.MultiPolygon | shapely.MultiLineString | shapely.GeometryCollection):
            found += _rings(part.geoms)
    return found


def _ring_data(tenths: NDArray[np.int64], *, closed: bool) -> str:
    """Write one line of points given in tenths of a pixel; steps of nothing are left out."""
    moves = np.diff(tenths, axis=0)
    moves = moves[(moves != 0).any(axis=1)]
    words = [f"M{_tenths(tenths[0, 0])}{_joined(tenths[0, 1])}"]
    last = "M"
    for across, down in moves.tolist():
        letter = "h" if down == 0 else "v" if across == 0 else "l"
        first = across if letter != "v" else down
        words.append((letter if letter != last else "") + (_joined(first) if letter == last else _tenths(first)))
        if letter == "l":
            words.append(_joined(down))
        last = letter
    return "".join(words) + ("z" if closed else "")


def _tenths(value: int) -> str:
    whole, rest = divmod(abs(int(value)), 10)
    return ("-" if value < 0 else "") + (f"{whole}.{rest}" if rest and whole else f".{rest}" if rest else f"{whole}")


def _joined(value: int) -> str:
    return _tenths(value) if value < 0 else " " + _tenths(value)


def tick_values(low: float, high: float, *, count: int = 5) -> list[float]:
    """Give round values of an axis from at or below ``low`` to at or above ``high``, zero among them if inside.

    Examples
    --------
    >>> tick_values(0, 87)
    [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
    """
    if not high - low > 1e-300:
        high = low + 1.0
    step = nice_step((high - low) / count)
    first, last = int(np.floor(low / step + 1e-9)), int(np.ceil(high / step - 1e-9))
    return [float(f"{index * step:.12g}") for index in range(first, last + 1)]


def nice_step(rough: float) -> float:
    """Give the number of 1, 2, 5 × 10ⁿ at or above a positive one.

    Examples
    --------
    >>> nice_step(13), nice_step(0.3)
    (20.0, 0.5)
    """
    power = 10.0 ** float(np.floor(np.log10(rough)))
    return float(f"{next(f * power for f in (1, 2, 5, 10) if f * power >= rough * (1 - 1e-9)):.12g}")
