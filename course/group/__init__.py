"""What the people of a cohort share with each other: the group's own page, and messages to everybody in it."""
