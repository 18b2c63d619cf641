"""Formulas, each with its source: numbers in, numbers out.

No rows, no clock, no words. NumPy does the arithmetic; SciPy is imported where a function needs a distribution or a
root, because importing it costs more than most pages.
"""
