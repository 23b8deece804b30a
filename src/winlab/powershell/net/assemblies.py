"""System.Reflection.Assembly, AssemblyName and System.AppDomain.

Sources: https://learn.microsoft.com/dotnet/api/system.reflection.assembly ,
https://learn.microsoft.com/dotnet/api/system.appdomain .
"""

from __future__ import annotations

from winlab.powershell.assemblynames import ASSEMBLIES, assembly_of, full_assembly_name
from winlab.powershell.declare import NET, net_method, net_property
from winlab.powershell.errors import PSError, net_error
from winlab.powershell.net.environment import variable
from winlab.powershell.net.guids import Version
from winlab.powershell.net.making import make
from winlab.powershell.nettypes import TYPES, NetType
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject, TypedArray

S, B, OBJ, T, R = "System.String", "System.Boolean", "System.Object", "System.Type", "System.Reflection."
_FIRST = ("mscorlib", "Microsoft.PowerShell.ConsoleHost", "System", "System.Management.Automation", "System.Core")
_LOADED = (*_FIRST, "System.Configuration.Install", "Microsoft.PowerShell.Commands.Management", "System.Xml")


@NET.type(R + "AssemblyName")
class AssemblyName(NetObject):
    """The parts of an assembly's name."""

    def __init__(self, name: str) -> None:
        self.name = name

    @net_property("Name", S)
    def simple(self) -> str:
        """The simple name."""
        return self.name

    @net_property("Version", "System.Version")
    def version(self) -> Version:
        """The version."""
        return Version(*(int(part) for part in ASSEMBLIES[self.name.lower()][1].split(".")))

    @net_method("ToString", returns=S)
    @net_property("FullName", S)
    def net_string(self) -> str:
        """The full name."""
        return full_assembly_name(self.name)


@NET.type(R + "Assembly")
class Assembly(NetObject):
    """An assembly of the Framework or of PowerShell."""

    def __init__(self, name: str) -> None:
        self.name = ASSEMBLIES[name.lower()][0] if name.lower() in ASSEMBLIES else name

    @net_method("GetName", (), (B,), returns=R + "AssemblyName")
    def parts(self, *_copied: bool) -> AssemblyName:
        """The parts of its name."""
        return AssemblyName(self.name)

    @net_property("Location", S)
    def location(self) -> str:
        """The file it was loaded from."""
        root = variable("SystemRoot") or "C:\\WINDOWS"
        if self.name == "mscorlib":
            return rf"{root}\Microsoft.NET\Framework64\v2.0.50727\mscorlib.dll"
        _, version, token = ASSEMBLIES[self.name.lower()]
        return rf"{root}\assembly\GAC_MSIL\{self.name}\{version}__{token}\{self.name}.dll"

    @net_property("CodeBase", S)
    def code_base(self) -> str:
        """The file as a URI."""
        return "file:///" + self.location().replace("\\", "/")

    def types(self) -> list[object]:
        """The types that are known here."""
        return [t for t in TYPES.values() if "[" not in t.name and assembly_of(t.name) == self.name]

    @net_method("GetType", (), (S,), (S, B), (S, B, B))
    def type(self, name: str | None = None, throws: bool = False, *_ignore_case: bool) -> object:
        """A type of it by full name; its own without one."""
        if name is None:
            return TYPES[(R + "Assembly").lower()]
        found = TYPES.get(name.lower())
        if found is None and throws:
            text = f"Could not load type '{name}' from assembly '{full_assembly_name(self.name)}'."
            raise net_error("System.TypeLoadException", text)
        return found

    @net_method("CreateInstance", (S,))
    def create(self, name: str) -> object:
        """A new object of one of its types."""
        found = self.type(name)
        return make(found, []) if isinstance(found, NetType) else None

    def net_string(self) -> str:
        """The full name."""
        return full_assembly_name(self.name)

    def net_equals(self, other: object) -> bool:
        """By name."""
        return isinstance(other, Assembly) and other.name == self.name

    def net_hash(self) -> object:
        """The name."""
        return self.name


ASSEMBLY = NET.extend(R + "Assembly")
ASSEMBLY.property("FullName", S)(Assembly.net_string)
ASSEMBLY.always(B, GlobalAssemblyCache=True, ReflectionOnly=False)
ASSEMBLY.always(S, ImageRuntimeVersion="v2.0.50727")
for _name in ("GetTypes", "GetExportedTypes"):
    ASSEMBLY.method(_name, returns=T + "[]")(lambda assembly: TypedArray(assembly.types(), T))
ASSEMBLY.absent("GetManifestResourceStream", "GetCustomAttributes", "GetReferencedAssemblies")
for _name in ("GetExecutingAssembly", "GetCallingAssembly"):
    ASSEMBLY.static(_name, returns=R + "Assembly")(lambda: Assembly("System.Management.Automation"))
ASSEMBLY.static("GetEntryAssembly", returns=R + "Assembly")(lambda: None)
ASSEMBLY.static("GetAssembly", (T,), returns=R + "Assembly")(lambda declared: Assembly(assembly_of(declared.name)))


def _not_found(name: str) -> PSError:
    text = (
        f"Could not load file or assembly '{name}' or one of its dependencies. The system cannot find the file "
        "specified."
    )
    return net_error("System.IO.FileNotFoundException", text, FileName=name)


@ASSEMBLY.static("LoadWithPartialName", (S,), returns=R + "Assembly")
def load_partial(name: str) -> Assembly | None:
    """An assembly by its simple name; null where there is none."""
    simple = name.partition(",")[0].strip()
    return Assembly(simple) if simple.lower() in ASSEMBLIES else None


@ASSEMBLY.static("Load", (S,), (R + "AssemblyName",), returns=R + "Assembly")
def load(name: object) -> Assembly:
    """An assembly by its full name."""
    text = to_text(name)
    found = load_partial(text)
    wants = text.count(",") >= 3 and found is not None and text.lower() != full_assembly_name(found.name).lower()
    if found is None or wants or ("," not in text and found.name not in ("mscorlib",)):
        raise _not_found(text)
    return found


@ASSEMBLY.static("LoadFile", (S,), returns=R + "Assembly")
@ASSEMBLY.static("LoadFrom", (S,), returns=R + "Assembly")
def load_file(path: str) -> Assembly:
    """An assembly from a file: one of the Framework's own."""
    leaf = path.replace("/", "\\").rpartition("\\")[2]
    found = load_partial(leaf[:-4]) if leaf.lower().endswith(".dll") else None
    if found is None or found.location().lower() != path.lower():
        raise _not_found(f"file:///{path}")
    return found


@NET.type("System.AppDomain", bases=("System.MarshalByRefObject",))
class AppDomain(NetObject):
    """Where assemblies are loaded."""

    def __init__(self) -> None:
        self.data: dict[str, object] = {}

    def net_string(self) -> str:
        """Its name."""
        return "Name:DefaultDomain\r\nThere are no context policies.\r\n"


DOMAIN = NET.extend("System.AppDomain")
DOMAIN.static_property("CurrentDomain", "System.AppDomain")(AppDomain)
DOMAIN.always(S, FriendlyName="DefaultDomain")
DOMAIN.always("System.Int32", Id=1)
DOMAIN.property("BaseDirectory", S)(lambda domain: rf"{variable('SystemRoot')}\system32" + "\\")
DOMAIN.method("GetAssemblies", returns=R + "Assembly[]")(
    lambda domain: TypedArray([Assembly(name) for name in _LOADED], R + "Assembly")
)
DOMAIN.method("Load", (S,), (R + "AssemblyName",), returns=R + "Assembly")(lambda domain, name: load(name))
DOMAIN.method("GetData", (S,))(lambda domain, name: domain.data.get(name))
DOMAIN.method("SetData", (S, OBJ), returns="System.Void")(lambda domain, name, value: domain.data.update({name: value}))
DOMAIN.absent("DefineDynamicAssembly", "CreateInstance", "ExecuteAssembly", "CreateDomain")


_TYPE = NET.extend(T)
_TYPE.property("Assembly", R + "Assembly")(lambda declared: Assembly(assembly_of(declared.name)))


@NET.type(R + "Module")
class Module(NetObject):
    """The only file of an assembly."""

    def __init__(self, assembly: Assembly) -> None:
        self.assembly = assembly

    @net_property("Name", S)
    def name(self) -> str:
        """The file's name."""
        return "CommonLanguageRuntimeLibrary" if self.assembly.name == "mscorlib" else f"{self.assembly.name}.dll"

    def net_string(self) -> str:
        """The file's name."""
        return self.name()


_TYPE.property("Module", R + "Module")(lambda declared: Module(Assembly(assembly_of(declared.name))))
