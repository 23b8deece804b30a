"""The recorded answers of a real engine, and how many of them winlab gives."""
