// Copy buttons: shown only where a clipboard is to be had, and they say that they did it, to the eye and the ear.
export function copyButtons(page) {
  if (!navigator.clipboard) return;
  for (const button of page.querySelectorAll("button[data-copy][hidden]")) {
    button.hidden = false;
    const word = button.querySelector(".kit-copy__word");
    word.setAttribute("role", "status");
    const before = word.textContent;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy);
      } catch {
        return select(button.parentElement); // not allowed to: then let them copy it by hand
      }
      word.textContent = button.dataset.copied;
      setTimeout(() => (word.textContent = before), 3000);
    });
  }
}

function select(element) {
  getSelection().selectAllChildren(element);
}
