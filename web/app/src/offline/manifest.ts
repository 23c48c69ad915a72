/** What a service worker knows of its version of the app; `build/precache.ts` makes it. */
export interface VersionManifest {
  /** A hash of all files. */
  version: string;
  /** The page's script, by whose name the page and its version are known. */
  entry: string;
  /** Paths with their SHA-256, relative to the app's folder. All of them are kept before the version is used. */
  files: Record<string, string>;
  /** The same for each build of the engine. One is kept when it is first used, since a browser uses one or two. */
  flavours: Record<string, Record<string, string>>;
}

/** What a page asks of the service worker. */
export type Request =
  /** The page uses this build of the engine. */
  | { kind: 'keep'; flavour: string }
  /** The person wants the new version now. */
  | { kind: 'take-over' }
  /** Versions that no page uses any more may go. */
  | { kind: 'tidy' };

export function requestFrom(data: unknown): Request | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { kind, flavour } = data as { kind?: unknown; flavour?: unknown };
  if (kind === 'keep') return typeof flavour === 'string' ? { kind, flavour } : undefined;
  return kind === 'take-over' || kind === 'tidy' ? { kind } : undefined;
}

/** Held by every page of a version, shared, for as long as the page is open. */
export function pageLock(entry: string): string {
  return `foreword-page-${entry.replace(/^.*\//, '')}`;
}
