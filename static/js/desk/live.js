// Keeps what is open fresh: a stream says that something changed, and the element with data-live asks for it again. While
// somebody types or chooses in the list it stays as it is and says so. A hidden tab has no stream. Without one, and without
// scripts, there is the link "Refresh".
export function live(page) {
  const part = () => page.querySelector("[data-live]");
  if (!part()) return;
  let source, over, waits;

  const open = () => {
    if (source || over || page.hidden || !part()) return;
    const mine = (source = new EventSource(part().dataset.live));
    mine.addEventListener("changed", fresh);
    mine.addEventListener("over", () => {
      over = true;
      close();
    });
    mine.onopen = () => {
      if (waits) fresh(); // it was gone for a while
    };
    mine.onerror = () => {
      waits = true;
      if (mine.readyState === EventSource.CLOSED && source === mine) source = undefined;
    };
  };
  const close = () => {
    source?.close();
    source = undefined;
  };

  // busy is that a redrawn list would take something out of someone's hands.
  const busy = () => {
    const list = page.getElementById("queue");
    return list && (page.activeElement?.matches("#queue input, #queue select, #queue textarea, #queue summary") || list.querySelector(".kit-choose:checked, .kit-more[open]"));
  };
  const fresh = () => {
    waits = Boolean(busy());
    const note = page.querySelector("[data-live-changed]");
    if (note) note.hidden = !waits;
    if (waits) return;
    const here = page.activeElement?.closest("#queue") && page.activeElement.id;
    if (here) page.addEventListener("htmx:after:swap", () => page.getElementById(here)?.focus({ preventScroll: true }), { once: true });
    part()?.dispatchEvent(new CustomEvent("fresh"));
  };

  page.addEventListener("change", () => waits && fresh());
  page.addEventListener("focusout", () => setTimeout(() => waits && fresh()));
  page.addEventListener("visibilitychange", () => {
    if (page.hidden) {
      close();
      waits = true;
    } else open();
  });
  open();
}
