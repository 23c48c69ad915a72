import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * Serves the built page: `FOREWORD_URL`, if someone does already, else `cargo xtask serve`, whose first line says where
 * it listens. Returns what ends it.
 */
export default async function start(): Promise<(() => Promise<void>) | undefined> {
  if (process.env['FOREWORD_URL'] !== undefined) return undefined;
  const { url, stop } = await serve();
  process.env['FOREWORD_URL'] = url;
  return stop;
}

export async function serve(): Promise<{ url: string; stop: () => Promise<void> }> {
  const cwd = new URL('../..', import.meta.url);
  // A process group of its own, since cargo starts the server as a child of its own.
  const child = spawn('cargo', ['xtask', 'serve', '--port', '0'], {
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = () => end(child);
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^listening on (http:\/\/localhost:\d+)/.exec(line)?.[1];
    if (url !== undefined) return { url, stop };
  }
  await stop();
  throw new Error('`cargo xtask serve` ended before it listened; has the page been built?');
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-child.pid);
  await ended;
}
