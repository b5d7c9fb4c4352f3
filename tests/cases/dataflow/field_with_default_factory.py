# %%
from dataclasses import dataclass, field
shared = [1]
@dataclass
class Point:
    xs: list = field(default_factory=lambda: shared)
p = Point()
p.xs.append(2)
shared

# expect: 3 reads Point, shared
# expect: 4 mutates Point, p, shared
