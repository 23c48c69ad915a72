/** The popup and the pages of the extension, for those who zoom, force colours, or hear the page. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { Started } from './browser.js';
import { type Tab, expect, test } from './extension-page.js';
import { popupOver } from './popup.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResults {
  violations: { id: string; nodes: { target: string[]; failureSummary?: string }[] }[];
  passes: unknown[];
}

/** What axe finds; its script is brought in by the browser's tools, since the policy lets no other in. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate<AxeResults>('axe.run()');
  expect(passes.length).toBeGreaterThan(10);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary = '' }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  );
}

/** The pages that tell the same with an engine from a table. */
const faces: readonly [name: string, open: (tab: Tab, started: Started) => Promise<Page>][] = [
  [
    'the popup',
    async (tab, started) => {
      await tab.page.goto(`${tab.url}/page/plain?faces`);
      const popup = await popupOver(tab.page, started);
      await expect(popup.getByRole('status')).toContainText('Ready');
      return popup;
    },
  ],
  ...(['settings', 'welcome'] as const).map((route): (typeof faces)[number] => [
    route,
    async (_, { context, origin }) => {
      const page = await context.newPage();
      await page.goto(`${origin}/options.html#${route}`);
      await expect(page.locator('h1').first()).toBeVisible();
      return page;
    },
  ]),
];

for (const [name, open] of faces) {
  test(`${name}: nothing is wrong for those who hear it or need contrast, in light and in dark`, async ({
    tab,
    started,
  }) => {
    const page = await open(tab, started);
    for (const colorScheme of ['light', 'dark'] as const) {
      // Colours that are on their way to others would be measured in between.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect(await findings(page), colorScheme).toEqual([]);
    }
    await page.close();
  });

  test(`${name}: at 400% everything is in one column, and with colours forced all switches can be seen`, async ({
    tab,
    started,
  }) => {
    const page = await open(tab, started);
    // 1280 pixels at 400%; the popup has its own width, and is as high as browsers let it be.
    if (name === 'the popup') {
      await page.setViewportSize({ width: 336, height: 600 });
      expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThanOrEqual(600);
    } else await page.setViewportSize({ width: 320, height: 256 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    await page.emulateMedia({ forcedColors: 'active' });
    const invisible = await page.getByRole('switch').evaluateAll((switches) =>
      switches.flatMap((one) => {
        // The box of the switch, or what draws it.
        const drawn = [one, ...one.querySelectorAll('*'), one.parentElement ?? one];
        const isSeen = drawn.some((part) => {
          const { borderTopStyle, borderTopWidth } = getComputedStyle(part);
          return borderTopStyle !== 'none' && parseFloat(borderTopWidth) > 0;
        });
        return isSeen ? [] : [one.outerHTML];
      }),
    );
    expect(invisible).toEqual([]);
    await page.close();
  });
}
