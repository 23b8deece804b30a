"""The type that .NET gives every COM object.

Source: https://learn.microsoft.com/dotnet/standard/native-interop/runtime-callable-wrapper .
"""

from __future__ import annotations

from winlab.powershell.declare import NET

NET.extend("System.MarshalByRefObject")
NET.extend("System.__ComObject", bases=("System.MarshalByRefObject", "System.Object"))
