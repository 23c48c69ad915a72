/**
 * Bytes and dates in messages, which some browsers send as JSON: each becomes an object with one member that says what it
 * is. Everything else stays as it is.
 */

const bytesKey = '$bytes';
const dateKey = '$date';

/** Characters that one call may be given. */
const chunk = 0x8000;

export function encoded(value: unknown): unknown {
  if (value instanceof Uint8Array) return { [bytesKey]: base64(value) };
  if (value instanceof Date) return { [dateKey]: value.getTime() };
  if (Array.isArray(value)) return value.map(encoded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, encoded(member)]));
}

export function decoded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decoded);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value) as [string, unknown][];
  const [only] = entries;
  if (entries.length === 1 && only !== undefined) {
    const [key, member] = only;
    if (key === bytesKey && typeof member === 'string') return bytes(member);
    if (key === dateKey && typeof member === 'number') return new Date(member);
  }
  return Object.fromEntries(entries.map(([key, member]) => [key, decoded(member)]));
}

function base64(data: Uint8Array): string {
  let text = '';
  for (let at = 0; at < data.length; at += chunk)
    text += String.fromCharCode(...data.subarray(at, at + chunk));
  return btoa(text);
}

function bytes(text: string): Uint8Array {
  const raw = atob(text);
  return Uint8Array.from({ length: raw.length }, (_, at) => raw.charCodeAt(at));
}
