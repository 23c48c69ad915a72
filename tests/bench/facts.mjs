import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));

/**
 * What a measurement was taken on and with.
 *
 * @param {string} script - Name of the script in this folder.
 * @param {Record<string, string | undefined>} options - Those given to it; of a path only the last part is kept.
 */
export function machineFacts(script, options) {
  const packageUrl = new URL('../../node_modules/@wllama/wllama/package.json', import.meta.url);
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return {
    date: new Date().toISOString(),
    commit:
      git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain') === '' ? '' : ' with changes'),
    command: [
      `node tests/bench/${script}`,
      ...given.map(([name, value]) => `--${name} ${basename(value)}`),
    ].join(' '),
    processor: cpus()[0]?.model.trim() ?? 'unknown processor',
    processors: cpus().length,
    peerVersion: existsSync(packageUrl) ? JSON.parse(readFileSync(packageUrl, 'utf8')).version : undefined,
  };
}

function git(...args) {
  try {
    return execFileSync('git', args, { cwd: here, encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}
