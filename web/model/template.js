/* eslint-disable no-undef -- `build.mjs` puts the addresses in. */

const here = import.meta.url;
const names = Object.keys(addresses);

/** Where a file is if nothing has been done about the addresses above. */
const naive = (name) => new URL(['.', name].join('/'), here).href;

/** This script is where the package has it, and so are the files. */
const isAsPackaged = /\/foreword-model(@[^/]*)?\/dist\/index\.js$/.test(here);

/** Vite's development server before version 8 moves this script and leaves the files. */
const isMovedByVite = /\/node_modules\/\.vite\/deps\/[^/]+$/.test(here);

/** A bundler moved this script and left the files behind. */
const areLeftBehind = !isAsPackaged && names.every((name) => addresses[name] === naive(name));

function found() {
  if (!areLeftBehind) return addresses;
  if (!isMovedByVite) return undefined;
  const left = new URL(['..', '..', 'foreword-model', 'dist', ''].join('/'), here);
  return Object.fromEntries(names.map((name) => [name, new URL(name, left).href]));
}

/** The address of each file of weights, or `undefined` where a bundler left the files behind. */
export const files = /* @__PURE__ */ found();
