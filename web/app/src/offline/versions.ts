import { type VersionManifest, pageLock } from './manifest.js';

const cachePrefix = 'foreword-code-';

/** The files of the app's versions, each version in a cache of its own. Model files aren't among them. */
export class Versions {
  readonly #own: string;

  constructor(
    private readonly manifest: VersionManifest,
    /** The app's folder, with a slash at its end. */
    private readonly base: string,
  ) {
    this.#own = `${cachePrefix}${manifest.version}`;
  }

  /** Fetches all of this version, or nothing: a version that isn't whole is never used. */
  async install(): Promise<void> {
    const { files, flavours } = this.manifest;
    try {
      await this.fetch(files);
      for (const flavour of await this.usedFlavours()) await this.fetch(flavours[flavour] ?? {});
    } catch (error) {
      await caches.delete(this.#own);
      throw error;
    }
  }

  /** Keeps a build of the engine. */
  async keep(flavour: string): Promise<void> {
    await this.fetch(this.manifest.flavours[flavour] ?? {});
  }

  /** The file behind a path: this version's, or that of an older one which a page still uses. */
  async find(path: string): Promise<Response | undefined> {
    const url = this.base + path;
    const own = await (await caches.open(this.#own)).match(url);
    if (own !== undefined) return own;
    for (const name of await this.others()) {
      const found = await (await caches.open(name)).match(url);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Deletes the versions that no page uses any more. */
  async tidy(): Promise<void> {
    const { held = [] } = await navigator.locks.query();
    const locks = new Set(held.map(({ name }) => name));
    for (const name of await this.others()) {
      const files = await (await caches.open(name)).keys();
      if (!files.some(({ url }) => locks.has(pageLock(url)))) await caches.delete(name);
    }
  }

  /** Whether a path is of this version, so that it may be kept when it is fetched. */
  flavourOf(path: string): string | undefined {
    return Object.entries(this.manifest.flavours).find(([, files]) => path in files)?.[0];
  }

  private async others(): Promise<string[]> {
    const names = await caches.keys();
    return names.filter((name) => name.startsWith(cachePrefix) && name !== this.#own);
  }

  /** Builds of the engine that older versions have kept: this browser uses them. */
  private async usedFlavours(): Promise<string[]> {
    const kept: string[] = [];
    for (const name of await this.others()) {
      kept.push(...(await (await caches.open(name)).keys()).map(({ url }) => url));
    }
    const names = Object.keys(this.manifest.flavours);
    return names.filter((flavour) => kept.some((url) => url.includes(`-${flavour}-`)));
  }

  private async fetch(files: Record<string, string>): Promise<void> {
    const cache = await caches.open(this.#own);
    const parts = Object.entries(files);
    // A few at a time: the page may be fetching the model meanwhile.
    for (let at = 0; at < parts.length; at += 6) {
      await Promise.all(
        parts.slice(at, at + 6).map(async ([path, sha256]) => {
          const url = this.base + path;
          if ((await cache.match(url)) !== undefined) return;
          await cache.put(url, await this.fetchOne(path, sha256));
        }),
      );
    }
  }

  private async fetchOne(path: string, sha256: string): Promise<Response> {
    // Names with a hash never change; everything else might come from an older version.
    const response = await fetch(this.base + path, {
      cache: path.startsWith('assets/') ? 'default' : 'no-cache',
    });
    if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
    const body = await response.arrayBuffer();
    await this.check(path, body, sha256);
    const headers = new Headers(response.headers);
    // The body is no longer compressed, and was perhaps redirected: a new response forgets that.
    headers.delete('Content-Encoding');
    headers.delete('Content-Length');
    return new Response(body, { headers });
  }

  /** A server may be halfway between two versions. */
  private async check(path: string, body: ArrayBuffer, sha256: string): Promise<void> {
    if (path === 'index.html') {
      // Some hosts add to pages; which version it is can be told all the same.
      if (new TextDecoder().decode(body).includes(this.manifest.entry)) return;
      throw new Error(`index.html is of another version than ${this.manifest.version}`);
    }
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', body));
    const found = Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
    if (found !== sha256) throw new Error(`${path} has the SHA-256 ${found}, not ${sha256}`);
  }
}
