import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium as browserType } from '@playwright/test';
import { chromium } from '../e2e/chromium.js';

/** A browser with the extension, and a profile of its own that is deleted at the end. */
export interface Started {
  readonly context: BrowserContext;
  /** Of the extension's own pages, without a slash at the end. */
  readonly origin: string;
  close(): Promise<void>;
}

/** A new profile of a browser, in developer mode: without it an extension that reloads itself is left disabled. */
export function newProfile(): string {
  const profile = mkdtempSync(join(tmpdir(), 'foreword-'));
  mkdirSync(join(profile, 'Default'));
  const preferences = { extensions: { ui: { developer_mode: true } } };
  writeFileSync(join(profile, 'Default/Preferences'), JSON.stringify(preferences));
  return profile;
}

/** Starts Chromium with the unpacked extension in `folder`; without one, to compare with. A `kept` profile stays. */
export async function start(folder: string | undefined, kept?: string): Promise<Started> {
  const profile = kept ?? newProfile();
  const loading =
    folder === undefined ? [] : [`--disable-extensions-except=${folder}`, `--load-extension=${folder}`];
  const { executablePath, args } = chromium(loading);
  const context = await browserType.launchPersistentContext(profile, {
    executablePath,
    args,
    headless: true,
    ignoreDefaultArgs: ['--disable-extensions'],
    viewport: { width: 1000, height: 700 },
  });
  const worker =
    folder === undefined
      ? undefined
      : (context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker')));
  return {
    context,
    origin: worker === undefined ? '' : `chrome-extension://${new URL(worker.url()).host}`,
    close: async () => {
      await context.close();
      if (kept === undefined) rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
