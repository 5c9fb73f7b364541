// Makes one style sheet: Sass, then only the classes that templates use, then the design system's fixed colours turned
// into custom properties (so that one sheet serves light, dark and every department's accent), then addresses.
import fs from "node:fs";
import path from "node:path";
import postcss from "postcss";
import { recolour } from "./colours.mjs";

export async function dress(entry, { root, classes, address }) {
  const sass = await import("sass");
  const { transform } = await import("esbuild");
  const compiled = await sass.compileAsync(entry, {
    loadPaths: [path.join(root, "node_modules/@uswds/uswds/packages")],
    quietDeps: true,
    logger: sass.Logger.silent,
  });
  const sheet = postcss.parse(compiled.css);
  prune(sheet, classes);
  recolour(sheet);
  sheet.walkDecls((d) => {
    d.value = d.value.replace(/url\((["']?)([^"')]+)\1\)/g, (_, q, url) => `url(${address(url)})`);
  });
  // Pages from 2022 on: what the look needs (custom properties, :is, dialog, media ranges) is there from then.
  const small = await transform(sheet.toString(), { loader: "css", minify: true, target: ["chrome105", "firefox110", "safari16"] });
  return Buffer.from(small.code);
}

// classesInUse are the design system's classes that templates name. A name that ends in a hyphen ("usa-alert--" + tone)
// stands for all that begin with it.
export function classesInUse(root) {
  const found = new Set();
  for (const folder of ["templ", "views"]) {
    if (!fs.existsSync(path.join(root, folder))) continue;
    for (const name of fs.readdirSync(path.join(root, folder), { recursive: true })) {
      if (!/\.(templ|go)$/.test(name) || /_(templ|test)\.go$/.test(name)) continue;
      const text = fs.readFileSync(path.join(root, folder, name), "utf8");
      for (const [c] of text.matchAll(/\b(?:usa|grid)-[\w-]+/g)) found.add(c);
    }
  }
  return found;
}

function prune(sheet, classes) {
  const prefixes = [...classes].filter((c) => c.endsWith("-"));
  const used = (c) => classes.has(c) || prefixes.some((p) => c.startsWith(p));
  const alive = (selector) =>
    // What stands in :not() needs nobody to use it.
    [...selector.replace(/:not\([^)]*\)/g, "").matchAll(/\.((?:usa|grid)-[\w-]+)/g)].every(([, c]) => used(c));
  sheet.walkRules((rule) => {
    if (rule.parent.type === "atrule" && /keyframes/.test(rule.parent.name)) return;
    const kept = rule.selectors.filter(alive);
    if (kept.length === 0) rule.remove();
    else if (kept.length < rule.selectors.length) rule.selectors = kept;
  });
  sheet.walkAtRules((at) => {
    if (at.nodes && at.nodes.length === 0) at.remove();
  });
  sheet.walkComments((c) => c.remove());
}
