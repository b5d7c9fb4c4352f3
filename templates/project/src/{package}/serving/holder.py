"""artifacts/current → the model in use; another one takes its place, and no request is lost."""

import asyncio
import gc
import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from .hooks import Service
from .logs import Log
from .metrics import Metrics
from .problems import not_ready
from .settings import Settings
from .versions import CURRENT, VersionError, read_current

if TYPE_CHECKING:
    from .models import LoadedModel

POLL_S = 0.5
# A version that cannot be loaded is tried again: it may still be on its way here.
RETRY_S = 10.0


class ModelHolder:
    """Holds the model that answers; loads it, and the next one, beside the requests."""

    def __init__(self, settings: Settings, service: Service, log: Log, metrics: Metrics) -> None:
        self._settings = settings
        self._service = service
        self._log = log
        self._metrics = metrics
        self._model: LoadedModel | None = None
        self._seen: tuple[int, int] = (0, 0)
        self._failed = ""
        self.settled = asyncio.Event()

    @property
    def is_loaded(self) -> bool:
        """Tell whether there is a model."""
        return self._model is not None

    @property
    def model(self) -> "LoadedModel":
        """The model in use; a problem while there is none."""
        if self._model is None:
            raise not_ready("The model is being loaded.")
        return self._model

    async def follow(self, give_up: Callable[[str], None]) -> None:
        """Load the current version, then each one that follows it."""
        error = await self._load()
        self.settled.set()
        if error:
            give_up(error)
            return
        waited = 0.0
        while True:
            await asyncio.sleep(POLL_S)
            waited += POLL_S
            if self._has_changed() or (self._failed and waited >= RETRY_S):
                waited = 0.0
                await self._load()

    def _has_changed(self) -> bool:
        """Look at the file that names the version; it is only read if it is another one."""
        try:
            state = (self._settings.artifacts / CURRENT).stat()
        except OSError:
            return False
        seen, self._seen = self._seen, (state.st_mtime_ns, state.st_ino)
        return seen != self._seen

    async def _load(self) -> str:
        """Load the version that is named now; return why it could not be done."""
        self._has_changed()
        try:
            version = read_current(self._settings.artifacts)
            if self._model is not None and version == self._model.version:
                self._failed = ""
                return ""
            loop = asyncio.get_running_loop()
            model = await loop.run_in_executor(None, self._load_version, version)
        except Exception as error:
            return self._fail(error)
        self._failed = ""
        self._use(model)
        return ""

    def _load_version(self, version: str) -> "LoadedModel":
        # Imported here, as it brings pandas and scikit-learn: meanwhile the server says that it is
        # alive.
        models = importlib.import_module(".models", __package__)
        settings = self._settings
        model: LoadedModel = models.load_version(
            settings.artifacts, version, settings.limits.records, self._service
        )
        return model

    def _use(self, model: "LoadedModel") -> None:
        self._model = model
        self._metrics.use_model(model.version, model.schema)
        self._metrics.observe_load("loaded")
        self._log.event("info", "model in use", version=model.version, seconds=model.loaded_s)
        # What was loaded stays: looking through it again and again would only cost time.
        gc.collect()
        gc.freeze()

    def _fail(self, error: Exception) -> str:
        message = str(error) or type(error).__name__
        if message != self._failed:
            self._tell(error, message)
        self._failed = message
        self._metrics.observe_load("failed")
        return message

    def _tell(self, error: Exception, message: str) -> None:
        if isinstance(error, VersionError):
            self._log.event("error", "model not loaded", error=message)
        else:
            self._log.failure("model not loaded", error)
