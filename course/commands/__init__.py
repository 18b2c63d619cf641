"""The subcommands of `python -m course`, one a file."""
