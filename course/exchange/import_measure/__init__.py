"""Questionnaires in other systems' own files, read into one shape and fitted to a scoring key of ours.

`source` opens the file, `reading` finds out its dialect, one reader each turns it into a `Questionnaire`,
`fitting` says how every row ends and builds the wording. Nothing here writes to the database.
"""
