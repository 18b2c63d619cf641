"""Questions asked of scores: how much people changed, how sure we are, and what may be shown to whom.

Everything here is a pure function over frozen dataclasses: no rows, no clock, no settings.
"""
