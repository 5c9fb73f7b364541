import { browserSupportsWebAuthn, startAuthentication, startRegistration } from "@simplewebauthn/browser";
import { outcome } from "./outcome.js";

// Shows the passkey buttons where a browser can use them, and runs the ceremony behind each.
export function passkeys(page) {
  for (const section of page.querySelectorAll("[data-passkey]")) {
    if (!browserSupportsWebAuthn()) {
      for (const note of page.querySelectorAll("[data-passkey-unsupported]")) note.hidden = false;
      return;
    }
    section.hidden = false;
    const button = section.querySelector("[data-passkey-button]");
    button.addEventListener("click", async () => {
      button.disabled = true;
      busy(section, true);
      say(section, "");
      await run(section);
      busy(section, false);
      button.disabled = false;
    });
  }
}

// run asks the server what to ask the passkey, asks it, and brings the answer back. It ends on the next page, or with
// a sentence about what happened and the button ready for another try.
async function run(section) {
  const begun = answered(section, await begin(section));
  if (!begun) return;
  const started = performance.now();
  let credential;
  try {
    const ask = { optionsJSON: begun.options };
    credential = section.dataset.passkey === "create" ? await startRegistration(ask) : await startAuthentication(ask);
  } catch (error) {
    say(section, sentence(section, outcome(error, performance.now() - started, begun.options.timeout)));
    return;
  }
  await finish(section, begun.ceremony, credential);
}

// begin starts a ceremony on the server, and gives its answer as it is; null when there was none.
export function begin(section) {
  return post(section.dataset.ceremony, {});
}

// finish hands the passkey's answer over and goes on where the server says.
export async function finish(section, ceremony, credential) {
  const done = answered(section, await post(section.dataset.answer, { ceremony, credential, next: section.dataset.next ?? "" }));
  if (done) location.assign(done.next);
}

function answered(section, answer) {
  if (!answer) {
    say(section, sentence(section, "offline"));
  } else if (answer.again) {
    location.reload(); // the session has ended or is not fresh: the page asks for what it needs
  } else if (answer.message) {
    say(section, answer.message);
  } else {
    return answer;
  }
  return null;
}

async function post(address, content) {
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(content),
    });
    return await answer.json();
  } catch {
    return null;
  }
}

function sentence(section, name) {
  return section.querySelector(`template[data-outcome="${name}"]`).content.textContent;
}

// say shows a sentence and brings the reader to it; "" takes the last one away.
export function say(section, text) {
  const box = section.querySelector("[data-passkey-said]");
  box.hidden = text === "";
  box.querySelector("p").textContent = text;
  if (text) box.focus();
}

function busy(section, waiting) {
  const status = section.querySelector("[data-passkey-busy]");
  status.textContent = waiting ? status.dataset.text : "";
}
