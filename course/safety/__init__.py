"""Where help is found: the people who answer, and the numbers to call."""
