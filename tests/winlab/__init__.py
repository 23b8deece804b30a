"""Tests of the emulated forest."""
