import type { BrowserContext, Page } from '@playwright/test';
import { test as base, expect } from '@playwright/test';
import { Host, otherVersion, thisVersion } from './app/host.js';

const test = base.extend<{ host: Host }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures from a pattern.
  host: async ({}, use) => {
    const host = new Host(thisVersion(), process.env['FOREWORD_URL']);
    await host.start();
    await use(host);
    await host.stop();
  },
});

const text = (page: Page) => page.getByRole('textbox', { name: 'Your text' });

async function open(page: Page, host: Host): Promise<void> {
  await page.goto(`${host.url}/?e2e`);
  await page.waitForFunction(() => performance.getEntriesByName('foreword-writable').length > 0);
}

/** The service worker has all of its version, and serves this page. */
async function isKept(page: Page): Promise<void> {
  await page.waitForFunction(async () => {
    const { serviceWorker } = navigator;
    return (await serviceWorker.ready).active?.state === 'activated' && serviceWorker.controller !== null;
  });
}

async function lookForUpdate(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration?.update();
  });
}

/** Without the model: these tests are about code, and models are kept elsewhere. */
async function withoutModel(context: BrowserContext): Promise<void> {
  await context.route('**/models/**', (route) => route.abort());
}

test('everything works after a reload with the network cut, and after the server is gone', async ({
  page,
  context,
  host,
}) => {
  test.setTimeout(240_000);
  await open(page, host);
  const isReady = () => expect(page.locator('.state')).toHaveText(/Ready/, { timeout: 120_000 });
  await isReady();
  await isKept(page);
  await expect(page.locator('.promise')).toContainText('offline too');
  await text(page).fill('On a train. ');
  await expect(page.locator('.saving')).toHaveText('Saved');

  await context.setOffline(true);
  await page.reload();
  await isReady();
  await expect(text(page)).toHaveValue('On a train. ');
  await context.setOffline(false);

  await host.stop();
  await page.reload();
  await isReady();
  await expect(text(page)).toHaveValue('On a train. ');
  await text(page).focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('Thank you for your');
  await expect(page.locator('.ghost')).not.toBeEmpty({ timeout: 30_000 });
  for (const name of ['Voice', 'Memory', 'Speed', 'Settings']) {
    await page.getByRole('link', { name, exact: true }).click();
    await expect(page.locator('.page').getByRole('heading').first()).toBeVisible();
  }
});

test('a new version is offered in the midst of writing, mixes nothing and loses nothing', async ({
  page,
  context,
  host,
}) => {
  await withoutModel(context);
  const next = await otherVersion('2');
  await open(page, host);
  await isKept(page);
  const old = await context.newPage();
  await open(old, host);
  await old.getByRole('button', { name: 'New text' }).click();

  await text(page).click();
  await page.keyboard.type('Half a sen');
  host.folder = next;
  await lookForUpdate(page);
  const offer = page.locator('.toast', { hasText: 'A new version is ready.' });
  await expect(offer).toBeVisible({ timeout: 30_000 });
  await page.keyboard.type('tence');
  await expect(page.locator('html')).not.toHaveAttribute('data-version');

  await Promise.all([page.waitForEvent('load'), offer.getByRole('button', { name: 'Reload' }).click()]);
  await expect(page.locator('html')).toHaveAttribute('data-version', '2');
  await expect(text(page)).toHaveValue('Half a sentence');
  const scripts = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => name)
      .filter((name) => name.includes('/assets/')),
  );
  expect(scripts.length).toBeGreaterThan(2);
  for (const script of scripts) expect(script).toMatch(/2\.\w+$/);

  // The other tab goes on with its own version, also with parts that it loads only now.
  await expect(old.locator('html')).not.toHaveAttribute('data-version');
  await text(old).fill('Old, and alive');
  await old.getByRole('link', { name: 'Memory', exact: true }).click();
  await expect(old.locator('.page').getByRole('heading').first()).toBeVisible();
  const caches = () =>
    page.evaluate(() =>
      window.caches.keys().then((names) => names.filter((name) => name.startsWith('foreword-code-'))),
    );
  expect(await caches()).toHaveLength(2);

  // When it is closed, its version goes.
  await old.close();
  await page.reload();
  await expect.poll(caches).toHaveLength(1);
});

test('a version of which a part is wrong is never used', async ({ page, context, host }) => {
  await withoutModel(context);
  await open(page, host);
  await isKept(page);
  const broken = new Host(await otherVersion('3'));
  const { folder } = broken;
  const { writeFileSync } = await import('node:fs');
  writeFileSync(`${folder}/boot.js`, '// Of another version.');
  host.folder = folder;
  await lookForUpdate(page).catch(() => undefined);
  await expect
    .poll(() =>
      page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.installing ?? null),
    )
    .toBeNull();
  await page.reload();
  await page.waitForFunction(() => performance.getEntriesByName('foreword-writable').length > 0);
  await expect(page.locator('html')).not.toHaveAttribute('data-version');
  await expect(page.locator('.toast', { hasText: 'new version' })).toHaveCount(0);
});

test('what is missing is missing, and no page', async ({ page, context, host }) => {
  await withoutModel(context);
  await open(page, host);
  await isKept(page);
  const answers = await page.evaluate(() =>
    Promise.all(
      ['assets/none-12345678.js', 'nothing', 'models/none'].map(async (path) => {
        const answer = await fetch(path).catch(() => undefined);
        return answer?.status;
      }),
    ),
  );
  expect(answers.slice(0, 2)).toEqual([404, 404]);
  await host.stop();
  const isRefused = await page.evaluate(() =>
    fetch('assets/none-12345678.js').then(
      () => false,
      () => true,
    ),
  );
  expect(isRefused).toBe(true);
});

test('a browser can install it', async ({ page, context, host }) => {
  await withoutModel(context);
  await open(page, host);
  const session = await context.newCDPSession(page);
  const { errors, url } = await session.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  expect(url).toBe(`${host.url}/app.webmanifest`);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  // A window without a profile of its own installs nothing.
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual(
    [],
  );
});
