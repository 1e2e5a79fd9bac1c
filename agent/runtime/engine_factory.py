"""Engine factory: which grader, customer and debriefer speak, by the settings. Each is built when first asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from agent.errors import EndpointError, SettingsError
from agent.feedback.embedded_debriefer import Debriefer, EmbeddedDebriefer
from agent.model.rubric import Rubric
from agent.runtime.embedded_parts import EmbeddedParts
from agent.settings import Settings

if TYPE_CHECKING:
    from agent.customer.contract import Customer
    from agent.customer.decider import Decider
    from agent.grading.coder.runtime import Coder
    from agent.grading.contract import Grader
    from agent.llm.budget import Budget
    from agent.llm.client import Llm
    from agent.llm.contract import LanguageModel, Purpose
    from agent.llm.probing import Capability
    from agent.model.persona import Persona

CHOICES = ("auto", "embedded", "llm")

SPARE = 0.8
"""Part of a session's tokens after whose spending no reply is begun early: one that is thrown away costs about a call,
and what is left is for the turns themselves."""


@dataclass(frozen=True)
class EngineSelection:
    """Which engines speak: `embedded` or `llm:<model>` each, and why these."""

    grader: str
    customer: str
    debrief: str
    why: str


class Engines:
    """Builds the actors that its `settings` ask for. Safe to share between threads."""

    def __init__(self, settings: Settings, engine: str | None = None) -> None:
        """Choose; `engine` overrides the setting.

        Raises:
            SettingsError: the model is asked for and no endpoint is set, or there is no such engine.
        """
        wanted = engine or settings.engine
        if wanted not in CHOICES:
            raise SettingsError(f"engine {wanted!r} is not known. Mend: use one of {', '.join(CHOICES)}.")
        if wanted == "llm" and not settings.llm_ready:
            raise SettingsError("the engine llm needs an endpoint. Mend: set ROLLWITH_BASE_URL and ROLLWITH_MODEL.")
        self.settings, self._wanted = settings, wanted
        self._llm = wanted == "llm" or (wanted == "auto" and settings.llm_ready)
        self._lock = Lock()
        self._parts = EmbeddedParts(self.index_folder, repeats=self.begins_early)
        self._llms: dict[Purpose, Llm] = {}
        self._graders: dict[tuple[str, bool], Grader] = {}
        self._customer: Customer | None = None
        self._debriefer: Debriefer | None = None

    def grader(self, rubric: Rubric, session: str | None = None, alone: bool = False) -> Grader:
        """Return the grader for a rubric; one is kept for each.

        Args:
            session: whose token budget pays. alone: a model that gives no grade has none given in its place, as whoever
                measures it wants; else the embedded grader stands in.
        """
        with self._lock:
            if (rubric.ref, alone) not in self._graders:
                self._graders[rubric.ref, alone] = self._new_grader(rubric, alone)
            grader = self._graders[rubric.ref, alone]
        if session is None or not self._llm:
            return grader
        from agent.grading.llm.llm_grader import LlmGrader
        from agent.grading.second_opinion import SecondOpinion
        from agent.grading.stand_in import StandInGrader

        return grader.of(session) if isinstance(grader, LlmGrader | SecondOpinion | StandInGrader) else grader

    def decider(self) -> Decider:
        """Return who decides what the customer does; the same one whoever speaks."""
        return self._parts.decider()

    def prepare(self, persona: Persona) -> None:
        """Have at hand all that a persona's content decides; see `EmbeddedParts.prepare`."""
        self._parts.prepare(persona)

    def customer(self, session: str | None = None) -> Customer:
        """Return the customer's voice. `session` is whose token budget pays."""
        with self._lock:
            if self._customer is None:
                self._customer = self._new_customer()
            customer = self._customer
        if session is None or not self._llm:
            return customer
        from agent.customer.llm.llm_customer import LlmCustomer

        return customer.of(session) if isinstance(customer, LlmCustomer) else customer

    @property
    def begins_early(self) -> bool:
        """Replies are begun beside the grade. Both ask a model, or neither: the embedded engines need no head start."""
        return self._llm and self.settings.speculate == "on"

    def early_reader(self, rubric: Rubric) -> Grader | None:
        """Return who reads the line for a reply that is begun beside the grade; None where none is begun."""
        return self.embedded_grader(rubric) if self.begins_early else None

    def embedded_grader(self, rubric: Rubric) -> Grader:
        """Return the embedded grader, whichever engine grades."""
        from agent.grading.embedded_grader import EmbeddedGrader

        return EmbeddedGrader(self._parts.coder(), rubric)

    def model(self, purpose: Purpose) -> LanguageModel | None:
        """Return the model that serves a purpose; None where no model speaks."""
        with self._lock:
            return self._model(purpose) if self._llm else None

    def may_begin_early(self, session: str) -> bool:
        """Say whether a session can afford a reply that may be thrown away, and there is an endpoint to give it."""
        llm = self._llms.get("customer")
        return llm is None or (not llm.resting and llm.budget.spent(session) < SPARE * llm.budget.most)

    def debriefer(self) -> Debriefer:
        """Return the debriefer."""
        with self._lock:
            if self._debriefer is None:
                self._debriefer = self._new_debriefer()
            return self._debriefer

    def speaking(self) -> EngineSelection:
        """Return which engines speak, and why these; nothing is loaded for the answer."""
        settings = self.settings
        if self._llm:
            why = f"the endpoint {settings.base_url} is set"
            return EngineSelection(
                grader=f"llm:{settings.grader_model}",
                customer=f"llm:{settings.customer_model}",
                debrief=f"llm:{settings.debrief_model}",
                why=why if self._wanted == "auto" else f"asked for, and {why}",
            )
        why = "asked for" if self._wanted == "embedded" else "no endpoint is set; no key and no network are needed"
        return EngineSelection("embedded", "embedded", "embedded", why)

    def coder(self) -> Coder:
        """Return the embedded coder, loading it on the first call.

        Raises:
            CoderError: its files are missing or do not fit.
        """
        return self._parts.coder()

    def probe(self) -> AsyncIterator[Capability]:
        """Ask the endpoint for each thing the room may use, whichever engine speaks; see `agent/llm/probing.py`."""
        from agent.llm.probing import probe

        return probe(self.settings)

    async def reach(self) -> None:
        """Ask each model for a word; nothing is asked where no model speaks.

        Raises:
            EndpointError: one gave none. The message names the endpoint.
        """
        if not self._llm:
            return
        from agent.llm.probing import first_words

        purposes: tuple[Purpose, ...] = ("grader", "customer", "debrief")
        for llm in {llm.name: llm for llm in map(self._model, purposes)}.values():
            try:
                await first_words(llm)
            except EndpointError as error:
                raise EndpointError(f"{self.settings.base_url} is of no use: {error}") from error

    @property
    def index_folder(self) -> Path:
        """Where what is worked out from a persona's content is kept; it may be deleted at any time."""
        return self.settings.data_dir / "cache"

    @property
    def tokens(self) -> int:
        """Tokens that the models have spent so far; they share one budget."""
        return next((llm.budget.total for llm in self._llms.values()), 0)

    @property
    def budget(self) -> Budget | None:
        """What sessions may spend at the endpoint and have spent; None where no model speaks."""
        with self._lock:
            return self._model("customer").budget if self._llm else None

    async def aclose(self) -> None:
        """Let go of what is being prepared, and close the connections to the endpoint, if there are any."""
        self._parts.close()
        for llm in self._llms.values():
            await llm.aclose()

    def _new_grader(self, rubric: Rubric, alone: bool) -> Grader:
        from agent.grading.embedded_grader import EmbeddedGrader

        wanted = self.settings.second_opinion
        if not self._llm:
            return EmbeddedGrader(self._parts.coder(), rubric)
        from agent.grading.llm.llm_grader import LlmGrader

        patience = self.settings.total_deadline
        model = LlmGrader(self._model("grader"), rubric, self.settings.votes, patience=patience)
        if wanted == "off" and alone:
            return model
        if wanted == "off":
            from agent.grading.stand_in import StandInGrader

            return StandInGrader(model, lambda: EmbeddedGrader(self._parts.coder(), rubric))
        from agent.grading.second_opinion import SecondOpinion

        return SecondOpinion(EmbeddedGrader(self._parts.coder(), rubric), model, cheap_first=wanted == "unsure")

    def _new_customer(self) -> Customer:
        from agent.customer.embedded_customer import EmbeddedCustomer

        embedded = EmbeddedCustomer(self._parts.indexes())
        if self._llm:
            from agent.customer.llm.llm_customer import LlmCustomer

            return LlmCustomer(self._model("customer"), embedded, self._parts.indexes(), self._parts.talk_reader())
        return embedded

    def _new_debriefer(self) -> Debriefer:
        if self._llm:
            from agent.feedback.llm_debriefer import LlmDebriefer

            return LlmDebriefer(self._model("debrief"))
        return EmbeddedDebriefer()

    def _model(self, purpose: Purpose) -> Llm:
        if not self._llms:
            from agent.llm.client import open_llms

            self._llms.update(open_llms(self.settings))
        return self._llms[purpose]
