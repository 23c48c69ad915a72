import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import { expect, test } from './parts.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Each part, and what is opened in it. */
const parts = ['memory', 'memory&messages=0', 'voice', 'settings', 'speed', 'first&loading', 'why'] as const;

interface Finding {
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}

/** What is wrong for people who see, hear or move differently. */
async function findings(page: Page): Promise<string[]> {
  // Through the debugger: the page's policy lets no script in.
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run: (options: unknown) => Promise<{ violations: Finding[] }> };
    };
    return (await axe.run({ resultTypes: ['violations'] })).violations;
  });
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary ?? ''}`).join('; ')}`,
  );
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`nothing is out of reach, ${colorScheme}`, async ({ open, page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const part of parts) {
      await open(part);
      await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
      expect(await findings(page), part).toEqual([]);
    }
  });
}

test('nothing is out of reach in dialogs', async ({ open, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open('memory');
  for (const name of ['Add a word', 'Learn from files', 'Export', 'Import', 'Forget…']) {
    await page.getByRole('button', { name }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    expect(await findings(page), name).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(page.getByRole('button', { name })).toBeFocused();
  }
});

test('nothing is cut off on a phone, at 200% and from right to left', async ({ open, page }) => {
  for (const [width, dir] of [
    [320, 'ltr'],
    [390, 'rtl'],
    [640, 'ltr'],
    [1600, 'rtl'],
  ] as const) {
    await page.setViewportSize({ width, height: 700 });
    for (const part of parts) {
      await open(`${part}&dir=${dir}`);
      await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wider, `${part} at ${width}, ${dir}`).toBeLessThanOrEqual(0);
    }
  }
});
