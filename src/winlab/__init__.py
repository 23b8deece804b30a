"""winlab is an emulated Windows forest that speaks WinRM and executes the PowerShell it is sent."""
