// Links and buttons without reloads, the address bar, focus and scrolling. Runs once, when the page loads.
() => {
  const bar = () => location.search || "?";
  const send = (name, detail) => (window.rwSend ? window.rwSend(name, detail) : setTimeout(() => send(name, detail), 50));
  const near = () => window.innerHeight + window.scrollY > document.documentElement.scrollHeight - 320;
  const down = () => window.scrollTo({ top: document.documentElement.scrollHeight });
  let shown = null;
  let stick = true;
  let ready = true;
  let focused = new Set();
  const watched = { element: null, look: "", id: "" };

  const arrive = (here) => {
    const first = shown === null;
    shown = here.dataset.url;
    if (shown !== bar()) history.pushState(null, "", shown === "?" ? location.pathname : shown);
    document.title = `${here.dataset.title} · Roll with Resistance`;
    const talking = Boolean(here.closest("#rw-talk"));
    document.documentElement.classList.toggle("rw-in-talk", talking);
    document.documentElement.classList.remove("rw-unfolded");
    for (const link of document.querySelectorAll(".rw-nav")) {
      const now = link.dataset.go === shown || (link.dataset.go.startsWith("?history") && shown.startsWith("?history"));
      if (now) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    stick = talking;
    if (!talking) window.scrollTo(0, 0);
    ready = !talking || matchMedia("(pointer: coarse)").matches;
    if (ready && !first) (here.querySelector("[data-focus]") || here).focus({ preventScroll: true });
  };

  // A screen that waits for something (`data-again`) is asked for again while it is shown; `data-look` counts, since what is
  // drawn anew may be the same element with other words in it. The button in use keeps the focus.
  const follow = () => {
    const held = watched.id && document.activeElement === document.body && document.getElementById(watched.id);
    if (held) held.focus({ preventScroll: true });
    const waits = document.querySelector("[data-again]");
    const count = waits && waits.dataset.look;
    if (!waits || (waits === watched.element && count === watched.look)) return;
    watched.element = waits;
    watched.look = count;
    const ask = () => {
      if (!waits.isConnected || waits.dataset.look !== count) return;
      watched.id = document.activeElement.id;
      send("go", { search: waits.dataset.again });
      setTimeout(ask, 3000);  // an answer that says the same leaves this very element where it is
    };
    setTimeout(ask, 1000);
  };

  const look = () => {
    follow();
    const here = document.querySelector("[data-url]");
    if (here && here.dataset.url !== shown) arrive(here);
    const line = ready ? null : document.querySelector("#rw-line textarea");
    if (line) {
      ready = true;
      line.focus({ preventScroll: true });
    }
    if (stick && document.documentElement.classList.contains("rw-in-talk")) down();
    const wanting = [...document.querySelectorAll("[data-focus]")];
    const news = wanting.find((each) => !focused.has(each.dataset.focus));
    if (wanting.length) focused = new Set(wanting.map((each) => each.dataset.focus));
    if (news) {
      news.focus({ preventScroll: true });
      if ("top" in news.dataset) window.scrollTo(0, 0); // what came of a long form is told above it
      else news.scrollIntoView({ block: "nearest" });
    }
    for (const field of document.querySelectorAll("input[data-path]")) {
      const whole = new URL(field.dataset.path, location.href).href;
      if (field.value !== whole) field.value = whole;
    }
  };

  // Copies the link beside the button; where the browser does not let us (plain http), it is selected to be copied by hand.
  const copy = (button) => {
    const field = button.parentElement.querySelector("input");
    field.select();
    const done = () => { button.textContent = "Copied"; };
    if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(done, () => {});
    else if (document.execCommand("copy")) done();
  };

  // The box keeps the line, and nobody writes on in it, until the log has the line and the server empties the box.
  const hold = () => {
    const line = document.querySelector("#rw-line textarea");
    const busy = () => document.querySelector("#rw-live [data-busy]");
    if (!line || !line.value.trim() || line.readOnly || busy()) return;
    const since = Date.now();
    line.readOnly = true;
    const watch = setInterval(() => {
      const waited = Date.now() - since;
      if (line.value !== "" && line.isConnected && waited < 30000 && (busy() || waited < 1500)) return;
      line.readOnly = false;
      clearInterval(watch);
    }, 50);
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-go]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      send("go", { search: link.dataset.go });
      return;
    }
    const button = event.target.closest("button[data-act]");
    if (button && button.type !== "submit") {
      if (button.dataset.wait) button.setAttribute("aria-busy", "true");
      send(button.dataset.act, { ...button.dataset });
    }
    // A way to a field on this screen; the address stays, since another would draw the screen anew and lose what was typed.
    const way = event.target.closest("a[data-spot]");
    const spot = way && document.getElementById(way.dataset.spot);
    if (way) event.preventDefault();
    if (spot) {
      for (let fold = spot.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
      spot.focus();
    }
    const copies = event.target.closest("[data-copy]");
    if (copies) copy(copies);
    const fold = event.target.closest("[data-fold]");
    if (fold) {
      const open = document.documentElement.classList.toggle("rw-unfolded");
      fold.setAttribute("aria-expanded", String(open));
    }
    if (event.target.closest("#rw-send")) {
      stick = true;
      setTimeout(hold, 0);
    }
    for (const menu of document.querySelectorAll(".rw-tools details[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  // A form with `data-act` sends its fields, and what its own element and the button pressed carry as `data-`.
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-act]");
    if (!form) return;
    event.preventDefault();
    if (form.dataset.wait) form.setAttribute("aria-busy", "true");
    const fields = Object.fromEntries([...new FormData(form, event.submitter)].filter(([, value]) => typeof value === "string"));
    send(form.dataset.act, { ...form.dataset, ...(event.submitter ? event.submitter.dataset : {}), ...fields });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.closest("#rw-line")) {
      stick = true;
      if (!event.shiftKey && !event.isComposing) setTimeout(hold, 0);
    }
    // A box with `data-enter` sends its form on Enter; with Shift it breaks the line, as everywhere.
    const box = event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.closest("textarea[data-enter]");
    if (box) {
      event.preventDefault();
      box.form.requestSubmit();
    }
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll(".rw-tools details[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    document.documentElement.classList.remove("rw-unfolded");
  });
  window.addEventListener("scroll", () => { stick = near(); }, { passive: true });
  window.addEventListener("popstate", () => send("go", { search: location.search }));
  window.rwSave = (packed) => {
    if (!packed) return;
    const { name, kind, text } = JSON.parse(packed);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: kind }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ["data-url", "data-look"] });
  look();
}
