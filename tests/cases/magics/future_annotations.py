from __future__ import annotations
class Tree:
    def leaves(self, other: Tree | None, depth: int) -> list[Tree]:
        return [self]
def plant() -> Tree:
    return Tree()
def cut(saw: Saw) -> None:
    best: Saw = saw
class Saw:
    teeth: int

# expect:
class Tree:
    def leaves(self, other: 'Tree | None', depth: int) -> 'list[Tree]':
        return [self]
def plant() -> Tree:
    return Tree()
def cut(saw: 'Saw') -> None:
    best: 'Saw' = saw
class Saw:
    teeth: int
