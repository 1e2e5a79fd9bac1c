// The label desk by keys: each control that has a key says so in `data-key`. Runs once, when the page loads.
() => {
  const OFF = "rw-desk-keys-off";
  const off = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };
  const keep = (on) => { try { localStorage.setItem(OFF, on ? "0" : "1"); } catch { /* a private window keeps nothing */ } };
  const typing = (at) => at.closest("textarea, select, input:not([type=checkbox]):not([type=radio]), [contenteditable]");

  // The first code ticked is the main one; a main code is ticked; and one that is unticked is the main one no more.
  const settle = (changed) => {
    const form = changed.closest(".rw-desk-form");
    if (!form) return;
    const main = (code) => form.querySelector(`input[name=primary][value="${code}"]`);
    if (changed.name === "primary") form.querySelector(`[data-code="${changed.value}"]`).checked = true;
    if (!changed.dataset.code) return;
    const ticked = [...form.querySelectorAll("[data-code]:checked")];
    if (!changed.checked) main(changed.dataset.code).checked = false;
    if (ticked.length && !form.querySelector("input[name=primary]:checked")) main(ticked[0].dataset.code).checked = true;
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-keys]")) keep(event.target.checked);
    else settle(event.target);
  });
  document.addEventListener("keydown", (event) => {
    const desk = document.querySelector(".is-desk");
    if (!desk || off() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
    const digit = /^Digit[0-9]$/.test(event.code) ? event.code.slice(5) : "";
    const key = event.shiftKey && digit ? digit : event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const found = [...desk.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
    if (!found) return;
    event.preventDefault();
    const main = event.shiftKey && found.dataset.code && found.form.querySelector(`input[name=primary][value="${found.dataset.code}"]`);
    (main || found).click();
  });
  const show = () => {
    const box = document.querySelector("[data-keys]");
    if (box && !box.dataset.set) {
      box.dataset.set = "1";
      box.checked = !off();
    }
  };
  new MutationObserver(show).observe(document.body, { childList: true, subtree: true });
  show();
}
