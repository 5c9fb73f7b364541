// The design system compiles its colours in. This table says what each one is for, and recolour puts our custom
// properties (css/_tokens.scss and the department's theme) in their place. The build fails on a colour that nobody has
// given a purpose, so that no corner of a page stays white in the dark scheme.

// A pair is [where it colours words and icons, where it fills or draws a line].
const purposes = {
  "#1b1b1b": "ink",
  black: "ink",
  "#005ea2": "accent",
  "#1a4480": "accent-deep",
  "#162e51": "accent-deeper",
  "#d9e8f6": "accent-soft",
  "#54278f": "accent-deep", // visited links look like links: few of our addresses are visited twice
  "#2491ff": "focus",
  white: ["on-accent", "ground"],
  "#fff": ["on-accent", "ground"],
  "#f0f0f0": ["on-accent", "ground-soft"],
  "#dfe1e2": ["on-accent", "line"],
  "#a9aeb1": ["line-strong", "line-strong"],
  "#71767a": ["ink-soft", "line-strong"],
  "#565c65": ["ink-soft", "line-strong"],
  "#3d4551": ["ink-soft", "line-strong"],
  "#e6e6e6": "line",
  "#c9c9c9": ["line-strong", "line"],
  "#454545": "ink-soft",
  "#757575": ["ink-soft", "line-strong"],
  "#919191": "line-strong",
  "#b50909": "danger",
  "#d54309": "danger",
  "#f4e3db": "danger-soft",
  "#00a91c": "success",
  "#ecf3ec": "success-soft",
  "#ffbe2e": "warning",
  "#faf3d1": "warning-soft",
  "#00bde3": "info",
  "#e7f6f8": "info-soft",
  "#99deea": "accent-line",
  "#97d4ea": "accent-soft",
  "#e1f3f8": "accent-softer",
};

const colour = /#[0-9a-f]{3,8}\b|(?<![\w-])(?:white|black)(?![\w-])/gi;

export function recolour(sheet) {
  const unknown = new Set();
  sheet.walkDecls((d) => {
    if (d.prop.startsWith("--")) return;
    d.value = d.value.replace(colour, (found) => {
      const purpose = purposes[found.toLowerCase()];
      if (!purpose) {
        unknown.add(`${found} in ${d.prop} of ${d.parent.selector}`);
        return found;
      }
      const words = /^(color|fill|-webkit-text-fill-color)$/.test(d.prop);
      return `var(--${Array.isArray(purpose) ? purpose[words ? 0 : 1] : purpose})`;
    });
  });
  if (unknown.size) throw new Error("colours without a purpose:\n  " + [...unknown].join("\n  "));
}
