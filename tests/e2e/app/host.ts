import {
  cpSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { type Server, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeServiceWorker } from '../../../web/app/build/precache.js';

const built = fileURLToPath(new URL('../../../web/app/dist', import.meta.url));
const out = fileURLToPath(new URL('../out/versions', import.meta.url));

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

/** A host of static files, which can be given another version of the app, and switched off. */
export class Host {
  #server: Server | undefined;
  #port = 0;
  /** Paths that were asked for. */
  readonly asked: string[] = [];
  /** Sends the page up to this text, and the rest `ms` milliseconds later. */
  pause: { before: string; ms: number } | undefined;

  /** @param folder - What is served; `models` answers for the model's files; without it they never come. */
  constructor(
    public folder: string,
    private readonly models?: string,
  ) {}

  get url(): string {
    return `http://localhost:${this.#port}`;
  }

  async start(): Promise<void> {
    const server = createServer((incoming, outgoing) => {
      const path = new URL(incoming.url ?? '/', 'http://localhost').pathname;
      this.asked.push(path);
      if (path.startsWith('/models/')) {
        // Without a server of models they are on their way, for ever.
        if (this.models === undefined) return;
        const onward = request(new URL(path, this.models), { headers: incoming.headers }, (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(outgoing);
        });
        onward.end();
        return;
      }
      const file = join(this.folder, normalize(path === '/' ? '/index.html' : path));
      try {
        const content = statSync(file).isFile() ? readFileSync(file) : undefined;
        if (content === undefined) throw new Error('a folder');
        const cache = path.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-cache';
        outgoing.writeHead(200, { 'Content-Type': types[extname(file)] ?? '', 'Cache-Control': cache });
        const cut = this.pause && file.endsWith('.html') ? content.indexOf(this.pause.before) : -1;
        if (this.pause === undefined || cut < 0) outgoing.end(content);
        else {
          outgoing.write(content.subarray(0, cut));
          setTimeout(() => outgoing.end(content.subarray(cut)), this.pause.ms);
        }
      } catch {
        outgoing.writeHead(404, { 'Content-Type': 'text/plain' }).end('There is no such file.');
      }
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** The app as it was built. */
export function thisVersion(): string {
  return built;
}

/** The same app as another version: every file with a hash in its name has another name, and the page says so. */
export async function otherVersion(mark: string): Promise<string> {
  const folder = join(out, mark);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  cpSync(built, folder, { recursive: true });
  const assets = join(folder, 'assets');
  // The last letter of the hash becomes the version's mark.
  const names = readdirSync(assets).map((name) => [name, name.replace(/.(\.[a-z]+)$/, `${mark}$1`)] as const);
  for (const [name, other] of names) renameSync(join(assets, name), join(assets, other));
  for (const path of ['index.html', ...names.map(([, other]) => join('assets', other))]) {
    if (!/\.(html|js|css)$/.test(path)) continue;
    const text = names.reduce(
      (content, [name, other]) => content.replaceAll(name, other),
      readFileSync(join(folder, path), 'utf8'),
    );
    writeFileSync(
      join(folder, path),
      text.replace('<html lang="en"', `<html lang="en" data-version="${mark}"`),
    );
  }
  await writeServiceWorker(folder);
  return folder;
}
