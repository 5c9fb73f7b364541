// Files of a message, each sent by itself in parts. After a lost connection they go on by themselves; after a reload, when
// they are chosen again. Without this script the form sends them.
const partSize = 1 << 20; // bytes
const patience = [1, 2, 5, 10, 20, 30]; // seconds between tries

for (const area of document.querySelectorAll("[data-uploads]")) uploads(area);

function uploads(area) {
  const list = area.querySelector("[data-uploads-list]");
  const said = area.querySelector("[data-uploads-said]");
  const input = area.querySelector("input[type=file]");
  area.querySelector("[data-uploads-plain]").hidden = true;
  let queue = Promise.resolve();

  input.addEventListener("change", () => {
    const files = [...input.files];
    input.value = ""; // the same file can be chosen again
    for (const file of files) {
      const row = rowOf(file);
      queue = queue.then(() => send(file, row)).catch(() => row.tell(words("failed", file), true));
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (list.querySelector("[data-upload-going]")) event.preventDefault();
  });

  async function send(file, row) {
    const fields = new URLSearchParams({ name: file.name, size: file.size, mark: `${file.name}/${file.size}/${file.lastModified}` });
    let answer = await ask(file, row, () => fetch(area.dataset.uploads, { method: "POST", body: fields }));
    if (!answer.ok) return refused(file, row, answer);
    const address = answer.headers.get("Upload-Address");
    row.removal(answer.headers.get("Upload-Removal"));
    do {
      const at = Number(answer.headers.get("Upload-Offset"));
      row.progress(at);
      const part = file.slice(at, at + partSize);
      answer = await ask(file, row, () => fetch(address, { method: "POST", body: part, headers: { "Content-Type": "application/octet-stream", "Upload-Offset": String(at) } }));
      if (!answer.ok && answer.status !== 409) return refused(file, row, answer);
      if (!answer.headers.has("Upload-State")) return refused(file, row, answer);
    } while (answer.headers.get("Upload-State") === "uploading");
    row.tell(words("done", file, { status: await answer.text() }), false);
  }

  // ask tries again for as long as nobody answers, or the answer is to wait.
  async function ask(file, row, request) {
    for (let tries = 0; ; tries++) {
      const answer = await request().catch(() => null);
      if (answer && answer.status !== 429 && answer.status < 500) return answer;
      row.tell(words("waits", file), true, true);
      const rest = Number(answer?.headers.get("Retry-After")) || patience[Math.min(tries, patience.length - 1)];
      await new Promise((done) => setTimeout(done, rest * 1000));
    }
  }

  async function refused(file, row, answer) {
    const plain = answer.headers.get("Content-Type")?.startsWith("text/plain");
    row.tell(plain ? await answer.text() : words("failed", file), true);
  }

  function words(which, file, more = {}) {
    let text = area.dataset[which].replace("{name}", file.name);
    for (const [name, value] of Object.entries(more)) text = text.replace(`{${name}}`, value);
    return text;
  }

  function rowOf(file) {
    const row = make("li", "kit-files__one");
    const box = make("div", "kit-files__words");
    const status = make("span", "kit-files__size");
    const bar = make("progress", "kit-files__bar");
    bar.max = Math.max(1, file.size);
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    box.append(make("span", "kit-files__name", file.name), status, bar);
    row.append(box);
    row.dataset.uploadGoing = "";
    list.append(row);
    area.querySelector("[data-uploads-none]")?.remove();
    let spoken = 0;
    const show = (text) => (status.textContent = text.replace(`${file.name}: `, "")); // the name stands beside it
    return {
      progress(at) {
        bar.value = at;
        const percent = Math.floor((at * 100) / Math.max(1, file.size));
        show(words("sending", file, { n: percent }));
        if (performance.now() - spoken > 3000) { // a screen reader hears each file now and then, not each part
          spoken = performance.now();
          said.textContent = words("sending", file, { n: percent });
        }
      },
      tell(text, wrong, going = false) {
        show(text);
        said.textContent = text;
        status.classList.toggle("kit-files__wrong", wrong);
        if (going) return;
        bar.remove();
        delete row.dataset.uploadGoing;
      },
      removal(address) {
        if (box.querySelector("form") || !address) return;
        const form = make("form");
        form.method = "post";
        form.action = address;
        const button = make("button", "kit-quiet-button", area.dataset.remove);
        button.append(make("span", "usa-sr-only", `: ${file.name}`));
        form.append(button);
        box.append(form);
        form.addEventListener("submit", () => delete row.dataset.uploadGoing);
      },
    };
  }
}

function make(tag, name = "", text = "") {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.textContent = text;
  return element;
}
