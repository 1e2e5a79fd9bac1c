// Drafts that survive a reload, and tabs that stay in step. Drafts lie in the browser alone; see docs/voice.md.
() => {
  const MOST = 20;
  const OLDEST = 14 * 24 * 3600 * 1000;
  const LONGEST = 4000;
  const PREFIX = "rw-draft:";
  const one = (selector) => document.querySelector(selector);
  const box = () => one("#rw-line textarea");
  const log = () => one("#rw-past .rw-log");
  const session = () => (log() || { dataset: {} }).dataset.session || "";
  const step = () => (log() || { dataset: {} }).dataset.step || "";
  const busy = () => Boolean(one("#rw-live [data-busy]"));
  const plain = (text) => text.replace(/\s+/g, " ").trim();

  // ---- drafts: this tab's own first, then the last one written in any tab
  const stores = () => { try { return [sessionStorage, localStorage]; } catch { return []; } };
  const read = (key) => {
    for (const store of stores()) {
      try {
        const found = JSON.parse(store.getItem(PREFIX + key));
        if (found && typeof found.text === "string" && Date.now() - found.at < OLDEST) return found;
      } catch { /* not ours, or broken: there is no draft */ }
    }
    return null;
  };
  const write = (key, text, sent) => {
    for (const store of stores()) {
      try { store.setItem(PREFIX + key, JSON.stringify({ text: text.slice(0, LONGEST), at: Date.now(), sent })); } catch { /* full */ }
    }
    prune();
  };
  const drop = (key, text) => {
    for (const store of stores()) {
      try {
        const found = JSON.parse(store.getItem(PREFIX + key));
        if (text === undefined || (found && plain(found.text) === plain(text))) store.removeItem(PREFIX + key);
      } catch { store.removeItem(PREFIX + key); }
    }
  };
  const prune = () => {
    for (const store of stores()) {
      const drafts = Object.keys(store).filter((key) => key.startsWith(PREFIX)).map((key) => {
        try { return [JSON.parse(store.getItem(key)).at, key]; } catch { return [0, key]; }
      }).sort((one, other) => other[0] - one[0]);
      for (const [at, key] of drafts.filter(([at], place) => place >= MOST || Date.now() - at > OLDEST)) store.removeItem(key);
    }
  };
  const dropAll = () => {
    for (const store of stores()) {
      for (const key of Object.keys(store)) if (key.startsWith(PREFIX)) store.removeItem(key);
    }
  };
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

  // ---- boxes of other screens, such as a drill's: by the screen's address, the form and the box
  const place = (field) => {
    const form = field.closest("#rw-page form[data-act]");
    const here = field.closest("[data-url]");
    if (!form || !here || !field.name) return "";
    return `${here.dataset.url}#${field.dataset.draft || form.dataset.moment || form.dataset.act}/${field.name}`;
  };
  const leaving = new Map(); // boxes whose form was sent: their draft goes once the server has drawn the screen anew
  const fill = () => {
    for (const [field, key] of leaving) {
      if (field.isConnected) continue;
      leaving.delete(field);
      drop(key);
    }
    for (const field of document.querySelectorAll("#rw-page form[data-act] textarea[name]:not([data-filled])")) {
      field.dataset.filled = "yes";
      const draft = leaving.size ? null : read(place(field));
      if (draft && !field.value) set(field, draft.text);
    }
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
    if (!field) return;
    if (field === box()) {
      type(field);
      touched = touched || event.isTrusted;
    } else if (place(field)) {
      if (field.value.trim()) write(place(field), field.value);
      else drop(place(field));
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.closest("#rw-line")) send();
  }, true);
  document.addEventListener("click", (event) => {
    if (event.target.closest("#rw-send")) send();
    const act = event.target.closest("button[data-act]");
    if (act && /erase/.test(act.dataset.act)) erased(act.dataset.session);
  }, true);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (/\blogout$/.test(form.getAttribute("action") || "")) {
      dropAll();
      channel.postMessage({ kind: "signed-out" });
    }
    if (form.dataset.act && /erase/.test(form.dataset.act)) erased(form.dataset.session || (form.elements.session || {}).value);
    for (const field of form.querySelectorAll("textarea[name]")) if (place(field)) leaving.set(field, place(field));
  }, true);
  const erased = (id) => (id ? drop(id) : dropAll());

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
    fill();
    tell();
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-step"] });
  setInterval(settle, 250);
  prune();
  look();
}
