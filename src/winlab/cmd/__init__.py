"""cmd.exe and powershell.exe as programs of an emulated host."""
