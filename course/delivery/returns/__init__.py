"""What comes back: reports that a letter did not reach its address, or was not wanted there."""
