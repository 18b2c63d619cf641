"""Course content as files: shapes, loader, scoring and checks. Knows no database, no Flask and no Celery."""
