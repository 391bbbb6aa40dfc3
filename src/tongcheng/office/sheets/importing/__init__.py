"""From a table that was read to changes of rows: what it means, what it would change, and applying it.

``choices`` what a person decided, ``units`` names to units, ``matching`` rows to items, ``fields`` values of items,
``bases`` values as exported, ``compare`` cell by cell, ``preview`` all of it, ``applying`` the writing.
"""
