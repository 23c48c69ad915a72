import { text } from '../primitives.js';
import { Refused, object } from '../schema.js';
import type { Database, MessageRow } from './database.js';
import type { Keyring } from './keyring.js';
import { type Key, openText, sealText } from './seal.js';
import type { StoredMessage } from './store.js';

const sealedSchema = object({ group: text, record: text });

/** Rows that are opened before other work gets its turn. */
const together = 32;

/** The rows that can be opened; those that can't are left where they are. */
export async function openRows(rows: readonly MessageRow[], keys: Keyring): Promise<StoredMessage[]> {
  const all: StoredMessage[] = [];
  for (let at = 0; at < rows.length; at += together) {
    const opened = await Promise.all(rows.slice(at, at + together).map((row) => openRow(row, keys)));
    all.push(...opened.filter((message) => message !== undefined));
  }
  return all;
}

async function openRow(row: MessageRow, keys: Keyring): Promise<StoredMessage | undefined> {
  try {
    const key = await keys.key(row.key);
    if (key === undefined) return undefined;
    const opened = sealedSchema(JSON.parse(await openText(row, key)), []);
    return opened instanceof Refused ? undefined : { id: row.id, ...opened };
  } catch {
    return undefined;
  }
}

export async function sealRow(
  { id, group, record }: StoredMessage,
  revision: number,
  key: Key,
): Promise<MessageRow> {
  return { id, revision, ...(await sealText(JSON.stringify({ group, record }), key)) };
}

/** The rows that share the keys of `ids`, these included. */
export async function sharing(database: Database, ids: readonly number[]): Promise<MessageRow[]> {
  const { store } = database.transaction('messages');
  const rows = await Promise.all(ids.map((id) => store.get(id)));
  const names = new Set(rows.flatMap((row) => (row === undefined ? [] : [row.key])));
  const index = store.index('key');
  return (await Promise.all([...names].map((name) => index.getAll(name)))).flat();
}
