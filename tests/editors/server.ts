import { readFile } from 'node:fs/promises';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const types: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css' };

/** As strict as the editors bear: they put style sheets into the page. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src data: blob:; connect-src 'self'";

/** Serves `/NAME` as the page of a fixture, and what was bundled. */
export async function serve(): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://localhost');
    void answer(pathname).then(
      ({ type, body }) => {
        response.writeHead(200, {
          'content-type': `${type}; charset=utf-8`,
          'content-security-policy': policy,
        });
        response.end(body);
      },
      () => {
        response.writeHead(404).end();
      },
    );
  });
  const { port } = await listening(server);
  return { url: `http://localhost:${port}`, close: () => server.close() };
}

async function answer(path: string): Promise<{ type: string; body: string }> {
  const [, name = '', ending] = /^\/([a-z]+)(?:\.(js|css))?$/.exec(path) ?? [];
  if (ending !== undefined) {
    const body = await readFile(new URL(`out/${name}.${ending}`, import.meta.url), 'utf8');
    return { type: types[ending] ?? '', body };
  }
  const page = await readFile(new URL('page.html', import.meta.url), 'utf8');
  return { type: 'text/html', body: page.replace('EDITOR', name) };
}

function listening(server: Server): Promise<AddressInfo> {
  return new Promise((resolve) => {
    server.listen(0, 'localhost', () => {
      resolve(server.address() as AddressInfo);
    });
  });
}
