import { expect, test } from 'vitest';
import { completeFile } from '../src/model/download.js';
import { Meter } from '../src/model/meter.js';
import { MemoryStore, type ServerOptions, modelBytes, newHash, never, serverOf, sourceOf } from './fakes.js';

const bytes = modelBytes(20_000);
const source = sourceOf(bytes);

const core = Promise.resolve({ createHash: newHash });

function start(options: ServerOptions) {
  const store = new MemoryStore();
  const server = serverOf(bytes, options);
  const run = async () =>
    completeFile(await store.open(source.sha256), source, {
      core,
      fetch: server.fetch,
      now: () => 0,
      timer: never,
      onProgress: () => undefined,
      meter: new Meter(source.bytes, 0),
      before: 0,
      storage: 'opfs',
    });
  return { store, server, run, stored: () => store.files.get(source.sha256) };
}

const html = { 'content-type': 'text/html; charset=utf-8' };
const page = `<!doctype html>\n<title>Moved</title>${' '.repeat(4_960)}`;
const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0123456789abcdef\nsize 98362432\n';
const unknown = { 'content-type': 'application/octet-stream' };

/** What servers send with status 200 in the place of a file, and what is said of it. */
const answers: [string, NonNullable<ServerOptions['instead']>, RegExp][] = [
  ['a page', { body: page, headers: { ...html, 'content-length': '5000' } }, /5000 bytes of text\/html/],
  ['a page of unknown length', { body: page, headers: html }, /some bytes of text\/html/],
  ['a compressed page', { body: page, headers: { ...html, 'content-encoding': 'br' } }, /text\/html/],
  ['a page under no type', { body: page }, /begins "<!doctype html> <title>Moved</],
  ['a message', { body: '{"error":"gone"}', headers: { 'content-type': 'application/json' } }, /json/],
  ['an XML error', { body: '<Error/>', headers: { 'content-type': 'application/xml' } }, /xml/],
  ['a pointer', { body: pointer, headers: { 'content-type': 'text/plain' } }, /begins "version https/],
  ['a short text', { body: 'Not found', headers: unknown }, /begins "Not found"/],
  [
    'a shorter file',
    { body: modelBytes(300), headers: { ...unknown, 'content-length': '300' } },
    /300 bytes instead of 20000/,
  ],
  [
    'a longer file',
    { body: modelBytes(30_000), headers: { ...unknown, 'content-length': '30000' } },
    /30000 bytes instead of 20000/,
  ],
];

test.each(answers)(
  '%s in the place of the model is told, and nothing of it is kept',
  async (_, instead, said) => {
    const { run, server, stored } = start({ instead });
    await expect(run()).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringMatching(said) as string,
    });
    expect(stored()).toEqual({ bytes: [], note: {} });
    server.options.instead = undefined;
    expect(await run()).toBe(20_000);
    expect(server.requests).toEqual([{}, {}]);
  },
);

test.each(answers)('%s instead of the rest leaves what arrived before', async (_, instead) => {
  const { run, server, stored } = start({ etag: '"1"', cutAfter: 7_000 });
  await expect(run()).rejects.toMatchObject({ code: 'network' });
  Object.assign(server.options, { instead, cutAfter: undefined });
  await expect(run()).rejects.toMatchObject({ code: 'model-missing' });
  expect(stored()).toEqual({ bytes: [...bytes.slice(0, 7_000)], note: { etag: '"1"' } });
  server.options.instead = undefined;
  expect(await run()).toBe(13_000);
});

test.each([
  // The type of a server that knows no other, with the right length.
  { ...html, 'content-length': '20000' },
  { 'content-type': 'text/plain' },
  // Compressed on the way: the length is that of other bytes.
  { ...unknown, 'content-length': '19000', 'content-encoding': 'gzip' },
  { 'content-length': 'many' },
])('the right file is taken under the headers %o', async (headers) => {
  const { run } = start({ headers });
  expect(await run()).toBe(20_000);
});
