"""Tests of how objects are printed."""
