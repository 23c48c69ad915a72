import { demo, expect, test } from './parts.js';

test('keys are recorded by pressing them, and conflicts are shown', async ({ open }) => {
  const page = await open('settings');
  const row = page.getByRole('group', { name: 'Take the draft' });
  const add = row.getByRole('button', { name: 'Add a key for “Take the draft”' });
  await add.click();
  await page.keyboard.press('Control+Enter');
  await expect(row.getByRole('button', { name: 'Remove Ctrl + Enter from “Take the draft”' })).toBeVisible();

  await add.click();
  await page.keyboard.press('a');
  await expect(page.getByText('A alone would not type “a” any more.')).toBeVisible();
  await add.click();
  await page.keyboard.press('Escape');
  await expect(page.getByText('Esc is used for “Dismiss” already.')).toBeVisible();
  await page.getByRole('button', { name: 'Use it here instead' }).click();
  await expect(row.getByRole('button', { name: 'Remove Esc from' })).toBeVisible();
  await expect(page.getByText('No key does this.')).toBeVisible();

  // Tab is a key like others here, and leads on again afterwards.
  const dismiss = page.getByRole('group', { name: 'Dismiss' });
  await row.getByRole('button', { name: 'Remove Tab from “Take the draft”' }).click();
  await dismiss.getByRole('button', { name: 'Add a key for “Dismiss”' }).click();
  await page.keyboard.press('Tab');
  await expect(dismiss.getByRole('button', { name: 'Remove Tab from' })).toBeVisible();
  await page.getByRole('button', { name: 'Back to the usual keys' }).click();
  await expect(row.getByRole('button', { name: 'Remove Tab from “Take the draft”' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Back to the usual keys' })).toHaveCount(0);
});

test('settings change at once, by keyboard alone', async ({ open }) => {
  const page = await open('settings');
  await page.getByRole('switch', { name: 'Offer drafts' }).focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowLeft');
  await page.getByRole('switch', { name: 'Chat' }).press('Space');
  await page.getByRole('slider', { name: 'How sure' }).press('ArrowRight');
  const settings = await demo<Record<string, unknown>>(page, 'settings');
  expect(settings).toMatchObject({
    isOn: false,
    drafts: 4,
    length: 'word',
    confidence: 0.12,
    personal: { mail: true, chat: false },
  });
});

test('what is stored is shown and freed', async ({ open }) => {
  const page = await open('settings');
  await expect(page.getByText('The language model takes 287.4 MB.')).toBeVisible();
  await page.getByRole('button', { name: 'Free it' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete the language model?' });
  await dialog.getByRole('button', { name: 'Delete it' }).click();
  await expect(page.getByText('Nothing is stored.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Free it' })).toHaveAttribute('aria-disabled', 'true');
});

test('an address that chooses the processor leaves nothing to choose', async ({ open }) => {
  const page = await open('settings&fixed');
  await expect(page.getByRole('radio', { name: 'Processor only' })).toBeChecked();
  await expect(page.getByRole('radio', { name: 'Processor only' })).toBeDisabled();
  await expect(page.getByText('on the processor only, on this visit')).toBeVisible();
});

test('a preset gives examples, names and tone fill them, and what was written stays', async ({ open }) => {
  const page = await open('voice');
  await expect(page.getByText('No examples')).toBeVisible();
  const preset = page.getByRole('article', { name: 'Work mail' });
  await expect(preset.getByRole('listitem')).toHaveCount(3);
  await preset.getByRole('button', { name: 'Use these examples' }).click();
  const first = page.getByLabel('Example 1', { exact: true });
  await expect(first).toHaveValue(/^Hello Sarah,/);

  await page.getByRole('button', { name: 'Add an example' }).click();
  await page.getByRole('textbox', { name: 'New example' }).fill('Hello Sarah, this is mine.');
  await page.getByLabel('Your name').fill('Ada');
  await expect(first).toHaveValue(/Best regards\nAda$/);
  await page.getByLabel('Mostly to').fill('Priya');
  await expect(first).toHaveValue(/^Hello Priya,/);
  await page.getByText('Formal').click();
  await expect(first).toHaveValue(/^Dear Priya,/);
  await expect(page.getByRole('textbox', { name: 'Example 3' })).toHaveValue('Hello Sarah, this is mine.');

  await page
    .getByRole('article', { name: 'Support reply' })
    .getByRole('button', { name: 'Use these examples' })
    .click();
  await expect(page.getByRole('textbox', { name: 'Example 3' })).toHaveCount(0);
  // What is undone takes nothing back that has changed since.
  await page.getByText('Chat', { exact: true }).click();
  await page
    .getByRole('article', { name: 'Friends' })
    .getByRole('button', { name: 'Use these examples' })
    .click();
  await expect(first).toHaveValue(/^hey/);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('E-mail', { exact: true }).click();
  await expect(page.getByRole('textbox', { name: 'Example 3' })).toHaveValue('Hello Sarah, this is mine.');
  const { mail, chat } = await page.evaluate(async () => {
    const { profile } = (
      globalThis as unknown as {
        demo: { profile: { settings(): Promise<{ voices: Record<string, string[]> }> } };
      }
    ).demo;
    return (await profile.settings()).voices;
  });
  expect(mail).toHaveLength(3);
  expect(chat).toHaveLength(2);
  await page.reload();
  await expect(page.getByLabel('Your name')).toHaveValue('Ada');
});

test('the slider shows side by side what it changes, and nothing at 0', async ({ open }) => {
  const page = await open('voice');
  const slider = page.getByRole('slider', { name: 'Sounds like me' });
  const section = page.getByRole('region', { name: 'Sounds like me' });
  await expect(section.getByText('sending the notes')).toBeVisible();
  await slider.press('Home');
  await expect(section.getByText('off: as if nothing had been learned')).toBeVisible();
  await expect(section.getByText('Off: the same')).toBeVisible();
  await expect(section.getByText('sending the notes')).toHaveCount(0);
  expect(await demo<string[]>(page, 'profile.calls')).toContain('settings strength');
});
