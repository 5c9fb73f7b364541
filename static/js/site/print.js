export function printButtons(page) {
  for (const button of page.querySelectorAll("button[data-print][hidden]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}
