"""People: who they are, how they sign in, what they agreed to, and what they want to hear."""
