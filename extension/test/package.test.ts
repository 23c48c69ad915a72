import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { manifest, reasons } from '../manifest.mjs';
import { zipFolder } from '../zip.mjs';

test.each(['chromium', 'firefox'] as const)(
  '%s: everything that is asked for has a reason, and nothing is open to pages',
  (browser) => {
    const made = manifest(browser, '1.2.3');
    const given = { ...reasons.permissions, ...reasons.chromiumPermissions, ...reasons.hosts };
    for (const asked of [...made.permissions, ...made.host_permissions]) {
      expect(given[asked]?.length, asked).toBeGreaterThan(40);
    }
    expect(made).not.toHaveProperty('web_accessible_resources');
    expect(made).not.toHaveProperty('externally_connectable');
    expect(made).not.toHaveProperty('optional_permissions');
    const policy = made.content_security_policy.extension_pages;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(policy).toContain("connect-src 'self';");
    expect(policy).not.toMatch(/https?:|\*|unsafe-inline|'unsafe-eval'/);
  },
);

test('Firefox gets no permission that is Chromium’s alone', () => {
  expect(manifest('firefox', '1.0.0').permissions).not.toContain('offscreen');
  expect(manifest('chromium', '1.0.0').permissions).toContain('offscreen');
});

test('the same files make the same zip, whenever they were written', () => {
  const folder = mkdtempSync(join(tmpdir(), 'foreword-zip-'));
  try {
    const zips = [0, 1].map((round) => {
      for (const name of round === 0 ? ['b.js', 'a.js', 'c.packed'] : ['c.packed', 'a.js', 'b.js']) {
        writeFileSync(join(folder, name), name.repeat(100));
        utimesSync(join(folder, name), 1e9 + round, 1e9 + round);
      }
      const file = join(folder, `../${folder.split('/').at(-1) ?? ''}-${round}.zip`);
      const { sha256 } = zipFolder(folder, file);
      const bytes = readFileSync(file);
      rmSync(file);
      return { sha256, bytes };
    });
    expect(zips[0]?.bytes.length).toBeGreaterThan(100);
    expect(zips[0]).toEqual(zips[1]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
