"""Carries a plan out: a pure state machine, and a thin driver with threads, journal and lease around it."""
