/** The licences of the npm packages whose code a bundle contains. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** @param inputs - Paths of bundled files, relative to `folder`. */
export function notices(folder, inputs) {
  const packages = new Set();
  for (const input of inputs) {
    const [, path] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(resolve(folder, input)) ?? [];
    if (path !== undefined && existsSync(join(path, 'package.json'))) packages.add(path);
  }
  return [...packages].sort().map(notice).join('\n');
}

function notice(path) {
  const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  const file = readdirSync(path).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no licence file`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(path, file), 'utf8').trim()}\n`;
}
