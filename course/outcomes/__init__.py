"""Questions asked of scores: how much people changed, how sure we are, and what may be shown to whom.

Rows are read in `gather`, `record` and `cohort_gather`; what is worked out from them are pure functions over frozen
dataclasses: no rows, no clock, no settings. docs/outcomes.md has the map.
"""
