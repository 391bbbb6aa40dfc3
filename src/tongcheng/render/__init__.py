"""Files from plain rows: HTML, Excel, Word, PDF, SVG maps, charts."""
