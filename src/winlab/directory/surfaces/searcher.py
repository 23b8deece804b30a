"""System.DirectoryServices.DirectorySearcher and what it finds.

Source: https://learn.microsoft.com/dotnet/api/system.directoryservices.directorysearcher .
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from winlab.directory.errors import DirectoryError
from winlab.directory.reading import DirectoryObject
from winlab.directory.surfaces.ads_path import AdsPath, parse_path
from winlab.directory.surfaces.entry import DirectoryEntry
from winlab.directory.surfaces.failures import exception_for, index_out_of_range, translated
from winlab.directory.surfaces.net_values import NET, to_net
from winlab.directory.surfaces.place import here
from winlab.powershell.declare import net_constructor, net_method, net_property
from winlab.powershell.nettypes import EnumValue, NetType, register
from winlab.powershell.values import ArrayList, NetObject, PSObject

_STRING = "System.String"
_ENTRY = "System.DirectoryServices.DirectoryEntry"
_DEFAULT_FILTER = "(objectClass=*)"
_SIZE_LIMIT = 1000

SEARCH_SCOPE = NetType(
    "System.DirectoryServices.SearchScope",
    ("System.Enum",),
    assembly="System.DirectoryServices",
    values={"Base": 0, "OneLevel": 1, "Subtree": 2},
)
register([SEARCH_SCOPE])
NET.types[SEARCH_SCOPE.name.lower()] = SEARCH_SCOPE


@NET.type(
    "System.DirectoryServices.ResultPropertyValueCollection",
    bases=("System.Collections.ReadOnlyCollectionBase",),
)
class ResultPropertyValueCollection(NetObject):
    """The values of one attribute of a result."""

    def __init__(self, items: list[object]) -> None:
        self.items = items

    def net_iter(self) -> Iterator[object]:
        """A collection."""
        return iter(self.items)

    def net_index(self, index: Sequence[object]) -> object:
        """``values[0]``; beyond the end it is an error of .NET."""
        number = index[0]
        if not isinstance(number, int) or not 0 <= number < len(self.items):
            raise index_out_of_range()
        return self.items[number]

    @net_property("Count", "System.Int32")
    def count(self) -> int:
        """How many."""
        return len(self.items)

    @net_method("Contains", ("System.Object",), returns="System.Boolean")
    def contains(self, value: object) -> bool:
        """Whether the value is there."""
        return value in self.items


@NET.type("System.DirectoryServices.ResultPropertyCollection", bases=("System.Collections.DictionaryBase",))
class ResultPropertyCollection(NetObject):
    """The attributes of a result: names in lower case, as .NET has them."""

    def __init__(self, values: dict[str, list[object]]) -> None:
        self.values = values

    def _named(self, name: object) -> ResultPropertyValueCollection:
        return ResultPropertyValueCollection(self.values.get(str(name).lower(), []))

    def net_index(self, index: Sequence[object]) -> object:
        """``Properties["cn"]``: empty if the attribute was not found or not asked for."""
        return self._named(index[0])

    def adapted_names(self) -> list[str]:
        """The keys can be named like properties, as with any dictionary."""
        return list(self.values)

    def adapted_get(self, name: str) -> object:
        """The values of a key."""
        if name.lower() not in self.values:
            raise KeyError(name)
        return self._named(name)

    @net_property("PropertyNames", "System.Collections.ICollection")
    def property_names(self) -> list[object]:
        """The names."""
        return list(self.values)

    @net_property("Count", "System.Int32")
    def count(self) -> int:
        """How many attributes."""
        return len(self.values)

    @net_method("Contains", (_STRING,), returns="System.Boolean")
    def contains(self, name: object) -> bool:
        """Whether the attribute is there."""
        return str(name).lower() in self.values


@NET.type("System.DirectoryServices.SearchResult", assembly="System.DirectoryServices")
class SearchResult(NetObject):
    """One object that was found."""

    def __init__(self, searcher: DirectorySearcher, seen: DirectoryObject, wanted: list[str]) -> None:
        self._root = searcher.root()
        self._seen = seen
        schema = self._root.place.forest.schema
        found = {name: seen.get(name) for name in wanted} if wanted else dict(seen.items())
        self._values = {
            name.lower(): [to_net(schema, name, value, from_search=True) for value in values]
            for name, values in found.items()
            if values
        }
        self._values["adspath"] = [self.path()]

    @net_property("Path", _STRING)
    def path(self) -> str:
        """The path of the object."""
        return str(self._root.path.with_name(self._seen.dn))

    @net_property("Properties", "System.DirectoryServices.ResultPropertyCollection")
    def properties(self) -> ResultPropertyCollection:
        """What was read."""
        return ResultPropertyCollection(self._values)

    @net_method("GetDirectoryEntry", returns=_ENTRY)
    def entry(self) -> DirectoryEntry:
        """The object as an entry."""
        return self._root.known(self._seen)


@NET.type("System.DirectoryServices.SearchResultCollection", bases=("System.MarshalByRefObject",))
class SearchResultCollection(NetObject):
    """All that was found."""

    def __init__(self, results: list[SearchResult]) -> None:
        self.results = results

    def net_iter(self) -> Iterator[object]:
        """The results."""
        return iter(self.results)

    def net_index(self, index: Sequence[object]) -> object:
        """``results[0]``."""
        number = index[0]
        if not isinstance(number, int) or not 0 <= number < len(self.results):
            raise index_out_of_range()
        return self.results[number]

    @net_property("Count", "System.Int32")
    def count(self) -> int:
        """How many."""
        return len(self.results)

    @net_method("Dispose", returns="System.Void")
    def dispose(self) -> None:
        """Nothing is held."""


@NET.type(
    "System.DirectoryServices.DirectorySearcher",
    bases=("System.ComponentModel.Component",),
    assembly="System.DirectoryServices",
)
class DirectorySearcher(NetObject):
    """A search, set up and then run."""

    def __init__(self) -> None:
        self._root: DirectoryEntry | None = None
        self._filter = _DEFAULT_FILTER
        self._scope = 2
        self._page_size = 0
        self._size_limit = 0
        self._properties = ArrayList()
        self._others: dict[str, object] = {}

    @net_constructor(
        (),
        (_ENTRY,),
        (_STRING,),
        (_ENTRY, _STRING),
        (_STRING, "System.String[]"),
        (_ENTRY, _STRING, "System.String[]"),
        (_ENTRY, _STRING, "System.String[]", SEARCH_SCOPE.name),
    )
    @classmethod
    def new(cls, *args: object) -> DirectorySearcher:
        """A searcher with root, filter, attributes and scope, as many of them as given."""
        made = cls()
        for arg in args:
            value = arg.base if isinstance(arg, PSObject) and arg.base is not None else arg
            if isinstance(value, DirectoryEntry):
                made._root = value
            elif isinstance(value, str):
                made.set_filter(value)
            elif isinstance(value, EnumValue):
                made._scope = value.value
            elif isinstance(value, list):
                made._properties.items.extend(value)
        return made

    def root(self) -> DirectoryEntry:
        """Where the search starts: as set, else the machine's domain."""
        if self._root is None:
            with translated():
                self._root = DirectoryEntry(AdsPath("LDAP"), here())
        return self._root

    @net_property("SearchRoot", _ENTRY, setter="set_root")
    def search_root(self) -> DirectoryEntry:
        """The entry the search starts from."""
        return self.root()

    def set_root(self, value: object) -> None:
        """Sets the start; PowerShell converts a path to an entry."""
        plain = value.base if isinstance(value, PSObject) else value
        if isinstance(plain, str):
            with translated():
                plain = DirectoryEntry(parse_path(plain), here())
        self._root = plain if isinstance(plain, DirectoryEntry) else None

    @net_property("Filter", _STRING, setter="set_filter")
    def filter(self) -> str:
        """The filter."""
        return self._filter

    def set_filter(self, value: object) -> None:
        """Sets the filter; an empty one is that for everything."""
        self._filter = str(value) if value else _DEFAULT_FILTER

    @net_property("SearchScope", SEARCH_SCOPE.name, setter="set_scope")
    def scope(self) -> EnumValue:
        """Base, OneLevel or Subtree."""
        return EnumValue(SEARCH_SCOPE, self._scope)

    def set_scope(self, value: object) -> None:
        """Sets the scope, by value, name or number."""
        known = {name.lower(): number for name, number in (SEARCH_SCOPE.values or {}).items()}
        if isinstance(value, EnumValue):
            self._scope = value.value
        elif isinstance(value, int):
            self._scope = value
        else:
            self._scope = known[str(value).lower()]

    @net_property("PropertiesToLoad", "System.Collections.Specialized.StringCollection")
    def properties_to_load(self) -> ArrayList:
        """Attributes to read; none means all that are shown unasked."""
        return self._properties

    @net_property("PageSize", "System.Int32", setter="set_page_size")
    def page_size(self) -> int:
        """0: one page of at most 1,000 results."""
        return self._page_size

    def set_page_size(self, value: object) -> None:
        """Sets the page size; any lifts the limit of 1,000."""
        self._page_size = int(str(value))

    @net_property("SizeLimit", "System.Int32", setter="set_size_limit")
    def size_limit(self) -> int:
        """At most so many results; 0: the server's limit."""
        return self._size_limit

    def set_size_limit(self, value: object) -> None:
        """Sets the limit."""
        self._size_limit = int(str(value))

    @net_property("CacheResults", "System.Boolean", setter="set_cache_results")
    def cache_results(self) -> object:
        """Kept, without effect here."""
        return self._others.get("cache", True)

    def set_cache_results(self, value: object) -> None:
        """Kept, without effect here."""
        self._others["cache"] = bool(value)

    @net_property("ReferralChasing", "System.Object", setter="set_referral_chasing")
    def referral_chasing(self) -> object:
        """Kept, without effect here."""
        return self._others.get("referrals", "External")

    def set_referral_chasing(self, value: object) -> None:
        """Kept, without effect here."""
        self._others["referrals"] = value

    @net_method("FindOne", returns="System.DirectoryServices.SearchResult")
    def find_one(self) -> SearchResult | None:
        """The first result, or null."""
        found = self._run(1)
        return found[0] if found else None

    @net_method("FindAll", returns="System.DirectoryServices.SearchResultCollection")
    def find_all(self) -> SearchResultCollection:
        """All results."""
        limit = self._size_limit if 0 < self._size_limit < _SIZE_LIMIT else 0
        if not limit and not self._page_size:
            limit = _SIZE_LIMIT
        return SearchResultCollection(self._run(limit))

    def _run(self, limit: int) -> list[SearchResult]:
        wanted = [str(name) for name in self._properties.items]
        root = self.root()
        try:
            base = root.path.name if root.connection().catalogue else root.dn()
            scope = ("base", "onelevel", "subtree")[self._scope]
            found = root.connection().search(base, self._filter, scope, limit)
        except DirectoryError as error:
            if error.code == 8254:
                # What .NET says of a filter it can't read.
                error = DirectoryError(error.code, error.detail, f"The {self._filter} search filter is invalid.")
            raise exception_for(error) from None
        return [SearchResult(self, each, wanted) for each in found]


__all__ = ["NET", "DirectorySearcher", "SearchResult"]
