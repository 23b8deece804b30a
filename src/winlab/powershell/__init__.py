"""A PowerShell 2.0 engine: parser, compiler to closures, type system, cmdlets, .NET classes."""
