"""Faults on demand: what a host or the way to it can suffer, when, and how often."""
