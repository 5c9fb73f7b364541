// Builds what pages are dressed with: static/css, static/js and static/images into static/dist, from where the binary
// embeds them. Run it as "make assets" (npm ci, then this). When nothing it reads has changed it does nothing.
//
// Every file gets a checksum in its name and, where it helps, .br and .gz forms beside it; manifest.json tells the
// binary which name belongs to what pages ask for.
import fs from "node:fs";
import path from "node:path";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync, constants } from "node:zlib";
import { classesInUse, dress } from "./build/css.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(here);
const dist = path.join(here, "dist");
const stampFile = path.join(dist, ".stamp");

const classes = classesInUse(root);
const stamp = checksum(inputs().map((f) => f + checksum(fs.readFileSync(f))).join("\n") + [...classes].sort().join(" "));
if (fs.existsSync(stampFile) && fs.readFileSync(stampFile, "utf8") === stamp) {
  process.exit(0);
}

const started = Date.now();
for (const name of fs.readdirSync(dist)) {
  if (name !== ".gitkeep") fs.rmSync(path.join(dist, name));
}

const manifest = {};
const report = [];

await fonts();
images();
await styles();
await scripts();
fs.writeFileSync(path.join(dist, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
fs.writeFileSync(stampFile, stamp);
console.log(report.join("\n"));
console.log(`static/dist built in ${((Date.now() - started) / 1000).toFixed(1)} s`);

// fonts: Public Sans in two weights, cut down to what English, Spanish and our punctuation need.
async function fonts() {
  const { default: subset } = await import("subset-font");
  let letters = "–—‘’“”„…•·×→←↑↓≤≥✓€™ ‑"; // the last two: no-break space and hyphen
  for (let c = 0x20; c < 0x7f; c++) letters += String.fromCharCode(c);
  for (let c = 0xa0; c < 0x100; c++) letters += String.fromCharCode(c);
  const from = path.join(root, "node_modules/@uswds/uswds/dist/fonts/public-sans");
  for (const [name, file] of [["public-sans.woff2", "PublicSans-Regular.ttf"], ["public-sans-bold.woff2", "PublicSans-Bold.ttf"]]) {
    put(name, await subset(fs.readFileSync(path.join(from, file)), letters, { targetFormat: "woff2" }));
  }
  // On paper, names of people are written as they write them: the same letters, and those of Central Europe and Vietnam.
  let names = letters;
  for (let c = 0x100; c < 0x250; c++) names += String.fromCharCode(c);
  for (let c = 0x1e00; c < 0x1f00; c++) names += String.fromCharCode(c);
  for (const [name, file] of [["paper.ttf", "PublicSans-Regular.ttf"], ["paper-bold.ttf", "PublicSans-Bold.ttf"]]) {
    put(name, await subset(fs.readFileSync(path.join(from, file)), names, { targetFormat: "truetype" }));
  }
}

function images() {
  for (const name of fs.readdirSync(path.join(here, "images"))) {
    put(name, fs.readFileSync(path.join(here, "images", name)));
  }
}

async function styles() {
  for (const name of ["site", "desk"]) {
    put(name + ".css", await dress(path.join(here, "css", name + ".scss"), { root, classes, address: picture }));
  }
}

async function scripts() {
  const { build } = await import("esbuild");
  for (const name of ["site", "desk", "passkey", "camera", "upload", "draft"]) {
    const made = await build({
      entryPoints: [path.join(here, "js", name + ".js")],
      bundle: true, minify: true, write: false, format: "iife", target: "es2022", legalComments: "none",
    });
    put(name + ".js", Buffer.from(made.outputFiles[0].contents));
  }
}

// picture is the name under which a style sheet finds a file: one of ours, a font, or one of the design system's.
function picture(url) {
  const name = path.basename(url);
  if (!manifest[name]) {
    put(name, fs.readFileSync(path.join(root, "node_modules/@uswds/uswds/dist", url.replace(/^(\.\.\/)+/, ""))));
  }
  return manifest[name];
}

function put(name, content) {
  const ext = path.extname(name);
  const built = path.basename(name, ext) + "." + checksum(content).slice(0, 8) + ext;
  manifest[name] = built;
  fs.writeFileSync(path.join(dist, built), content);
  let line = `${String(content.length).padStart(7)}  ${built}`;
  if ([".css", ".js", ".svg"].includes(ext)) {
    const br = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
    const gz = gzipSync(content, { level: 9 });
    for (const [suffix, packed] of [[".br", br], [".gz", gz]]) {
      if (packed.length < content.length) fs.writeFileSync(path.join(dist, built + suffix), packed);
    }
    line += `  (${br.length} compressed)`;
  }
  report.push(line);
}

function inputs() {
  const files = [path.join(root, "package-lock.json"), fileURLToPath(import.meta.url)];
  for (const folder of ["build", "css", "js", "images"]) {
    for (const name of fs.readdirSync(path.join(here, folder), { recursive: true })) {
      const file = path.join(here, folder, name);
      if (fs.statSync(file).isFile()) files.push(file);
    }
  }
  return files.sort();
}

function checksum(content) {
  return createHash("sha256").update(content).digest("hex");
}
