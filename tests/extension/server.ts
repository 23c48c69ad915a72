import { readFile } from 'node:fs/promises';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pages } from './pages.js';

/** As strict as the editors bear: they put style sheets into the page. */
const editorsPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src data: blob:; connect-src 'self'";

interface Answer {
  readonly type: string;
  readonly body: string;
  readonly policy?: string | undefined;
}

/** Serves `/page/NAME`, `/editor/NAME` and `/NAME.js`; notes which addresses were asked for. */
export async function serve(): Promise<{ url: string; other: string; close: () => void }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://localhost');
    void answer(pathname).then(
      ({ type, body, policy }) => {
        response.writeHead(200, {
          'content-type': `${type}; charset=utf-8`,
          ...(policy !== undefined && { 'content-security-policy': policy }),
        });
        response.end(body);
      },
      () => {
        response.writeHead(404).end();
      },
    );
  });
  const { port } = await listening(server);
  // Two names of one machine: two origins, and two sites.
  return { url: `http://localhost:${port}`, other: `http://127.0.0.1:${port}`, close: () => server.close() };
}

async function answer(path: string): Promise<Answer> {
  const script = /^\/([a-z]+)\.js$/.exec(path)?.[1];
  if (script !== undefined) {
    const body = await readFile(new URL(`out/${script}.js`, import.meta.url), 'utf8');
    return { type: 'text/javascript', body };
  }
  const editor = /^\/editor\/([a-z]+)$/.exec(path)?.[1];
  if (editor !== undefined) {
    const body = `<!doctype html><title>${editor}</title><button id="before">Before</button><script type="module" src="/${editor}.js"></script>`;
    return { type: 'text/html', body, policy: editorsPolicy };
  }
  const page = pages.find(({ name }) => path === `/page/${name}`);
  if (page !== undefined) {
    return {
      type: 'text/html',
      body: `<!doctype html><title>${page.name}</title>${page.html}`,
      policy: page.policy,
    };
  }
  if (path === '/idle') return { type: 'text/html', body: '<!doctype html><title>idle</title><p>No field.' };
  if (path === '/favicon.ico') return { type: 'image/x-icon', body: '' };
  throw new Error(`there is no ${path}`);
}

function listening(server: Server): Promise<AddressInfo> {
  return new Promise((resolve) => {
    server.listen(0, () => {
      resolve(server.address() as AddressInfo);
    });
  });
}
