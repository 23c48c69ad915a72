import { expect, test } from '@playwright/test';

/** What `compareLayer` of crates/gpu/examples/layer_check.rs resolves to, for each variant of the kernels. */
interface Comparison {
  adapter: string;
  variant: string;
  isa: string;
  stages: string[];
  /** A Float64Array in the page. */
  errors: Iterable<number>;
  bound: number;
}

interface Module {
  default(): Promise<unknown>;
  compareLayer(): Promise<Comparison[]>;
}

test('an encoder layer gives on WebGPU what it gives on the CPU', async ({ page }) => {
  const url = process.env['FOREWORD_URL'];
  if (url === undefined) throw new Error('no page to open: `cargo xtask test gpu` builds and serves it');
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  await page.goto(url);
  const found = await page.evaluate(async () => {
    const path = '/layer_check.js';
    const module = (await import(path)) as Module;
    await module.default();
    const start = performance.now();
    const comparisons = await module.compareLayer();
    const plain = comparisons.map(({ adapter, variant, isa, stages, errors, bound }) => {
      return { adapter, variant, isa, stages, errors: [...errors], bound };
    });
    return { comparisons: plain, ms: performance.now() - start };
  });
  console.log(`after ${Math.round(found.ms)} ms`);
  // SwiftShader has subgroups and no 16-bit floats: with and without, and what devices like itself get.
  const has = (word: string) => found.comparisons.some(({ variant }) => variant.includes(word));
  expect(
    ['is_narrow: true', 'is_narrow: false', 'uses_subgroups: true', 'uses_subgroups: false'].every(has),
  ).toBe(true);
  for (const { adapter, variant, isa, stages, errors, bound } of found.comparisons) {
    console.log(`${adapter}, ${variant}, against ${isa}`);
    expect(stages).toHaveLength(8);
    expect(errors).toHaveLength(8);
    for (const [i, error] of errors.entries()) {
      console.log(`${stages[i] ?? ''}: relative error ${error.toExponential(2)}`);
      expect(error, stages[i]).toBeLessThanOrEqual(bound);
      expect(error, 'two executors that round differently').toBeGreaterThan(0);
    }
  }
  expect(complaints).toEqual([]);
});
