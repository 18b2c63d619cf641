"""Programmes, cohorts, meetings and who takes part."""
