import { ForewordError } from '../errors.js';
import type { OpenProfile, OpenParts } from '../profile/index.js';
import type { Profile } from '../profile/profile.js';
import type { ProfileStore } from '../profile/store.js';

/** Where an engine's profile is kept: under this name, in a store of the caller's, or not at all. */
export type ProfileChoice = string | false | ProfileStore;

/** The profile of an engine. Its code is loaded with its first use: pages without a profile never load it. */
export class Personal {
  /** Every method is the opened profile's. */
  readonly profile = new Proxy({} as Profile, {
    // A promise that resolved to this object would look for `then`.
    get: (_, name) =>
      name === 'then'
        ? undefined
        : (...args: unknown[]) =>
            this.ask(({ profile }) =>
              (profile[name as keyof Profile] as (...args: unknown[]) => Promise<unknown>)(...args),
            ),
  });
  #opening: Promise<OpenProfile> | undefined;

  constructor(
    readonly choice: ProfileChoice,
    private readonly parts: OpenParts,
  ) {}

  ask<T>(task: (opened: OpenProfile) => Promise<T>): Promise<T> {
    const { choice } = this;
    if (choice === false)
      return Promise.reject(new ForewordError('bad-argument', 'the engine has no profile'));
    this.#opening ??= this.open(choice);
    return this.#opening.then(task);
  }

  /** Asks for what nobody waits for; who calls a method of the profile gets the error. */
  tell(task: (opened: OpenProfile) => unknown): void {
    if (this.choice !== false) this.ask((opened) => Promise.resolve(task(opened))).catch(() => undefined);
  }

  /** Says it if the profile was ever opened. If that failed, whoever asked for the profile has the error. */
  mention(task: (opened: OpenProfile) => void): void {
    this.#opening?.then(task).catch(() => undefined);
  }

  private open(choice: Exclude<ProfileChoice, false>): Promise<OpenProfile> {
    const opening = import('../profile/index.js').then(({ openProfile }) => openProfile(choice, this.parts));
    // The next call tries again.
    opening.catch(() => (this.#opening = undefined));
    return opening;
  }
}
