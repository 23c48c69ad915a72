import { expect, test } from './extension-page.js';
import { pages } from './pages.js';

for (const page of pages) {
  test(`${page.name}: a draft is shown, taken once, and undone`, async ({ tab }) => {
    const field = await tab.open(page);
    await field.focus();
    await tab.type('Thank you for');
    const ghost = tab.within(page).locator('foreword-overlay .ghost');
    await expect(ghost).toHaveText(' your email and', { useInnerText: false });
    await expect(ghost).toBeVisible();
    await tab.page.keyboard.press('Tab');
    await expect.poll(() => field.text()).toBe('Thank you for your email and');
    await tab.page.keyboard.press('Control+z');
    await expect.poll(() => field.text()).toBe('Thank you for');
  });
}
