"""A project, a target, an image if there is one → the files, and what the next time has to know."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from mlship.deploying import choose_sizes, gather_facts, parse_image
from mlship.ir.target import Facts, Memory, Target
from mlship.rendering import TARGETS, render_target, require_servable
from mlship.running import ProjectFolder
from mlship.writing import read_additions

# Other targets run an image that is made from the project's; theirs is nobody else's.
OWN_IMAGES = frozenset(target.name for target in TARGETS if target.own_image)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """Addition = project, target, its image as it was given ("": none yet), for which target."""

    project: ProjectFolder
    target: Target
    image: str
    given_for: str

    def facts(self, memory: Memory) -> Facts:
        """Gather what the files print."""
        return gather_facts(
            self.project,
            parse_image(self.image) if self.image else None,
            choose_sizes(memory),
            variant=self.target.name if self.target.own_image else "",
        )

    def files(self, memory: Memory) -> Mapping[str, str]:
        """Render the files: path in the project → text."""
        return render_target(self.target, self.facts(memory))

    def remembered(self, memory: Memory) -> Mapping[str, object]:
        """Say what the next time has to know."""
        known = read_additions(self.project.root)
        images = _texts(known.get("images"))
        if self.given_for == self.target.name:
            # The last one that was given stands last.
            images = {k: v for k, v in images.items() if k != self.given_for}
            images[self.given_for] = self.image
        packages = {**_texts(known.get("packages")), self.target.name: self.project.package}
        return {"images": images, "packages": packages, "memory": asdict(memory)}


def open_addition(project: ProjectFolder, target: Target, image: str) -> Addition:
    """Find the image of a target: the one given now, or before, or the last of other targets.

    Raises:
        UsageError: the image is none, or the target serves a model and the project has no service.
    """
    name = target.name
    images = {name: image} if image else _texts(read_additions(project.root).get("images"))
    others = [each for each in images if each not in OWN_IMAGES and not target.own_image]
    source = name if name in images else next(reversed(others), "")
    addition = Addition(
        project=project, target=target, image=images.get(source, ""), given_for=source
    )
    require_servable(target, addition.facts(Memory()))
    return addition


def list_notes(addition: Addition) -> list[str]:
    """Say what was decided that nobody asked for: a shortened name, another target's image."""
    facts = addition.facts(Memory())
    notes = []
    if len(facts.slug) < len(facts.project):
        notes.append(f"called {facts.slug}, as platforms take no longer names")
    if addition.image and addition.given_for != addition.target.name:
        notes.append(f"image {addition.image}, as given for {addition.given_for}; or --image …")
    return notes


def _texts(value: object) -> dict[str, str]:
    return {str(k): str(v) for k, v in value.items()} if isinstance(value, dict) else {}
