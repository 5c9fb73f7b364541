import { browserSupportsWebAuthnAutofill, startAuthentication } from "@simplewebauthn/browser";
import { begin, finish } from "./ceremony.js";

// The browser's list under the e-mail field offers passkeys too. A ceremony lives for a minute on the server, so the
// offer is made anew before it is over, while someone looks at the page, and for a quarter of an hour at most.
const renewMs = 50_000;
const offers = 18;

export async function autofill(page) {
  const section = page.querySelector("[data-autofill]");
  if (!section || !(await browserSupportsWebAuthnAutofill())) return;
  let left = offers;
  const offer = async () => {
    if (page.hidden || left-- <= 0 || section.querySelector("button").disabled) return;
    const begun = await begin(section);
    if (!begun?.options) return; // nobody asked for anything yet: there is nothing to say
    try {
      const credential = await startAuthentication({ optionsJSON: begun.options, useBrowserAutofill: true });
      await finish(section, begun.ceremony, credential);
    } catch {
      // A newer offer, or the button, took this one's place; or the list was closed. Nothing to say.
    }
  };
  offer();
  setInterval(offer, renewMs);
}
