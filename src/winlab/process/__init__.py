"""The lab as a process: state folder, daemon, control channel and command line."""
