"""The course on paper: workbook, handout, transcript and run sheet as PDF, set by typst.

Python says what stands on a page, as plain values; the templates beside it say how it looks. Workbook, handout and
transcript hold only what a participant may read; the run sheet is for facilitators.
"""
