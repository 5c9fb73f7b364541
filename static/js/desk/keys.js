// Single keys: whatever carries data-key="n" is followed, pressed or focused by that key; j and k go down and up the
// rows of a list, and so do the arrows for who is in one. They can be turned off (WCAG 2.1.4), rest while someone types, and ? lists them.
const setting = "desk-keys";

export function keys(page) {
  const dialog = page.getElementById("keys");
  const button = page.querySelector("[data-keys-open]");
  if (!dialog || !button) return;
  const on = dialog.querySelector("input[type=checkbox]");
  const hint = page.querySelector("[data-keys-hint]");
  const show = () => hint && (hint.hidden = !on.checked);
  on.checked = localStorage.getItem(setting) !== "off";
  show();
  on.addEventListener("change", () => {
    localStorage.setItem(setting, on.checked ? "on" : "off");
    show();
  });
  button.hidden = false;
  button.addEventListener("click", () => open(page, dialog));

  page.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog")) return;
    if (!on.checked) return;
    const element = [...page.querySelectorAll("[data-key]")].find((e) => e.dataset.key === event.key);
    if (event.key === "?") open(page, dialog);
    else if (element) act(element);
    else if (event.key === "j" || event.key === "k") step(page, event.key === "j" ? 1 : -1);
    else if (/^Arrow(Down|Up)$/.test(event.key) && event.target.closest("tbody")) step(page, event.key === "ArrowDown" ? 1 : -1);
    else return;
    event.preventDefault();
  });
}

function act(element) {
  if (element.matches("input, textarea, select, [data-key-focus]")) element.focus();
  else element.click();
}

function step(page, by) {
  const rows = [...page.querySelectorAll("main tbody tr")].map((r) => r.querySelector("a[href]")).filter(Boolean);
  const here = rows.findIndex((a) => a.closest("tr").contains(page.activeElement));
  rows[Math.min(Math.max(here + by, 0), rows.length - 1)]?.focus();
}

function open(page, dialog) {
  const list = dialog.querySelector("dl");
  const entry = (key, what) => {
    const group = page.createElement("div");
    const [dt, dd, kbd] = ["dt", "dd", "kbd"].map((tag) => page.createElement(tag));
    kbd.textContent = key;
    dt.append(kbd);
    dd.textContent = what;
    group.append(dt, dd);
    return group;
  };
  const found = [...page.querySelectorAll("[data-key]")].map((e) => entry(e.dataset.key, e.dataset.keyName || e.ariaLabel || e.textContent.trim()));
  list.replaceChildren(...found, entry("j", "Next row"), entry("k", "Row before"), entry("?", "This list"));
  dialog.showModal();
}
