// Sends a file of talk that somebody chose; its words never pass through the page itself. Runs once, when the page loads.
() => {
  const READING = "Reading the file …";
  const tell = (form, words, taken) => {
    form.querySelector("[data-told]").textContent = words;
    form.toggleAttribute("aria-busy", words === READING);
    if (words !== READING) window.rwTaken(`${taken ? "yes" : "no"} ${form.dataset.sent}`); // see `drafts.js`
  };
  // A file that was refused for the names of its columns: they are offered, and what is chosen goes into the field.
  const offer = (form, columns) => {
    for (const label of form.querySelectorAll("[data-columns]")) {
      const [first] = label.querySelector("select").options;
      label.querySelector("select").replaceChildren(first, ...columns.map((name) => new Option(name, name)));
      label.hidden = false;
    }
    form.querySelector("details").open = true;
  };
  document.addEventListener("change", (event) => {
    const label = event.target.closest("[data-columns]");
    if (!label) return;
    const field = event.target.form.elements[label.dataset.columns];
    field.value = event.target.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-bring-in]");
    const chosen = form && form.querySelector("input[type=file]").files[0];
    if (!chosen) return;
    event.preventDefault();
    event.stopPropagation();
    const most = Number(form.dataset.most);
    if (chosen.size > most) return tell(form, `The file has more than ${most / 1e6} MB. Split it.`);
    tell(form, READING);
    const asked = new URLSearchParams({ name: chosen.name, speaker: form.elements.speaker.value, text: form.elements.words.value });
    try {
      const answer = await fetch(`transcript?${asked}`, { method: "POST", headers: { "content-type": "application/octet-stream" }, body: chosen });
      const told = await answer.json();
      tell(form, told.why || "", Boolean(told.go));
      if (told.columns) offer(form, told.columns);
      if (told.go) window.rwSend("go", { search: told.go });
    } catch (error) {
      tell(form, `The file did not get there (${error.message}). Try again, or paste the text.`);
    }
  }, true);
}
