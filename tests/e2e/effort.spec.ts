import { expect, returning as test } from './fixture.js';

interface Answer {
  drafts: number;
  steps: number;
  isReduced: boolean;
}

declare global {
  var answers: Answer[];
}

/** Runs before the page's scripts: notes what the engine's worker answers. */
function watchAnswers(): void {
  globalThis.answers = [];
  globalThis.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.addEventListener(
        'message',
        ({ data }: MessageEvent<{ value?: Record<string, unknown> } | null>) => {
          const { drafts, steps, isReduced } = data?.value ?? {};
          if (!Array.isArray(drafts) || typeof steps !== 'number') return;
          globalThis.answers.push({ drafts: drafts.length, steps, isReduced: isReduced === true });
        },
      );
    }
  };
}

test('where there is no time, one short draft comes at once, and the others in a pause', async ({
  writing,
  page,
}) => {
  await page.addInitScript(watchAnswers);
  await page.goto(`${writing.server.url}/?e2e&backend=cpu&budget=1`);
  await writing.ready();
  // The first answer tells the engine how fast it is here.
  await writing.write('Thank you for your');
  await writing.text.fill('');
  await page.evaluate(() => {
    globalThis.answers = [];
  });
  await writing.write('I hope you are');
  const answers = await page.evaluate(() => globalThis.answers);
  const reduced = answers.filter(({ isReduced }) => isReduced);
  expect(reduced.length).toBeGreaterThan(0);
  for (const { drafts, steps } of reduced) {
    expect(drafts).toBeLessThanOrEqual(1);
    expect(steps).toBeLessThanOrEqual(2);
  }
  expect(answers.at(-1)).toMatchObject({ isReduced: false });
  await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.press('Alt+ArrowDown');
  await expect(writing.options).toHaveCount(answers.at(-1)?.drafts ?? 0);
});
