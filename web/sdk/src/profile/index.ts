/** All that is loaded with the first use of a profile. */

import { text } from '../primitives.js';
import { draftSchema } from '../answer-schemas.js';
import { contextSchema } from '../schemas.js';
import type { Context, Draft, SessionOptions } from '../types.js';
import { validate } from '../validate.js';
import { Ahead } from './ahead.js';
import { ProfileClient } from './client.js';
import { Keeper, type KeeperEngine } from './keeper.js';
import { openStore } from './open.js';
import type { ProfileStore } from './store.js';
import type { Learned, Why } from './types.js';

/** What a profile needs of its engine. */
export interface OpenParts extends KeeperEngine {
  /** Names the model, once it is loaded. */
  model: () => string;
}

/** A draft that was taken, or its beginning. */
export interface Accepted {
  context: Context;
  draft: Draft;
  taken?: string | undefined;
}

/** An engine's profile, opened. */
export class OpenProfile {
  readonly profile: ProfileClient;
  readonly #keeper: Keeper;
  readonly #ahead: Ahead;

  constructor(open: () => Promise<ProfileStore>, engine: OpenParts) {
    this.#keeper = new Keeper(engine, open);
    this.#ahead = new Ahead({ keeper: this.#keeper, model: engine.model });
    this.profile = new ProfileClient(this.#keeper);
  }

  /** The engine is ready: brings the profile to it. */
  begin(): Promise<void> {
    return this.#keeper.look(() => Promise.resolve());
  }

  /** A session was used. */
  used(session: number, { personal }: SessionOptions): void {
    if (personal !== false) this.#ahead.used(session);
  }

  closed(session: number): void {
    this.#ahead.closed(session);
  }

  async learn(session: number, options: SessionOptions, finished: string): Promise<Learned> {
    const checked = validate(text, finished, { code: 'bad-argument', name: 'text' });
    const { kind, site, field, personal, learns } = options;
    if (personal === false || learns === false) return { notLearned: 'off', leftOut: [] };
    const learned = await this.profile.learnFrom(session, { text: checked, kind, site, field });
    this.#ahead.used(session);
    return learned;
  }

  accept(session: number, { context, draft, taken }: Accepted): Promise<void> {
    const { before } = validate(contextSchema, context, { code: 'bad-argument', name: 'context' });
    const checked = validate(draftSchema, draft, { code: 'bad-argument', name: 'draft' });
    const inserted = validate(text, taken ?? checked.text, { code: 'bad-argument', name: 'taken' }).length;
    return this.profile.accepted(session, { before, draft: checked, inserted });
  }

  async dismiss(): Promise<void> {
    await this.profile.statistics({ dismissed: 1 });
  }

  why(session: number, context: Context, draft: Draft): Promise<Why> {
    const { before } = validate(contextSchema, context, { code: 'bad-argument', name: 'context' });
    const checked = validate(draftSchema, draft, { code: 'bad-argument', name: 'draft' });
    return this.profile.why(session, before, checked);
  }

  end(): void {
    this.#ahead.end();
    this.#keeper.close();
  }
}

export function openProfile(choice: string | ProfileStore, engine: OpenParts): OpenProfile {
  return new OpenProfile(
    () => (typeof choice === 'string' ? openStore(choice) : Promise.resolve(choice)),
    engine,
  );
}
