// What every page may use, in a few kilobytes: nothing here is needed, everything here helps.
import { copyButtons } from "./site/copy.js";
import { countCharacters } from "./site/count.js";
import { keepTyped } from "./site/keep.js";
import { printButtons } from "./site/print.js";
import { watchSession } from "./site/timeout.js";

copyButtons(document);
printButtons(document);
countCharacters(document);
keepTyped(document);
watchSession(document);

// What htmx puts into a page gets its buttons too.
document.addEventListener("htmx:after:swap", () => {
  copyButtons(document);
  countCharacters(document);
});
