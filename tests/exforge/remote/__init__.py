"""Sessions: channels over pools in memory, decoded errors, jobs and restarts."""
