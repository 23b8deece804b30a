"""What scripts and administrators see of the directory: System.DirectoryServices, command line tools."""
