"""Celery only executes: it opens a transaction, calls one verb of `course` and logs counts. It decides nothing."""
