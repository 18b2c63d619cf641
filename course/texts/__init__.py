"""The texts a cohort runs on: which content is current, who read and signed it, and how a cohort takes a newer one."""
