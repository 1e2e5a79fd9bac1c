// Drafts of forms: what was typed and not yet taken by the server. They lie in the browser alone; see docs/voice.md.
// A form with a `data-kept` line keeps all its fields and says so when they are put back; others keep their text areas.
() => {
  const MOST = 20;
  const OLDEST = 14 * 24 * 3600 * 1000;
  const LONGEST = 200000; // letters of one draft, as many as a form may send
  const PREFIX = "rw-draft:";

  // ---- where drafts lie: this tab's own first, then the last one written in any tab
  const stores = () => { try { return [sessionStorage, localStorage]; } catch { return []; } };
  const keys = (store) => Object.keys(store).filter((key) => key.startsWith(PREFIX));
  const age = (store, key) => { try { return Date.now() - JSON.parse(store.getItem(key)).at; } catch { return Infinity; } };
  const oldest = (store, but) => keys(store).filter((key) => key !== but).sort((one, other) => age(store, other) - age(store, one))[0];
  const read = (key) => {
    for (const store of stores()) {
      try {
        const found = JSON.parse(store.getItem(PREFIX + key));
        if (found && Date.now() - found.at < OLDEST) return found;
      } catch { /* not ours, or broken: there is no draft */ }
    }
    return null;
  };
  const write = (key, draft) => {
    const text = JSON.stringify({ ...draft, at: Date.now() });
    for (const store of stores()) {
      for (let tries = 0; tries < MOST; tries += 1) {
        try { store.setItem(PREFIX + key, text); break; } catch { // full: the oldest goes
          const last = oldest(store, PREFIX + key);
          if (!last) break;
          store.removeItem(last);
        }
      }
    }
    prune();
  };
  const drop = (key) => { for (const store of stores()) store.removeItem(PREFIX + key); };
  const dropAll = (start = "") => {
    for (const store of stores()) for (const key of keys(store)) if (key.startsWith(PREFIX + start)) store.removeItem(key);
  };
  const prune = () => {
    for (const store of stores()) {
      while (keys(store).length > MOST || age(store, oldest(store) || "") > OLDEST) {
        const last = oldest(store);
        if (!last) break;
        store.removeItem(last);
      }
    }
  };

  // ---- a form: which it is, which version of what it shows, and what somebody typed in it
  const forms = () => [...document.querySelectorAll("#rw-page form[data-act]")];
  const line = (form) => form.querySelector(":scope > [data-kept]");
  const version = (form) => [form.dataset.stamp, form.dataset.edition, form.dataset.state].join(" ");
  const key = (form) => {
    const { stamp, edition, state, wait, most, sent, ...which } = form.dataset;
    const who = (document.querySelector(".rw-account summary") || {}).textContent || "";
    return `${form.closest("[data-url]").dataset.url}#${who} ${Object.values(which).join(" ")}`;
  };
  const kept = (form) => [...form.elements].filter((field) => field.name && field.type !== "password" &&
    (field.tagName === "TEXTAREA" || (line(form) && (field.tagName === "SELECT" || (field.tagName === "INPUT" &&
      !["file", "hidden", "submit", "button", "reset", "image"].includes(field.type))))));
  const ticks = (field) => field.type === "checkbox" || field.type === "radio";
  const name = (field) => (field.type === "radio" ? `${field.name}=${field.value}` : field.name);
  const plain = (text) => text.replace(/\r\n?/g, "\n");
  const served = (field) => {
    if (ticks(field)) return field.defaultChecked ? "1" : "";
    if (field.tagName === "SELECT") return ([...field.options].find((one) => one.defaultSelected) || field.options[0] || {}).value || "";
    return plain(field.defaultValue);
  };
  const holds = (field) => (ticks(field) ? (field.checked ? "1" : "") : field.value);
  const put = (field, value) => { if (ticks(field)) field.checked = value === "1"; else field.value = value; };
  const typed = (form) => Object.fromEntries(kept(form).filter((field) => holds(field) !== served(field)).map((field) => [name(field), holds(field)]));
  const putIn = (form, fields) => { for (const field of kept(form)) if (name(field) in fields) put(field, fields[name(field)]); };
  const stays = (form, one) => kept(form).some((field) => name(field) === one && "stays" in field.dataset);
  const parted = (form, fields) => Object.fromEntries(kept(form).map((field) => [name(field), served(field)])
    .filter(([one, value]) => fields && one in fields && fields[one] !== value).map(([one]) => [one, fields[one]]));
  const older = new WeakMap(); // form -> what was typed before the version that it shows
  const keep = (form, fields) => {
    const draft = { fields, version: version(form), older: older.get(form) };
    if (!Object.keys({ ...draft.older, ...fields }).length) drop(key(form));
    else if (JSON.stringify(draft).length <= LONGEST) write(key(form), draft);
  };

  // ---- the line above a form that tells of its draft
  const BACK = ["What you had typed is back. ", [["drop", "Discard it"]]];
  const OLDER = ["What you typed here was not saved, and it was saved anew since. ", [["put", "Put mine in"], ["drop", "Discard it"]]];
  const told = new WeakMap(); // form -> what its line says
  const tell = (form) => {
    const [words, ways] = told.get(form) || ["", []];
    const here = line(form);
    if (!here || (words ? here.textContent.startsWith(words) : !here.hasChildNodes())) return;
    here.replaceChildren(...(words ? [words] : []), ...ways.map(([way, label]) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "rw-quiet", textContent: label });
      button.dataset.draft = way;
      return button;
    }));
  };
  const say = (form, what) => {
    told.set(form, what);
    tell(form);
  };

  // ---- what is put back, and when a draft goes
  const shown = new WeakMap(); // form -> its key and its version when it was last looked at
  const sent = new Map(); // number of what was sent -> the draft's key and what the form held
  const looked = (form) => shown.set(form, [key(form), version(form)]);
  const fill = (form) => {
    const draft = read(key(form)) || {};
    const same = draft.version === version(form);
    const fields = parted(form, same ? draft.fields : {});
    const before = parted(form, same ? draft.older : { ...draft.older, ...draft.fields });
    const waits = Object.keys(before).length > 0;
    older.set(form, waits ? before : undefined);
    putIn(form, fields);
    if (draft.fields && !waits && !Object.keys(fields).length) drop(key(form));
    say(form, waits ? OLDER : Object.keys(fields).length ? BACK : undefined);
  };
  // The page is patched, not drawn anew: a form that stands for another thing now still holds what was typed for the first.
  const look = () => {
    for (const form of forms()) {
      const [last, seen] = shown.get(form) || [];
      const waits = last === key(form) && [...sent.values()].some((one) => one.key === last);
      if (waits || (last === key(form) && seen === version(form))) {
        tell(form); // a patch has emptied the line
        continue;
      }
      if (last !== undefined) form.reset();
      looked(form);
      fill(form);
    }
  };
  // What was typed while the server was at work is a draft still; a form without a stamp begins anew.
  window.rwTaken = (news) => {
    const [yes, number] = news.split(" ");
    const was = sent.get(number);
    if (!sent.delete(number)) return;
    const form = forms().find((one) => key(one) === was.key);
    if (yes === "yes" && !form) drop(was.key);
    if (yes === "yes" && form) {
      const now = kept(form).map((field) => [name(field), holds(field)]);
      const later = Object.fromEntries(now.filter(([one, value]) => value !== was.held[one] && (value || !stays(form, one))));
      for (const [one] of now) if (!(one in later) && was.held[one] && stays(form, one)) later[one] = was.held[one];
      putIn(form, later); // such a note is not saved with a draft: it stands until that is published
      if (!form.dataset.stamp) {
        form.reset();
        putIn(form, later);
      }
      looked(form);
      older.delete(form);
      keep(form, later);
      say(form, undefined);
    }
    look();
  };

  const note = (event) => {
    const form = event.target.form;
    if (!form || !forms().includes(form) || !kept(form).includes(event.target)) return;
    if ((shown.get(form) || [])[0] === key(form)) keep(form, typed(form)); // a box that a patch takes away tells of a change as well
  };
  window.addEventListener("input", note); // on the window: after the scripts that tick one box for another
  window.addEventListener("change", note);
  window.addEventListener("click", (event) => {
    const button = event.target.closest("[data-kept] > [data-draft]");
    if (!button) return;
    const form = button.closest("form");
    const waiting = told.get(form) === OLDER;
    const mine = button.dataset.draft === "put";
    if (mine) putIn(form, older.get(form) || {});
    else if (!waiting) form.reset();
    older.delete(form);
    keep(form, typed(form));
    say(form, mine ? BACK : undefined);
    (line(form).querySelector("button") || kept(form)[0]).focus();
  });
  window.addEventListener("submit", (event) => {
    const form = event.target;
    if (!forms().includes(form) || !kept(form).length) return;
    form.dataset.sent = `${Date.now().toString(36)}-${sent.size}`;
    sent.set(form.dataset.sent, { key: key(form), held: Object.fromEntries(kept(form).map((field) => [name(field), holds(field)])) });
  }, true);

  window.rwDrafts = { read, write, drop, dropAll };
  prune();
  new MutationObserver(look).observe(document.body, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["data-url", "data-stamp", "data-edition", "data-state", "data-line", "data-moment"],
  });
  look();
}
