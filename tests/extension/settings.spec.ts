import type { Page } from '@playwright/test';
import type { Started } from './browser.js';
import { expect, test } from './extension-page.js';
import { popupOver } from './popup.js';
import { inOurWorld } from './worlds.js';

const ghost = (page: Page) => page.locator('foreword-overlay .ghost');

async function clear({ context }: Started): Promise<void> {
  await context.serviceWorkers()[0]?.evaluate(async () => {
    await chrome.storage.local.clear();
    await chrome.storage.session.clear();
  });
}

// One browser has one set of settings.
test.describe.configure({ mode: 'serial' });

test.beforeEach(({ started }) => clear(started));
test.afterAll(({ started }) => clear(started));

for (const { switched, title } of [
  { switched: 'Drafts', title: 'Off' },
  { switched: 'On localhost', title: 'Off on this site' },
  { switched: 'In this tab', title: 'Paused in this tab' },
]) {
  test(`“${switched}” switched off: nothing is in the page, and back on it serves the same field`, async ({
    tab,
    started,
    address,
  }) => {
    const { page } = tab;
    await page.goto(`${address.url}/page/plain?${switched.length}`);
    const popup = await popupOver(tab.page, started);
    await popup.getByRole('switch', { name: switched }).click();
    await expect(popup.getByRole('status')).toContainText(title);
    await page.bringToFront();
    await page.locator('#field').click();
    await page.keyboard.type('Thank you for');
    await expect.poll(() => inOurWorld(page, 'typeof forewordLoader')).toBe('boolean');
    expect(await inOurWorld(page, 'typeof forewordField')).toBe('undefined');
    expect(await page.locator('foreword-overlay').count()).toBe(0);
    await popup.bringToFront();
    await popup.getByRole('switch', { name: switched }).click();
    await expect(popup.getByRole('status')).not.toContainText(title);
    await page.bringToFront();
    await page.keyboard.type(' your');
    await expect(ghost(page)).toHaveText(' email and', { useInnerText: false });
    await popup.close();
  });
}

test('a pause begins and ends at once, and is told in words', async ({ tab, started, address }) => {
  const { page } = tab;
  await page.goto(`${address.url}/page/plain`);
  await page.locator('#field').click();
  await page.keyboard.type('Thank you for');
  await expect(ghost(page)).toHaveText(' your email and', { useInnerText: false });
  const popup = await popupOver(tab.page, started);
  await expect(popup.getByRole('status')).toContainText('On in this field');
  for (const length of ['15 min', '1 hour', 'Until restart']) {
    await popup.getByRole('button', { name: length }).click();
    await expect(popup.getByRole('status')).toContainText('Paused');
    await page.bringToFront();
    await expect(page.locator('foreword-overlay')).toHaveCount(0);
    await popup.getByRole('button', { name: 'Go on now' }).click();
    await expect(popup.getByRole('status')).not.toContainText('Paused');
  }
  await page.bringToFront();
  await page.keyboard.type(' your');
  await expect(ghost(page)).toHaveText(' email and', { useInnerText: false });
  await popup.close();
});

test('one word at a time', async ({ tab, started, address }) => {
  const { page } = tab;
  await page.goto(`${address.url}/page/plain`);
  const popup = await popupOver(tab.page, started);
  await popup.getByRole('switch', { name: 'One word at a time' }).click();
  await expect(popup.getByRole('switch', { name: 'One word at a time' })).toBeChecked();
  await page.bringToFront();
  await page.locator('#field').click();
  await page.keyboard.type('Thank you for');
  await expect(ghost(page)).toHaveText(' your', { useInnerText: false });
  await popup.close();
});

test('the popup says why a field is silent', async ({ tab, started, address }) => {
  const { page } = tab;
  await page.goto(`${address.url}/page/plain`);
  const popup = await popupOver(tab.page, started);
  const status = popup.getByRole('status');
  await expect(status).toContainText('Ready');
  await page.evaluate(() => {
    document.body.innerHTML =
      '<input type="password"><div class="monaco-editor"><textarea></textarea></div><input name="city">';
  });
  await page.locator('input[type=password]').focus();
  await expect(status).toContainText('never read');
  await page.locator('.monaco-editor textarea').focus();
  await expect(status).toContainText('Not supported here');
  await page.locator('input[name=city]').focus();
  await expect(status).toContainText('Nothing is learned here');
  await popup.close();
});

test('Google Docs is told to be not supported, and keeps every key', async ({ tab, started, address }) => {
  const { page } = tab;
  await page.goto(`${address.url}/page/plain?docs`);
  // As it is built: the text is on a canvas, and keys go to a document in a frame that nobody sees.
  await page.evaluate(() => {
    document.body.innerHTML =
      '<div class="kix-appview-editor"><canvas width="600" height="300"></canvas></div><input id="next">' +
      '<iframe class="docs-texteventtarget-iframe" style="width: 300px; height: 40px"></iframe>';
    const frame = document.querySelector('iframe');
    frame?.contentDocument?.body.setAttribute('contenteditable', '');
  });
  const frame = page.frameLocator('iframe');
  await frame.locator('body').click();
  await page.keyboard.type('Thank you for');
  await expect(frame.locator('body')).toHaveText('Thank you for');
  const popup = await popupOver(page, started);
  await expect(popup.getByRole('status')).toContainText('Not supported here');
  expect(await page.locator('foreword-overlay').count()).toBe(0);
  expect(await frame.locator('foreword-overlay').count()).toBe(0);
  await popup.close();
});

test('in code and terminals nothing is offered where the person says so', async ({
  tab,
  started,
  address,
}) => {
  const { page } = tab;
  await page.goto(`${address.url}/page/plain?code`);
  await page.evaluate(() => {
    document.body.innerHTML =
      '<div class="cm-editor"><div id="code" contenteditable style="width: 300px">x</div></div><textarea id="text"></textarea>';
  });
  const popup = await popupOver(page, started);
  await page.locator('#code').focus();
  await expect(popup.getByRole('status')).toContainText('On in this field');
  const options = await started.context.newPage();
  await options.goto(`${started.origin}/options.html#settings`);
  await options.getByRole('switch', { name: 'Silent in code and terminals' }).click();
  await options.close();
  await expect(popup.getByRole('status')).toContainText('nothing in code');
  await page.locator('#text').focus();
  await expect(popup.getByRole('status')).toContainText('On in this field');
  await popup.close();
});

test('keyboard commands switch, and the button’s badge says it', async ({ tab, started, address }) => {
  const { page } = tab;
  await page.goto(`${address.url}/page/plain?commands`);
  await page.locator('#field').click();
  const worker = started.context.serviceWorkers().at(-1);
  /** As the browser does when the keys are pressed, which its tools can't press. */
  const press = (command: string) =>
    worker?.evaluate(
      async ([name, url]) => {
        const tabs = await chrome.tabs.query({});
        const { onCommand } = chrome.commands as unknown as {
          onCommand: { dispatch: (command: string, tab: chrome.tabs.Tab | undefined) => void };
        };
        onCommand.dispatch(
          name,
          tabs.findLast((one) => one.url === url),
        );
      },
      [command, page.url()] as const,
    );
  const badge = () =>
    worker?.evaluate(async (url) => {
      const tabs = await chrome.tabs.query({});
      return chrome.action.getBadgeText({ tabId: tabs.findLast((one) => one.url === url)?.id });
    }, page.url());
  await page.bringToFront();
  await expect.poll(badge).toBe('');
  for (const [command, text] of [
    ['toggle', 'off'],
    ['toggle-site', 'off'],
    ['pause-tab', 'II'],
  ] as const) {
    await press(command);
    await expect.poll(badge, command).toBe(text);
    await press(command);
    await expect.poll(badge, command).toBe('');
  }
});
