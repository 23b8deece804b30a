"""Modules in files: where they are sought, and how scripts and manifests become modules.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_modules (2.0).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from winlab.powershell import paths
from winlab.powershell.blocks import block_from_text, run_dotted
from winlab.powershell.errors import NotEmulated, PSError, error
from winlab.powershell.manifests import Manifest, read_manifest
from winlab.powershell.modules import Module, import_into, run_module
from winlab.powershell.net.guids import Version
from winlab.powershell.scopes import Frame
from winlab.powershell.session import Session

_KINDS = (".psd1", ".psm1", ".ps1")
_FILES = "FileSystem"


def roots(session: Session) -> list[str]:
    """The directories of PSModulePath."""
    place = {name.lower(): value for name, value in session.host.environment().items()}
    return [root.rstrip("\\") for root in place.get("psmodulepath", "").split(";") if root]


def find_module(session: Session, name: str) -> str | None:
    """The file of a module: by its path, or by its name in the directories of PSModulePath."""
    is_path = "\\" in name or "/" in name or ":" in name or name.lower().endswith(_KINDS)
    for base in [name] if is_path else [f"{root}\\{name}" for root in roots(session)]:
        leaf = base.replace("/", "\\").rstrip("\\").rpartition("\\")[2]
        for candidate in (base, *(base + kind for kind in _KINDS), *(f"{base}\\{leaf}{kind}" for kind in _KINDS)):
            found = _file(session, candidate)
            if found is not None and found.lower().endswith(_KINDS):
                return found
    return None


def _file(session: Session, path: str) -> str | None:
    try:
        place = paths.locate(session, path)
    except PSError:
        return None
    exists = place.provider.name == _FILES and place.provider.exists(session, place.path)
    return place.path if exists and not place.provider.is_container(session, place.path) else None


def listed(session: Session, *, everything: bool = False) -> list[Module]:
    """The modules of a session, those inside others too if wanted."""
    found = [module for module in session.modules.values() if isinstance(module, Module)]
    inner = [nested for module in found for nested in module.nested] if everything else []
    return [*found, *inner]


def available(session: Session) -> Iterator[Module]:
    """The modules that could be loaded by name, as far as their files tell."""
    provider = session.providers[_FILES.lower()]
    for root in filter(lambda path: provider.is_container(session, path), roots(session)):
        for name in provider.child_names(session, root):
            file = (
                find_module(session, f"{root}\\{name}") if provider.is_container(session, f"{root}\\{name}") else None
            )
            if file is not None:
                yield described(session, file)


def described(session: Session, path: str) -> Module:
    """A module that is not loaded.

    Raises:
        PSError: it has a manifest that is wrong.
    """
    name = path.rpartition("\\")[2].rpartition(".")[0]
    if not path.lower().endswith(".psd1"):
        return Module(session, name, path)
    module = Module(session, name, path, "Manifest")
    module.facts = read_manifest(session, path).facts()
    return module


class ModuleLoader:
    """Loads modules from files."""

    def __init__(self, session: Session, frame: Frame) -> None:
        self._session = session
        self._frame = frame

    def load(self, path: str, arguments: Sequence[object], least: object = None) -> Module:
        """A module from its file; ``least`` is the version it must have.

        Raises:
            PSError: the manifest is wrong, the version too low, or the script failed.
        """
        if not path.lower().endswith(".psd1"):
            return self._script(Module(self._session, path.rpartition("\\")[2].rpartition(".")[0], path), arguments)
        manifest = read_manifest(self._session, path)
        module = described(self._session, path)
        if isinstance(least, Version) and module.facts.version.parts < least.parts:
            text = f"The specified module '{module.name}' with version '{least.net_string()}' was not loaded."
            missing = "System.IO.FileNotFoundException"
            raise error("Modules_ModuleWithVersionNotFound", text, "ResourceUnavailable", module.name, missing)
        self._check(manifest)
        return self._from_manifest(module, manifest, arguments)

    def _script(self, module: Module, arguments: Sequence[object]) -> Module:
        text = paths.read_script(self._session, module.path_text)
        block = block_from_text(self._session, text, name=module.path_text)
        run_module(module, block, arguments, self._frame)
        return module

    def _check(self, manifest: Manifest) -> None:
        for key in ("TypesToProcess", "FormatsToProcess", "RequiredAssemblies"):
            if manifest.texts(key):
                raise NotEmulated(f"{key} of module manifests")
        needed = Version.new(*manifest.texts("PowerShellVersion")) if manifest.texts("PowerShellVersion") else None
        if needed is not None and needed.parts > (2, 0, -1, -1):
            text = f"The module manifest '{manifest.path}' needs Windows PowerShell {needed.net_string()}; this is 2.0."
            wrong = "System.InvalidOperationException"
            error_id = "Modules_InsufficientPowerShellVersion"
            raise error(error_id, text, "ResourceUnavailable", manifest.path, wrong)
        for name in manifest.texts("RequiredModules"):
            if name.lower() not in self._session.modules:
                text = f"The required module '{name}' is not loaded. Load the module or remove it from the manifest."
                missing = "System.MissingMemberException"
                raise error("Modules_InvalidManifest", text, "ResourceUnavailable", manifest.path, missing)

    def _from_manifest(self, module: Module, manifest: Manifest, arguments: Sequence[object]) -> Module:
        folder = manifest.path.rpartition("\\")[0]
        for script in manifest.texts("ScriptsToProcess"):
            path = self._inside(folder, script)
            block = block_from_text(self._session, paths.read_script(self._session, path), name=path)
            run_dotted(block, self._frame, lambda _value: None)
        for name in manifest.texts("NestedModules"):
            nested = self.load(self._inside(folder, name), ())
            module.nested.append(nested)
            import_into(nested, module.scope)
        for name in manifest.texts("ModuleToProcess"):
            module.kind = "Script"
            module.path_text = self._inside(folder, name)
            self._script(module, arguments)
        return module

    def _inside(self, folder: str, name: str) -> str:
        found = find_module(self._session, name if ":" in name else f"{folder}\\{name}") or find_module(
            self._session, name
        )
        if found is None:
            text = f"The module to process '{name}', which is listed in a manifest, could not be found."
            missing = "System.IO.FileNotFoundException"
            raise error("Modules_ModuleFileNotFound", text, "ResourceUnavailable", name, missing)
        return found
