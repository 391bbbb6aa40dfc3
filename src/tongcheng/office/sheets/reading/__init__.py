"""From a workbook to rows with identifiers and typed values; knows nothing of the database.

``book`` opens the file, ``layout`` finds the header, ``rows`` tells data from titles, groups, totals and notes,
``columns`` knows the headers (``columns.csv``), ``values``, ``dates`` and ``names`` read what people type.
"""
