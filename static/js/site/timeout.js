// Warns before a session ends, lets one key extend it, and says both aloud. The server decides; this only counts, by
// a clock that cannot be set (performance.now), and hears from other tabs of the same browser.
export function watchSession(page) {
  const dialog = page.getElementById("timeout");
  if (!dialog) return;
  const said = page.getElementById("timeout-said");
  const text = page.getElementById("timeout-text");
  const say = dialog.dataset;
  const tabs = new BroadcastChannel("session");
  let ends, limit, lastSaid;

  const set = (endsIn, limitIn) => {
    const now = performance.now();
    ends = now + endsIn * 1000;
    limit = now + limitIn * 1000;
  };
  set(Number(say.endsIn), Number(say.limitIn));
  tabs.postMessage({ endsIn: Number(say.endsIn), limitIn: Number(say.limitIn) });
  tabs.onmessage = ({ data }) => {
    set(data.endsIn, data.limitIn);
    dialog.close();
  };

  setInterval(() => {
    const left = Math.ceil((Math.min(ends, limit) - performance.now()) / 1000);
    if (left <= 0) {
      const back = encodeURIComponent(location.pathname + location.search);
      location.assign(`${say.signIn}?ended=1&next=${back}`);
    } else if (left <= Number(say.warn)) {
      warn(left);
    }
  }, 1000);

  function warn(left) {
    const last = limit <= ends;
    text.textContent = (last ? say.last : say.left).replace("{time}", spoken(left));
    dialog.querySelector("button").hidden = last; // nothing extends the limit
    if (!dialog.open) dialog.showModal();
    // A screen reader hears it when it opens, then each half minute and at the last ten seconds.
    if (left !== lastSaid && (left % 30 === 0 || left === 10)) said.textContent = text.textContent;
    lastSaid = left;
  }

  function spoken(seconds) {
    if (seconds > 90) return say.minutes.replace("{n}", Math.ceil(seconds / 60));
    if (seconds === 60) return say.minute;
    return say.seconds.replace("{n}", seconds);
  }

  dialog.addEventListener("cancel", (event) => {
    event.preventDefault(); // Escape means "go away": the kindest reading is "I am still here"
    extend();
  });
  dialog.querySelector("form").addEventListener("submit", (event) => {
    if (event.submitter?.getAttribute("form") === "sign-out") return;
    event.preventDefault();
    extend();
  });

  async function extend() {
    const answer = await fetch(dialog.querySelector("form").getAttribute("action"), { method: "POST" }).catch(() => null);
    if (answer?.status === 401) return void location.reload();
    if (!answer?.ok) return; // no connection just now: the warning stays, and the button can be pressed again
    const left = { endsIn: Number(answer.headers.get("Session-Ends-In")), limitIn: Number(answer.headers.get("Session-Limit-In")) };
    set(left.endsIn, left.limitIn);
    tabs.postMessage(left);
    dialog.close();
    said.textContent = say.extended;
  }
}
