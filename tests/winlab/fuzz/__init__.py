"""Inputs that nobody would write, by the thousand: nothing dies, hangs or leaks.

A sample runs by default; ``pytest --slow tests/winlab/fuzz`` runs all 10,000.
"""
