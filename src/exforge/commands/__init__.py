"""One function per task; each returns the exit code."""
