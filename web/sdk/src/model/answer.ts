import { ForewordError } from '../errors.js';
import type { PackedSource } from '../types.js';

/** Media types of the answers of servers that don't have a file and answer 200 nevertheless. No model has one. */
const pages =
  /^(?:text\/html|application\/xhtml\+xml|(?:text|application)\/xml|application\/(?:[\w.-]+\+)?json)$/;

/** Bytes that tell a model file from a text. */
const startBytes = 32;

/**
 * Refuses an answer whose headers say that its body is something else than bytes `from..` of the file: a page in its
 * place, or a file of another length.
 *
 * @throws {ForewordError} `"model-missing"`
 */
export function checkHeaders(response: Response, source: PackedSource, from: number): void {
  const type = response.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const header = response.headers.get('content-length');
  const length = /^\d+$/.test(header ?? '') ? Number(header) : undefined;
  const expected = source.bytes - from;
  // A server that names every file a page is believed if the length is right: the hash is compared in any case.
  if (length === expected) return;
  if (pages.test(type)) throw wrongFile(source, `${length ?? 'some'} bytes of ${type}`, { type });
  if (length !== undefined && (isLengthOfBody(response) || length < expected / 2)) {
    throw wrongFile(source, `${length} bytes instead of ${expected}`, { expected, found: length });
  }
}

/**
 * Whether `content-length` counts the bytes of the body. If it is compressed on the way it counts others; answers of
 * other origins don't tell. But compressing a model never saves half of it.
 */
function isLengthOfBody(response: Response): boolean {
  return response.type !== 'cors' && !response.headers.has('content-encoding');
}

/**
 * The chunks of a file from its first byte on, as they are, unless it begins like a text. Every form of a model has
 * control characters in its first bytes; a page, a message and the pointers of version control have none.
 *
 * @throws {ForewordError} `"model-missing"`, before the first chunk.
 */
export async function* checkStart(
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
  source: PackedSource,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let start: Uint8Array<ArrayBuffer> | undefined = new Uint8Array();
  for await (const chunk of chunks) {
    if (start === undefined) {
      yield chunk;
      continue;
    }
    start = joined(start, chunk);
    if (start.length < startBytes) continue;
    refuseText(start, source);
    yield start;
    start = undefined;
  }
  if (start === undefined || start.length === 0) return;
  // A file that is all there is judged by its hash.
  if (start.length !== source.bytes) refuseText(start, source);
  yield start;
}

function refuseText(start: Uint8Array, source: PackedSource): void {
  const isText = (byte: number) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
  if (!start.subarray(0, startBytes).every(isText)) return;
  const text = new TextDecoder().decode(start.subarray(0, startBytes)).trim().replaceAll(/\s+/g, ' ');
  throw wrongFile(source, `a text that begins "${text}"`, { begins: text });
}

function wrongFile(
  source: PackedSource,
  what: string,
  details: Record<string, string | number>,
): ForewordError {
  return new ForewordError('model-missing', `no model at ${source.url}: the server sent ${what}`, details);
}

function joined(first: Uint8Array<ArrayBuffer>, second: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (first.length === 0) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
