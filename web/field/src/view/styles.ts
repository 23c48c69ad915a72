/**
 * Styles of everything in the shadow root. Custom properties named `--foreword-…` are the theme: a page sets them on
 * `:root`. Lengths are in pixels and `em`, since `rem` belongs to the page.
 */
const css = `
:host {
  all: initial;
  position: absolute;
  top: 0;
  left: 0;
  z-index: 2147483647;
  width: 0;
  height: 0;
  pointer-events: none;
  font: var(--foreword-font, 14px/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif);
  --paper: var(--foreword-paper, light-dark(#fff, #1e1f1c));
  --ink: var(--foreword-ink, light-dark(#23211d, #e9e5da));
  --ink-soft: var(--foreword-ink-soft, light-dark(#6d685e, #a7a294));
  --ink-faint: var(--foreword-ink-faint, light-dark(#97917f, #7d786b));
  --line: var(--foreword-line, light-dark(#e2ddd0, #34352f));
  --accent: var(--foreword-accent, light-dark(#1f5f52, #8ecab8));
  --accent-soft: var(--foreword-accent-soft, light-dark(#e3eee9, #27352f));
  --own: var(--foreword-own, light-dark(#4d4a9a, #b5b2f2));
  --shadow: var(--foreword-shadow, 0 1px 2px rgb(0 0 0 / 12%), 0 12px 32px -12px rgb(0 0 0 / 40%));
}

* {
  box-sizing: border-box;
}

[hidden] {
  display: none !important;
}

.frame {
  position: absolute;
  overflow: hidden;
  transform-origin: 0 0;
}

/* Out of sight, but laid out: after a pause a long text would otherwise be laid out anew for one word. */
.frame[hidden] {
  display: block !important;
  visibility: hidden;
}

.mirror {
  position: absolute;
  visibility: hidden;
  white-space: pre-wrap;
}

.mirror[data-lines='one'] {
  display: grid;
  grid-template-columns: 100%;
  align-content: center;
  white-space: pre;
}

.ghost {
  visibility: visible;
  color: var(--foreword-ghost, color-mix(in srgb, var(--field-ink) 55%, transparent));
}

.hint,
.suggestions {
  position: absolute;
  pointer-events: auto;
  color: var(--ink);
}

.hint {
  display: flex;
  gap: 10px;
  padding: 2px 0;
  color: var(--ink-faint);
  font-size: 11px;
  font-variant-numeric: tabular-nums;
  cursor: default;
  white-space: nowrap;
}

.hint-more {
  display: flex;
  align-items: center;
  gap: 6px;
}

.suggestions {
  width: max-content;
  min-width: min(240px, 100%);
  padding: 5px;
  border: 1px solid var(--line);
  border-radius: 10px;
  background: var(--paper);
  box-shadow: var(--shadow);
  overflow-y: auto;
  overscroll-behavior: contain;
  animation: appear 90ms ease-out;
}

@keyframes appear {
  from {
    opacity: 0;
    transform: translateY(-4px);
  }
}

.option {
  display: grid;
  grid-template-columns: 1fr auto 44px;
  align-items: baseline;
  gap: 12px;
  padding: 6px 8px 6px 10px;
  border-radius: 6px;
  cursor: pointer;
}

.suggestions[data-for='fingers'] .option {
  grid-template-columns: 1fr auto;
  align-items: center;
  min-height: 44px;
}

.draft-take {
  color: var(--accent);
  font-weight: 600;
}

.option:hover,
.option[aria-selected='true'] {
  background: var(--accent-soft);
}

.draft {
  font: var(--foreword-draft-font, 15px/1.4 system-ui, -apple-system, 'Segoe UI', sans-serif);
  overflow-wrap: anywhere;
}

.own {
  text-decoration: underline 2px color-mix(in srgb, var(--own) 55%, transparent);
  text-underline-offset: 3px;
}

.option[data-explained] {
  box-shadow: inset 2px 0 var(--accent);
}

.suggestions[dir='rtl'] .option[data-explained] {
  box-shadow: inset -2px 0 var(--accent);
}

.why {
  padding: 0 8px 0 10px;
  color: var(--ink-soft);
  font-size: 12px;
}

.why:has(.why-parts) {
  margin-top: 5px;
  padding-block: 8px 5px;
  border-top: 1px solid var(--line);
}

.why-ask {
  display: flex;
  justify-content: flex-end;
  align-items: center;
  gap: 8px;
  width: 100%;
  padding: 4px 0 1px;
  border: 0;
  background: none;
  color: inherit;
  font: inherit;
  font-size: 11px;
  cursor: pointer;
}

.why-ask:hover {
  color: var(--ink);
}

.why-parts {
  display: flex;
  flex-wrap: wrap;
  gap: 6px 10px;
}

.why-part {
  display: grid;
  gap: 1px;
  padding-top: 2px;
  border-top: 2px solid var(--line);
}

.why-part[data-own] {
  border-color: var(--own);
}

.why-words {
  color: var(--ink);
  font: var(--foreword-draft-font, 15px/1.4 system-ui, -apple-system, 'Segoe UI', sans-serif);
}

.why-part[data-own] .why-source {
  color: var(--own);
}

.why-source {
  font-size: 11px;
}

.why-note {
  margin: 6px 0 0;
  overflow-wrap: anywhere;
}

.draft-begun {
  color: var(--ink-faint);
}

.chance {
  align-self: center;
  width: 24px;
  height: 3px;
  border-radius: 16px;
  background: linear-gradient(var(--ink-faint) 0 0) 0 / calc(var(--likelihood) * 100%) no-repeat var(--line);
  opacity: 0.7;
}

kbd {
  padding: 1px 6px;
  border: 1px solid var(--line);
  border-bottom-width: 2px;
  border-radius: 4px;
  background: var(--paper);
  color: var(--ink-soft);
  font: 11px/1.4 system-ui, -apple-system, 'Segoe UI', sans-serif;
  white-space: nowrap;
}

.option .key {
  justify-self: end;
}

.key::before {
  content: attr(data-label);
}

.option[aria-selected='true'] .key {
  border-color: color-mix(in srgb, var(--accent) 50%, var(--line));
  color: var(--accent);
}

.live {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}

@media print {
  :host {
    display: none;
  }
}

@media (prefers-reduced-motion: reduce) {
  .suggestions {
    animation: none;
  }
}

@media (forced-colors: active) {
  .ghost {
    color: GrayText;
  }

  .option[data-explained] {
    outline: 1px dashed Highlight;
    outline-offset: -2px;
  }

  .option[aria-selected='true'] {
    outline: 2px solid Highlight;
    outline-offset: -2px;
  }
}
`;

let sheet: CSSStyleSheet | undefined;

/** One style sheet for all overlays of the document; made when the first is. */
export function styleSheet(): CSSStyleSheet {
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
  }
  return sheet;
}
