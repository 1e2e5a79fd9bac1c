// Questions on their way to the server: what was pressed shows it once the answer takes a moment, and no answer stays unheard.
// Gradio ends its stream of answers when none is due. Where a question goes out at that very moment, nobody listens to its answer
// until the next question; so one that changes nothing is asked whenever the page has stood still for long.
() => {
  const A_MOMENT = 400;
  const SILENCE = [3000, 9000, 27000];
  let pressed = null;
  let busy = null;
  let timers = [];

  const rest = () => {
    for (const timer of timers) clearTimeout(timer);
    timers = [];
    if (busy) busy.removeAttribute("aria-busy");
    busy = null;
  };
  const show = (element) => {
    if (!element || !element.isConnected || element.hasAttribute("aria-busy")) return;
    busy = element;
    busy.setAttribute("aria-busy", "true");
  };
  window.rwAsked = () => {
    rest();
    const element = pressed;
    pressed = null;
    timers = [setTimeout(() => show(element), A_MOMENT), ...SILENCE.map((time) => setTimeout(() => window.rwSend("listen", {}), time))];
  };

  const press = (element) => { pressed = element; setTimeout(() => { pressed = null; }, 0); };
  document.addEventListener("click", (event) => {
    press(event.target.closest("button[data-act], a[data-go], form[data-act] [type=submit]"));
    if (event.target.closest("#rw-send")) window.rwAsked();
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.closest("#rw-line")) window.rwAsked();
  }, true);
  // Gradio's own clocks, which are never shown, run while an answer is due.
  const told = (change) => {
    const element = change.target.nodeType === Node.TEXT_NODE ? change.target.parentElement : change.target;
    return Boolean(element && !element.closest("[data-testid=status-tracker]"));
  };
  new MutationObserver((changes) => { if (timers.length && changes.some(told)) rest(); }).observe(document.body, { childList: true, subtree: true, characterData: true });
}
