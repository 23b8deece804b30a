"""Forests as data: the state before a deployment."""
