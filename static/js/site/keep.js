// Keeps what is typed into a <form data-keep="name"> in this tab until it is sent: over a time-out, a new sign-in and a
// reload. It stays in the browser's session storage, under the account's key, never holds passwords, codes or files,
// and is gone when the form was sent, when someone else signs in, and at sign-out.
const prefix = "kept:";

export function keepTyped(page) {
  const account = page.body.dataset.account ?? "";
  const signingIn = /^(\/[a-z]{2})?\/sign-in(\/|$)/.test(location.pathname);
  const forms = new Map([...page.querySelectorAll("form[data-keep]")].map((f) => [key(f), f]));

  for (const [name, kept] of all()) {
    if (signingIn) {
      write(name, { ...kept, signedInAgain: true }); // it was not sent: it waits behind this sign-in
    } else if (kept.account && kept.account !== account) {
      sessionStorage.removeItem(name);
    } else if (kept.sent && !kept.signedInAgain) {
      sessionStorage.removeItem(name); // it was sent, and we are past it
    }
  }
  for (const [name, form] of forms) {
    const kept = read(name);
    // A form that came back with errors has what was typed already, from the server.
    if (kept && !page.getElementById("error-summary")) restore(form, kept.fields);
    if (kept) write(name, { account, fields: kept.fields });
    form.addEventListener("input", () => write(name, { account, fields: typed(form) }));
    form.addEventListener("submit", () => write(name, { account, fields: typed(form), sent: true }));
  }
  page.getElementById("sign-out")?.addEventListener("submit", () => {
    for (const [name] of all()) sessionStorage.removeItem(name);
  });
}

function key(form) {
  return prefix + form.dataset.keep;
}

function all() {
  return Object.keys(sessionStorage)
    .filter((name) => name.startsWith(prefix))
    .map((name) => [name, read(name)])
    .filter(([, kept]) => kept);
}

function read(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name));
  } catch {
    return null;
  }
}

function write(name, kept) {
  try {
    sessionStorage.setItem(name, JSON.stringify(kept));
  } catch {
    // The storage is full or forbidden: the form still works, it only keeps nothing.
  }
}

function fields(form) {
  return [...form.elements].filter(
    (e) => e.name && !["password", "file", "hidden", "submit", "button"].includes(e.type) && e.autocomplete !== "one-time-code",
  );
}

function typed(form) {
  return fields(form).map((e) => [e.name, /^(radio|checkbox)$/.test(e.type) ? (e.checked ? e.value : null) : e.value]);
}

function restore(form, kept) {
  let changed = false;
  fields(form).forEach((e, i) => {
    const [name, value] = kept[i] ?? [];
    if (name !== e.name) return; // the form is another than it was: leave the rest alone
    if (/^(radio|checkbox)$/.test(e.type)) {
      const checked = value === e.value;
      changed ||= e.checked !== checked;
      e.checked = checked;
    } else if (value !== e.value) {
      e.value = value;
      changed = true;
    }
  });
  const note = form.querySelector("[data-kept-note]");
  if (changed && note) note.hidden = false;
}
