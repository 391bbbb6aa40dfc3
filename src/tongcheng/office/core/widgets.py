"""Choices with many options, written at once: Django renders a template for every single option."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe


class QuickSelect(forms.Select):
    """One of many; options stand in no groups."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        """Write the field."""
        chosen = set(self.format_value(value))
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, _SELECTED if str(key) in chosen else "", label) for key, label in self.choices),
        )
        return format_html("<select{}>{}</select>", _written(self.attrs, attrs, name), options)


class QuickChecks(forms.CheckboxSelectMultiple):
    """Some of many, as boxes to tick."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        """Write the boxes."""
        chosen = set(self.format_value(value))
        first = (attrs or {}).get("id", "")
        boxes = format_html_join(
            "",
            '<div><label for="{0}_{1}"><input type="checkbox" name="{2}" value="{3}" id="{0}_{1}"{4}> {5}</label></div>',
            (
                (first, at, name, key, _CHECKED if str(key) in chosen else "", label)
                for at, (key, label) in enumerate(self.choices)
            ),
        )
        return format_html('<div id="{}">{}</div>', first, boxes)


_SELECTED, _CHECKED = mark_safe(" selected"), mark_safe(" checked")


def _written(own: dict[str, Any], attrs: Any, name: str) -> SafeString:
    return flatatt({"name": name, **own, **(attrs or {})})
