"""What leaves the house for other programs: one dataset, written in the spelling of each."""
