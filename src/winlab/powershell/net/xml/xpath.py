"""XPath 1.0 over nodes.

Source: https://www.w3.org/TR/1999/REC-xpath-19991116/ .
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from winlab.powershell.errors import NotEmulated
from winlab.powershell.net.xml.attributes import XMLNS
from winlab.powershell.net.xml.namespaces import NamespaceManager
from winlab.powershell.net.xml.nodes import Node
from winlab.powershell.net.xml.xpath_functions import FUNCTIONS, Context, Value, boolean, number, string
from winlab.powershell.net.xml.xpath_parsing import (
    Call,
    Expression,
    Filter,
    Literal,
    Negation,
    Operation,
    Path,
    Step,
    parse_xpath,
    xpath_error,
)

_REVERSE = frozenset({"ancestor", "ancestor-or-self", "preceding", "preceding-sibling"})
_TEXTS = frozenset({"Text", "CDATA", "Whitespace", "SignificantWhitespace"})


def select(node: Node, text: str, manager: NamespaceManager | None) -> list[Node]:
    """The nodes an expression gives, in document order.

    Raises:
        PSError: XPathException: the expression is wrong or gives no nodes.
    """
    found = evaluate(node, text, manager)
    if not isinstance(found, list):
        raise xpath_error("Expression must evaluate to a node-set.")
    return found


def evaluate(node: Node, text: str, manager: NamespaceManager | None) -> Value:
    """What an expression gives."""
    return _Evaluation(node, manager).value(parse_xpath(text), Context(node, 1, 1))


class _Evaluation:
    def __init__(self, node: Node, manager: NamespaceManager | None) -> None:
        self._manager = manager
        self._root = ([node, *node.ancestors()])[-1]
        self._places: dict[int, int] = {}

    # -- expressions -----

    def value(self, expression: Expression, context: Context) -> Value:
        """What an expression gives for a context node."""
        if isinstance(expression, Literal):
            return expression.value
        if isinstance(expression, Path):
            return self._path(expression, context)
        if isinstance(expression, Operation):
            return self._operation(expression, context)
        if isinstance(expression, Negation):
            return -number(self.value(expression.operand, context))
        if isinstance(expression, Filter):
            nodes = self._nodes(self.value(expression.operand, context))
            for predicate in expression.predicates:
                nodes = self._filtered(nodes, predicate)
            return nodes
        assert isinstance(expression, Call)
        function = FUNCTIONS.get(expression.name)
        if function is None:
            if ":" in expression.name:
                raise NotEmulated(f"the XPath function {expression.name}")
            raise xpath_error(
                "Namespace Manager or XsltContext needed. This query has a prefix, variable, or user-defined function."
            )
        low, high, call = function
        if not low <= len(expression.arguments) <= high:
            raise xpath_error(
                f"Function '{expression.name}' in '{expression.name}' has an invalid number of arguments."
            )
        return call(context, [self.value(argument, context) for argument in expression.arguments])

    def _nodes(self, value: Value) -> list[Node]:
        if not isinstance(value, list):
            raise xpath_error("Expression must evaluate to a node-set.")
        return value

    def _operation(self, operation: Operation, context: Context) -> Value:
        operator = operation.operator
        left = self.value(operation.left, context)
        if operator == "and":
            return boolean(left) and boolean(self.value(operation.right, context))
        if operator == "or":
            return boolean(left) or boolean(self.value(operation.right, context))
        right = self.value(operation.right, context)
        if operator == "|":
            return self._ordered([*self._nodes(left), *self._nodes(right)])
        if operator in ("=", "!=", "<", "<=", ">", ">="):
            return _compare(operator, left, right)
        a, b = number(left), number(right)
        if operator == "+":
            return a + b
        if operator == "-":
            return a - b
        if operator == "*":
            return a * b
        if b == 0 or math.isnan(a) or math.isnan(b):
            return (
                math.nan
                if operator == "mod" or a == 0 or math.isnan(a) or math.isnan(b)
                else math.copysign(math.inf, a)
            )
        return a / b if operator == "div" else math.fmod(a, b)

    # -- paths -----

    def _path(self, path: Path, context: Context) -> list[Node]:
        if path.absolute:
            nodes = [self._root]
        elif path.start is not None:
            nodes = self._nodes(self.value(path.start, context))
        else:
            nodes = [context.node]
        for step in path.steps:
            many = len(nodes) > 1
            found: list[Node] = []
            for node in nodes:
                found.extend(self._step(step, node))
            nodes = self._ordered(found) if many or step.axis in _REVERSE else found
        return nodes

    def _step(self, step: Step, node: Node) -> list[Node]:
        matched = [each for each in axis_nodes(step.axis, node) if self._fits(step, each)]
        for predicate in step.predicates:
            matched = self._filtered(matched, predicate)
        return matched

    def _filtered(self, nodes: list[Node], predicate: Expression) -> list[Node]:
        kept: list[Node] = []
        for place, node in enumerate(nodes, 1):
            value = self.value(predicate, Context(node, place, len(nodes)))
            if value == place if isinstance(value, float) else boolean(value):
                kept.append(node)
        return kept

    def _fits(self, step: Step, node: Node) -> bool:
        kind = node.kind
        if step.kind == "name":
            if kind != ("Attribute" if step.axis == "attribute" else "Element"):
                return False
            if step.prefix:
                return step.name in ("*", node.local) and node.namespace == self._uri(step.prefix)
            return step.name == "*" or (step.name == node.local and not node.namespace)
        if step.kind == "text":
            return kind in _TEXTS
        if step.kind == "comment":
            return kind == "Comment"
        if step.kind == "processing-instruction":
            return kind == "ProcessingInstruction" and step.name in ("", node.local)
        return kind != "XmlDeclaration"

    def _uri(self, prefix: str) -> str:
        if self._manager is None:
            raise xpath_error(
                "Namespace Manager or XsltContext needed. This query has a prefix, variable, or user-defined function."
            )
        found = self._manager.find(prefix)
        if found is None:
            raise xpath_error(f"Namespace prefix '{prefix}' is not defined.")
        return found

    def _ordered(self, nodes: list[Node]) -> list[Node]:
        if not self._places:
            place = 0
            for node in (self._root, *self._root.descendants()):
                for each in (node, *node.attribute_nodes()):
                    self._places[id(each)] = place
                    place += 1
        unique = {id(node): node for node in nodes}
        return sorted(unique.values(), key=lambda node: self._places.get(id(node), 0))


def _compare(operator: str, left: Value, right: Value) -> bool:
    if isinstance(left, list) and isinstance(right, list):
        return any(_compare(operator, string([a]), string([b])) for a in left for b in right)
    if isinstance(left, list):
        if isinstance(right, bool):
            return _compare(operator, boolean(left), right)
        return any(_compare(operator, string([node]), right) for node in left)
    if isinstance(right, list):
        if isinstance(left, bool):
            return _compare(operator, left, boolean(right))
        return any(_compare(operator, left, string([node])) for node in right)
    a: object
    b: object
    if operator in ("=", "!="):
        if isinstance(left, bool) or isinstance(right, bool):
            a, b = boolean(left), boolean(right)
        elif isinstance(left, float) or isinstance(right, float):
            a, b = number(left), number(right)
        else:
            a, b = left, right
        return (a == b) == (operator == "=")
    x, y = number(left), number(right)
    return {"<": x < y, "<=": x <= y, ">": x > y, ">=": x >= y}[operator]


def axis_nodes(axis: str, node: Node) -> Iterator[Node]:
    """The nodes of an axis, nearest first."""
    siblings = node.parent.children if node.parent is not None and node.kind != "Attribute" else []
    if axis == "child":
        yield from node.children
    elif axis == "attribute":
        yield from (each for each in node.attribute_nodes() if each.namespace != XMLNS)
    elif axis in ("self", "descendant-or-self", "ancestor-or-self"):
        yield node
        if axis == "descendant-or-self":
            yield from node.descendants()
        elif axis == "ancestor-or-self":
            yield from node.ancestors()
    elif axis == "descendant":
        yield from node.descendants()
    elif axis == "parent":
        if node.parent is not None:
            yield node.parent
    elif axis == "ancestor":
        yield from node.ancestors()
    elif axis == "following-sibling":
        yield from siblings[_place(siblings, node) + 1 :]
    elif axis == "preceding-sibling":
        yield from reversed(siblings[: _place(siblings, node)])
    elif axis == "following":
        for each in [node, *node.ancestors()]:
            for sibling in axis_nodes("following-sibling", each):
                yield from (sibling, *sibling.descendants())
    elif axis == "preceding":
        for each in [node, *node.ancestors()]:
            for sibling in axis_nodes("preceding-sibling", each):
                yield from reversed([sibling, *sibling.descendants()])
    else:
        raise NotEmulated("the namespace axis of XPath")


def _place(siblings: list[Node], node: Node) -> int:
    return next((place for place, each in enumerate(siblings) if each is node), 0)
