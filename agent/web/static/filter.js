// A box over a list: shows only the entries that hold every word typed. Runs once, when the page loads.
() => {
  const look = (box) => {
    const list = document.getElementById(box.dataset.filter);
    if (!list) return;
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of list.children) {
      row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
      shown += row.hidden ? 0 : 1;
    }
    const told = box.closest(".rw-search").querySelector("[data-filtered]");
    const words_told = words.length ? (shown ? `${shown} of ${list.children.length}` : "Nobody of that name. Empty the box to see all.") : "";
    if (told.textContent !== words_told) told.textContent = words_told;
  };
  document.addEventListener("input", (event) => { if (event.target.matches("[data-filter]")) look(event.target); });
  // The page is patched in place: rows that stand for others now are looked at anew.
  new MutationObserver(() => { for (const box of document.querySelectorAll("[data-filter]")) look(box); })
    .observe(document.body, { childList: true, subtree: true });
}
