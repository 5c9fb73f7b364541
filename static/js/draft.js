// A message that is being written saves itself, and one that is being sent counts down. Nothing here is needed: the buttons of
// the page do the same.
const savesAfter = 10_000; // milliseconds after the last change

for (const form of document.querySelectorAll("form[data-draft]")) autosave(form);
for (const held of document.querySelectorAll("[data-held]")) countDown(held);

function autosave(form) {
  const said = form.querySelector("[data-draft-said]");
  let waits, saving, stopped;
  let kept = typed();

  form.addEventListener("input", () => {
    clearTimeout(waits);
    waits = setTimeout(save, savesAfter);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waits);
    stopped = true;
  });
  // Whoever turns to another tab, or closes this one, may not come back to it.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });

  function typed() {
    const fields = new URLSearchParams(new FormData(form));
    fields.delete("version");
    return fields.toString();
  }

  async function save() {
    clearTimeout(waits);
    if (stopped || typed() === kept) return;
    if (saving) {
      waits = setTimeout(save, 1000); // one at a time: the second needs to know the first one's version
      return;
    }
    saving = true;
    const sent = typed();
    const answer = await fetch(form.dataset.draftSave, { method: "POST", body: new URLSearchParams(new FormData(form)), keepalive: true }).catch(() => null);
    saving = false;
    if (!answer || answer.status === 401 || answer.status >= 500) {
      tell(said.dataset.failed);
      waits = setTimeout(save, savesAfter);
      return;
    }
    tell(await answer.text());
    if (!answer.ok) {
      stopped = answer.status === 409; // another page has a newer one: this one overwrites nothing, and says so when it is sent
      return;
    }
    kept = sent;
    form.elements.version.value = answer.headers.get("Draft-Version");
    if ("draftFresh" in form.dataset) {
      delete form.dataset.draftFresh;
      if (!form.elements.case) { // a new matter has an address now, and a reload finds it
        history.replaceState(null, "", answer.headers.get("Draft-Address"));
        form.action = answer.headers.get("Draft-Address");
      }
    }
    form.dispatchEvent(new CustomEvent("draft:saved", { bubbles: true }));
  }

  function tell(text) {
    if (said.textContent !== text) said.textContent = text;
  }
}

function countDown(held) {
  const said = held.querySelector("[data-held-said]");
  const next = held.querySelector("[data-held-next]");
  const ends = performance.now() + Number(held.dataset.held) * 1000;
  const tick = setInterval(() => {
    const left = Math.ceil((ends - performance.now()) / 1000);
    if (left > 0) {
      said.textContent = said.dataset.left.replace("{n}", left);
      return;
    }
    if (left > -1) return; // the server sends within a second
    clearInterval(tick);
    location.assign(next.href);
  }, 250);
}
