"""What a participant does between meetings: practice, homework, journal."""
