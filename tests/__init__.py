"""Every test of Kindly; `bin/test` runs them all."""
