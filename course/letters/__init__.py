"""The letters: one function each, with a text and an HTML template beside it."""
