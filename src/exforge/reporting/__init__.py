"""Pure functions of one event stream, and the two sinks that print what they give."""
