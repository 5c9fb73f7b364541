// Says how many characters are left: to the eye at once, to a screen reader when typing rests.
const restMs = 1000;

export function countCharacters(page) {
  for (const area of page.querySelectorAll("textarea[data-limit]:not([data-counted])")) {
    area.dataset.counted = "";
    const shown = page.getElementById(area.dataset.count);
    const said = page.getElementById(area.dataset.count + "-said");
    let rest;
    const count = () => {
      // Characters as we count them on the server: code points, and a line end is one.
      const left = Number(area.dataset.limit) - [...area.value].length;
      shown.textContent = words(shown.dataset, left);
      shown.classList.toggle("kit-over", left < 0);
      clearTimeout(rest);
      rest = setTimeout(() => (said.textContent = shown.textContent), restMs);
    };
    area.addEventListener("input", count);
    if (area.value) count();
  }
}

function words(say, left) {
  if (left === 1) return say.oneLeft;
  if (left === -1) return say.oneOver;
  return (left < 0 ? say.over : say.left).replace("{n}", Math.abs(left).toLocaleString("en-US"));
}
