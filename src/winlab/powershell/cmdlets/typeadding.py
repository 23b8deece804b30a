"""Add-Type: assemblies of the .NET Framework are there already, source code is not compiled.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/add-type (2.0).
"""

from __future__ import annotations

from winlab.powershell.assemblynames import ASSEMBLIES
from winlab.powershell.cmdlets.tables import STRINGS, UTILITY, as_list
from winlab.powershell.declare import SWITCH, Cmdlet, Param
from winlab.powershell.errors import NotEmulated, error
from winlab.powershell.text import to_text


@UTILITY.cmdlet("Add-Type", default_set="FromSource")
class AddType(Cmdlet):
    """Loads an assembly."""

    type_definition = Param("System.String", position=0, mandatory=True, sets=("FromSource",))
    name = Param("System.String", position=0, mandatory=True, sets=("FromMember",))
    member_definition = Param(STRINGS, position=1, mandatory=True, sets=("FromMember",))
    namespace = Param("System.String", aliases=("NS",), sets=("FromMember",))
    using_namespace = Param(STRINGS, aliases=("Using",), sets=("FromMember",))
    path = Param(STRINGS, position=0, mandatory=True, sets=("FromPath",))
    assembly_name = Param(STRINGS, mandatory=True, aliases=("AN",), sets=("FromAssemblyName",))
    language = Param("System.Object")
    referenced_assemblies = Param(STRINGS, aliases=("RA",))
    code_dom_provider = Param("System.Object", aliases=("Provider",))
    compiler_parameters = Param("System.Object", aliases=("CP",))
    output_assembly = Param("System.String", aliases=("OA",))
    output_type = Param("System.Object", aliases=("OT",))
    pass_thru = Param(SWITCH)
    ignore_warnings = Param(SWITCH)

    def process(self) -> None:
        if "AssemblyName" not in self.bound:
            raise NotEmulated("Add-Type with source code or a file")
        if self.pass_thru:
            raise NotEmulated("Add-Type -PassThru")
        for given in as_list(self.assembly_name):
            name = to_text(given)
            if name.partition(",")[0].strip().lower().removesuffix(".dll") not in ASSEMBLIES:
                self.throw(
                    error(
                        "ASSEMBLY_NOT_FOUND",
                        f"Cannot add type. The assembly '{name}' cannot be found.",
                        "ObjectNotFound",
                        name,
                        "System.Exception",
                    ).record
                )
