"""Tests of the emulated server cluster."""
