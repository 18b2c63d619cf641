"""The real servers that tests talk to: PostgreSQL, a broker, a mail server, a browser."""
