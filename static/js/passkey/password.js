// Buttons that show what was typed into a password field.
export function showButtons(page) {
  for (const button of page.querySelectorAll("button[data-shows]")) {
    const field = page.getElementById(button.dataset.shows);
    button.hidden = false;
    const show = (shown) => {
      field.type = shown ? "text" : "password";
      button.textContent = shown ? button.dataset.hide : button.dataset.show;
      button.setAttribute("aria-pressed", String(shown));
    };
    button.addEventListener("click", () => show(field.type === "password"));
    // Sent as a password, so that the browser offers to keep it and shows it to nobody.
    field.form?.addEventListener("submit", () => show(false));
  }
}

// A hint while a new password is typed: how much is missing, then that longer is stronger. The server judges.
export function strengthHints(page) {
  for (const hint of page.querySelectorAll("[data-strength]")) {
    const field = page.getElementById(hint.dataset.strength);
    const say = hint.dataset;
    let rest;
    field.addEventListener("input", () => {
      clearTimeout(rest);
      rest = setTimeout(() => (hint.textContent = words(say, field.value)), 400);
    });
  }
}

function words(say, typed) {
  const characters = [...typed];
  const missing = Number(say.shortest) - characters.length;
  if (characters.length === 0) return "";
  if (missing === 1) return say.one;
  if (missing > 0) return say.short.replace("{n}", missing);
  return characters.length >= 20 && new Set(characters).size >= 10 ? say.strong : say.enough;
}
