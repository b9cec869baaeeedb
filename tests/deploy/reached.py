"""What code a function can reach: a walk over the source from its handler, through names and methods.

A name leads to what it names, in its own module or where it was imported from. A method is reached when its class is
named and any reached code says its name: that takes in too much rather than too little, and needs no types.
Annotations lead nowhere: to speak of a class is not to have one.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

Place = tuple[str, str]
"""A module and a name in it: of a function, a class, a variable; empty for what runs at import."""


@dataclass(frozen=True)
class Module:
    """One module's top level: what it defines, and whence it has the other names."""

    tree: ast.Module

    @cached_property
    def defined(self) -> dict[str, list[ast.AST]]:
        """Functions, classes, and the values of variables, by name."""
        found: dict[str, list[ast.AST]] = {}
        for statement in self.tree.body:
            for name, value in _defined(statement):
                found.setdefault(name, []).append(value)
        return found

    @cached_property
    def imported(self) -> dict[str, Place]:
        """Names that come from elsewhere, wherever in the module they are imported."""
        return dict(pair for node in ast.walk(self.tree) for pair in _imported(node))

    @cached_property
    def loose(self) -> list[ast.AST]:
        """Statements that run at import and define nothing."""
        return [each for each in self.tree.body if isinstance(each, (ast.Expr, ast.If, ast.With, ast.For, ast.Try))]


def _defined(statement: ast.stmt) -> Iterator[tuple[str, ast.AST]]:
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name, statement
        case ast.Assign(targets=targets, value=value):
            yield from ((node.id, value) for each in targets for node in ast.walk(each) if isinstance(node, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            yield name, value
        case _:
            pass


def _imported(node: ast.AST) -> Iterator[tuple[str, Place]]:
    match node:
        case ast.ImportFrom(module=str(module), names=names):
            yield from ((each.asname or each.name, (module, each.name)) for each in names)
        case ast.Import(names=names):
            yield from ((each.asname, (each.name, "")) for each in names if each.asname)
        case _:
            pass


@dataclass
class Walk:
    """A walk through a package of which the source lies in a folder."""

    folder: Path
    modules: dict[str, Module | None] = field(default_factory=dict)
    reached: dict[int, tuple[str, ast.AST]] = field(default_factory=dict)
    classes: list[tuple[str, ast.ClassDef]] = field(default_factory=list)
    said: set[str] = field(default_factory=set)
    waiting: list[tuple[str, ast.AST]] = field(default_factory=list)

    def module(self, name: str) -> Module | None:
        """A module of the package, or None."""
        if name not in self.modules:
            path = self.folder.joinpath(*name.split("."))
            files = [each for each in (path.with_suffix(".py"), path / "__init__.py") if each.is_file()]
            self.modules[name] = Module(ast.parse(files[0].read_text("utf-8"))) if files else None
        return self.modules[name]

    def go(self, module: str, name: str) -> "Walk":
        """Walk from a function to all that it can reach."""
        self.reach(module, name)
        while self.waiting:
            self.read(*self.waiting.pop())
            if not self.waiting:
                self.enter()
        return self

    def reach(self, module: str, name: str) -> None:
        """What a name in a module leads to, through imports."""
        found = self.module(module)
        if found is None:
            return
        for each in (*found.loose, *found.defined.get(name, ())):
            self.wait(module, each)
        if name in found.imported and name not in found.defined:
            self.follow(found.imported[name])
        elif name and self.module(f"{module}.{name}"):
            self.reach(f"{module}.{name}", "")

    def follow(self, place: Place) -> None:
        """Go on in the module that an import names, or at a name in it."""
        module, name = place
        self.reach(f"{module}.{name}", "") if name and self.module(f"{module}.{name}") else self.reach(module, name)

    def wait(self, module: str, node: ast.AST) -> None:
        """Something to be read, once."""
        if id(node) not in self.reached:
            self.reached[id(node)] = (module, node)
            self.waiting.append((module, node))
            if isinstance(node, ast.ClassDef):
                self.classes.append((module, node))

    def enter(self) -> None:
        """The methods of reached classes whose names have been said."""
        for module, each in self.classes:
            for method in methods(each):
                if method.name in self.said or method.name.startswith("__"):
                    self.wait(module, method)

    def read(self, module: str, node: ast.AST) -> None:
        """What one piece of code names."""
        for each in executed(node):
            match each:
                case ast.Attribute(value=ast.Name(id=name), attr=attribute):
                    self.said.add(attribute)
                    self.through(module, name, attribute)
                case ast.Attribute(attr=attribute):
                    self.said.add(attribute)
                case ast.Name(id=name):
                    self.reach(module, name)
                case _:
                    pass

    def through(self, module: str, name: str, attribute: str) -> None:
        """`name.attribute`, where the name is that of an imported module."""
        found = self.module(module)
        place = found.imported.get(name) if found else None
        if place:
            whole = ".".join(part for part in place if part)
            self.reach(whole, attribute)

    def nodes(self) -> Iterator[tuple[str, ast.AST]]:
        """Every piece of syntax that is reached, with its module."""
        for module, node in self.reached.values():
            yield from ((module, each) for each in executed(node))


def methods(of: ast.ClassDef) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The methods and properties of a class."""
    yield from (each for each in of.body if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef)))


def executed(node: ast.AST) -> Iterator[ast.AST]:
    """The syntax in a piece of code but annotations; of a class all but its methods, which are reached one by one."""
    yield node
    for each in _parts(node):
        yield from executed(each)


def _parts(node: ast.AST) -> Iterable[ast.AST]:
    match node:
        case ast.ClassDef(bases=bases, body=body, decorator_list=decorators, keywords=keywords):
            methods_too = (ast.FunctionDef, ast.AsyncFunctionDef)
            return [*bases, *keywords, *decorators, *(each for each in body if not isinstance(each, methods_too))]
        case (
            ast.FunctionDef(args=args, body=body, decorator_list=decorators)
            | ast.AsyncFunctionDef(args=args, body=body, decorator_list=decorators)
        ):
            defaults = [each for each in (*args.defaults, *args.kw_defaults) if each]
            return [*decorators, *defaults, *body]
        case ast.AnnAssign(target=target, value=value):
            return [target, *([value] if value else [])]
        case _:
            return ast.iter_child_nodes(node)
