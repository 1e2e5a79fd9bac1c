// The draft of a line that survives a reload, and tabs that stay in step. See docs/voice.md.
() => {
  const LONGEST = 4000;
  const one = (selector) => document.querySelector(selector);
  const box = () => one("#rw-line textarea");
  const log = () => one("#rw-past .rw-log");
  const session = () => (log() || { dataset: {} }).dataset.session || "";
  const step = () => (log() || { dataset: {} }).dataset.step || "";
  const busy = () => Boolean(one("#rw-live [data-busy]"));
  const plain = (text) => text.replace(/\s+/g, " ").trim();

  // ---- the draft of a line, by its session; `drafts.js` keeps it
  const { read, drop: gone, dropAll } = window.rwDrafts;
  const write = (key, text, sent) => window.rwDrafts.write(key, { text: text.slice(0, LONGEST), sent });
  const drop = (key, text) => { if (text === undefined || plain((read(key) || { text }).text) === plain(text)) gone(key); };
  const set = (field, text) => {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  let touched = false; // somebody wrote in the box since this session was opened
  let sending = null; // { id, text, step } of a line on its way to the log
  const type = (field) => {
    const id = session();
    if (!id || field.readOnly) return;
    if (field.value.trim()) write(id, field.value);
    else drop(id);
  };
  const send = () => {
    const field = box();
    if (!field || !field.value.trim() || field.readOnly || busy()) return;
    sending = { id: session(), text: field.value, step: step() };
    write(sending.id, sending.text, sending.step);
  };
  // A line that was on its way when the page went away: the log has it if it stands there now.
  const arrived = (draft) => draft.sent !== undefined && (busy() || draft.sent !== step()) &&
    [...document.querySelectorAll("#rw-past .rw-rep .rw-text, #rw-live .rw-rep .rw-text")].slice(-2).some((line) => plain(line.textContent) === plain(draft.text));
  const settle = () => {
    const field = box();
    if (!sending || !field) return;
    if (sending.id !== session()) sending = null;
    else if (field.value === "" && (busy() || step() !== sending.step)) {
      drop(sending.id, sending.text);
      sending = null;
    } else if (!busy() && one("#rw-notice .rw-notice") && field.value) sending = null;
  };

  // Fills the box of a session that was just opened. The server may empty it a moment later, so it is looked at again.
  const restore = (id, until) => {
    const field = box();
    const draft = read(id);
    if (id !== session() || !draft || Date.now() > until) return;
    if (arrived(draft)) {
      drop(id, draft.text);
      if (field && plain(field.value) === plain(draft.text)) set(field, "");
      return;
    }
    if (field && !field.value && !touched) set(field, draft.text);
    setTimeout(() => restore(id, until), 150);
  };

  // ---- tabs
  const channel = window.BroadcastChannel ? new BroadcastChannel("rollwith") : { postMessage: () => {} };
  let told = "";
  let asked = 0;
  const ask = () => {
    const now = Date.now();
    if (!session() || busy() || sending || !window.rwSend || now - asked < 300) return;
    asked = now;
    window.rwSend("step", { session: session(), step: step() });
  };
  // Asks until this tab stands where the other one does: an answer may have been on its way while the other went on.
  const follow = (id, there, left) => {
    if (id !== session() || there === step() || !left) return;
    ask();
    setTimeout(() => follow(id, there, left - 1), 1000);
  };
  const tell = () => {
    const id = session();
    const now = id ? `${id} ${step()} ${busy()}` : "";
    if (now === told) return;
    const before = told;
    told = now;
    const [last] = before.split(" ");
    if (last && last === id) channel.postMessage({ kind: "moved", session: id, step: step(), busy: busy() });
    else if (last) channel.postMessage({ kind: "moved", session: last, step: "left", busy: false }); // it may have ended
  };
  channel.onmessage = (event) => {
    const news = event.data || {};
    if (news.kind === "moved" && news.session === session() && !sending) {
      if (!news.busy && news.step === step()) return;
      if (news.busy) setTimeout(ask, 400);
      else follow(news.session, news.step, news.step === "left" ? 3 : 20);
    }
    if (news.kind === "signed-out") {
      dropAll();
      location.reload();
    }
  };
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) ask(); });

  document.addEventListener("input", (event) => {
    const field = event.target.closest("textarea");
    if (!field || field !== box()) return;
    type(field);
    touched = touched || event.isTrusted;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.closest("#rw-line")) send();
  }, true);
  document.addEventListener("click", (event) => { if (event.target.closest("#rw-send")) send(); }, true);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (/\blogout$/.test(form.getAttribute("action") || "")) {
      dropAll();
      channel.postMessage({ kind: "signed-out" });
    }
    if (form.dataset.act === "account_erase") dropAll();
    else if (/erase/.test(form.dataset.act)) erased(form.dataset.session);
  }, true);
  const erased = (id) => (id ? drop(id) : dropAll(`${one("[data-url]").dataset.url}#`)); // or all that was typed on its screen

  let opened = "";
  const look = () => {
    settle();
    if (opened !== session()) {
      opened = session();
      sending = null;
      touched = false;
      if (opened) {
        restore(opened, Date.now() + 20000); // a busy server may empty the box long after it was shown
        const draft = read(opened);
        if (draft && draft.sent !== undefined) setTimeout(ask, 1200); // was it on its way? the server knows by now
      }
    }
    tell();
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-step"] });
  setInterval(settle, 250);
  look();
}
