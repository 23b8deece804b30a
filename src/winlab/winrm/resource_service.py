"""What WS-Management does with resources that are no shells: read, change, make, remove, enumerate, invoke.

Source: DMTF DSP0226, chapters 7 to 9.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from xml.etree.ElementTree import Element

from winlab.winrm import config, enumerations, faults, names, soap
from winlab.winrm import fault_kinds as kinds
from winlab.winrm.enumerations import Enumerations, Limits
from winlab.winrm.host import Caller, Host
from winlab.winrm.instances import Changes, Fragment, Item, Value, reference_xml, to_xml
from winlab.winrm.resources import Resource
from winlab.winrm.soap import Request, tag

_XSI_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
# Room in an envelope for everything that is not an item.
_OVERHEAD = 3072
Operation = Callable[[Resource, Request, Caller], bytes]


class ResourceService:
    """The resources of one host."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._enumerations = Enumerations()
        self.operations: Mapping[str, Operation] = {
            names.ACTION_GET: self._get,
            names.ACTION_PUT: self._put,
            names.ACTION_CREATE: self._create,
            names.ACTION_DELETE: self._delete,
            names.ACTION_ENUMERATE: self._enumerate,
            names.ACTION_PULL: self._pull,
            names.ACTION_RELEASE: self._release,
        }

    def find(self, request: Request, caller: Caller) -> Resource:
        """The resource that a request names.

        Raises:
            WsmanFaultError: there is none.
        """
        found = self._host.resource(caller, request.resource.rstrip("/"))
        if found is None:
            raise faults.invalid_resource(request.resource)
        if request.must_comply:
            raise faults.WsmanFaultError(kinds.OPTIONS_NOT_SUPPORTED)
        return found

    def invoke(self, resource: Resource, request: Request) -> bytes:
        """Calls a method; its name is the last part of the action."""
        base, _, method = request.action.rpartition("/")
        if base.lower() != resource.uri.lower() or not method:
            raise faults.invalid_action(request.action)
        arguments = {} if request.body is None else _arguments(request.body)
        return soap.response(request, to_xml(resource.invoke(method, request.selectors, arguments)))

    def _get(self, resource: Resource, request: Request, caller: Caller) -> bytes:
        instance = resource.get(request.selectors)
        if request.fragment is None:
            return soap.response(request, to_xml(instance))
        value = instance.get(request.fragment)
        if request.fragment.lower() not in (name.lower() for name, _ in instance.fields):
            raise faults.WsmanFaultError(kinds.INVALID_FRAGMENT)
        fragment = Fragment(((request.fragment, value),), instance.namespace, instance.prefix)
        return soap.response(request, to_xml(fragment))

    def _put(self, resource: Resource, request: Request, caller: Caller) -> bytes:
        body = self._body(resource, request)
        return soap.response(request, to_xml(resource.put(request.selectors, _changes(body))))

    def _create(self, resource: Resource, request: Request, caller: Caller) -> bytes:
        body = self._body(resource, request)
        selectors = resource.create(request.selectors, _changes(body))
        return soap.response(request, reference_xml(resource.uri, selectors, "x:ResourceCreated"))

    def _delete(self, resource: Resource, request: Request, caller: Caller) -> bytes:
        resource.delete(request.selectors)
        return soap.response(request, "")

    def _enumerate(self, resource: Resource, request: Request, caller: Caller) -> bytes:
        body = request.body
        if body is None or body.tag != tag(names.ENUMERATION, "Enumerate"):
            raise faults.WsmanFaultError(kinds.INVALID_BODY)
        if any(name.lower() != "__cimnamespace" for name in request.selectors):
            raise resource.fault(kinds.ENUMERATION_WITH_KEYS)
        mode = enumerations.mode_of(body)
        items = _rendered(iter(resource.enumerate(enumerations.filter_of(body))), mode)
        return soap.response(request, self._enumerations.begin(request, caller.account, items, self._limits(request)))

    def _pull(self, resource: Resource, request: Request, caller: Caller) -> bytes:
        return soap.response(request, self._enumerations.pull(request, caller.account, self._limits(request)))

    def _release(self, resource: Resource, request: Request, caller: Caller) -> bytes:
        return soap.response(request, self._enumerations.release(request, caller.account, self._limits(request)))

    def _limits(self, request: Request) -> Limits:
        settings = self._host.config
        envelope = config.number(settings, "", "MaxEnvelopeSizekb") * 1024
        if request.max_envelope:
            envelope = min(envelope, request.max_envelope)
        return Limits(
            config.number(settings, "", "MaxBatchItems"),
            max(1024, envelope - _OVERHEAD),
            config.number(settings, "service", "EnumerationTimeoutms") / 1000,
        )

    @staticmethod
    def _body(resource: Resource, request: Request) -> Element:
        if request.body is None:
            raise faults.WsmanFaultError(kinds.INVALID_BODY)
        namespace = request.body.tag.lstrip("{").partition("}")[0]
        if namespace.lower() != resource.uri.lower():
            raise resource.fault(kinds.INVALID_NAMESPACE)
        return request.body


def _rendered(items: Iterator[Item], mode: str) -> Iterator[str]:
    for item in items:
        reference = reference_xml(item.resource, item.selectors)
        if mode == "EnumerateEPR":
            yield reference
        elif mode:
            yield f"<w:Item>{to_xml(item.instance)}{reference}</w:Item>"
        else:
            yield to_xml(item.instance)


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _changes(body: Element) -> Changes:
    """The values in a Put or Create body."""
    return {_local(item): _changes(item) if len(item) else (item.text or "").strip() for item in body}


def _arguments(body: Element) -> dict[str, Value]:
    """A method's arguments; one that comes more than once is an array."""
    found: dict[str, list[str | None]] = {}
    for item in body:
        text = None if item.get(_XSI_NIL) == "true" else (item.text or "")
        found.setdefault(_local(item), []).append(text)
    return {
        name: values[0] if len(values) == 1 else tuple(text for text in values if text is not None)
        for name, values in found.items()
    }
