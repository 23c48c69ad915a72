import type { Activity } from '../backend/activity.js';
import type { CoreEngine } from '../core.js';
import { ForewordError } from '../errors.js';
import { type CoreLearned, type RecordChanges, mannerOf } from '../profile/core.js';
import type { HostSession } from './sessions.js';

/** A verb with its session as the host knows it. */
export interface HostVerb {
  verb: string;
  session?: HostSession | undefined;
  args: readonly unknown[];
}

/** Messages that are copied at once. */
const together = 40;

/**
 * The profile of a host. The engine on the processor has it; what that learns is copied to the engine on the graphics
 * card, which gets its copy when a session's texts are read there for the first time.
 */
export class HostProfile {
  #copies = new WeakMap<CoreEngine, Promise<void>>();

  constructor(private readonly activity: Activity) {}

  /** @param engines - The one on the processor, then the one in use, if that is another. */
  async call(engines: readonly CoreEngine[], { verb, session, args }: HostVerb): Promise<unknown> {
    const [own, ...others] = engines;
    const manner = mannerOf(verb);
    if (own === undefined || manner === undefined || (manner.session === 'first' && session === undefined)) {
      throw new ForewordError('bad-message', `no verb is named ${verb.slice(0, 80)}, or it needs a session`);
    }
    if (manner.session === 'first' && session !== undefined) {
      const used = others.at(-1) ?? own;
      if (used !== own) await this.copy(own, used);
      // It counts as a call, so that nothing else is measured meanwhile.
      const result = await this.activity.during(() =>
        Promise.resolve(run(used, verb, [session.idIn(used), ...args])),
      );
      if (manner.copies === 'changes' && result !== undefined) {
        const copies = engines.filter((engine) => engine === own || this.#copies.has(engine));
        for (const copy of copies) if (copy !== used) follow(copy, result as RecordChanges);
      }
      return result ?? null;
    }
    const result = await run(own, verb, session === undefined ? args : [...args, session.idIn(own)]);
    for (const other of others) {
      if (manner.copies === 'anew') this.#copies.delete(other);
      if (!this.#copies.has(other)) continue;
      if (session !== undefined) other.textFinished(session.idIn(other));
      if (manner.copies === 'same') await run(other, verb, args);
      if (manner.copies === 'changes') follow(other, result as RecordChanges | CoreLearned);
    }
    return result ?? null;
  }

  private copy(own: CoreEngine, other: CoreEngine): Promise<void> {
    const known = this.#copies.get(other);
    if (known !== undefined) return known;
    const copying = this.copied(own, other);
    this.#copies.set(other, copying);
    copying.catch(() => this.#copies.delete(other));
    return copying;
  }

  private async copied(own: CoreEngine, other: CoreEngine): Promise<void> {
    other.openProfile(own.profileState());
    for (let from = 0; ; from += together) {
      const { entries, total } = own.listMessages({ from, count: together });
      const ids = Float64Array.from(entries, ({ id }) => id);
      other.putMessages(own.messageRecords(ids).put.map(({ record }) => record));
      if (from + together >= total) break;
      // Keystrokes get their turn.
      await new Promise((resolve) => setTimeout(resolve));
    }
    other.startProfile();
  }
}

function run(engine: CoreEngine, verb: string, args: readonly unknown[]): unknown {
  return (engine[verb as keyof CoreEngine] as (...args: unknown[]) => unknown).apply(engine, [...args]);
}

function follow(engine: CoreEngine, result: RecordChanges | CoreLearned): void {
  const { put, removed, state } = 'changes' in result ? result.changes : result;
  if (put.length > 0) engine.putMessages(put.map(({ record }) => record));
  if (removed.length > 0) engine.removeMessages(Float64Array.from(removed));
  engine.setProfileState(state);
}
