import { expect, test } from '@playwright/test';

/** What `compareLayer` of crates/gpu/examples/layer_check.rs resolves to. */
interface Comparison {
  adapter: string;
  isa: string;
  stages: string[];
  /** A Float64Array in the page. */
  errors: Iterable<number>;
  bound: number;
}

interface Module {
  default(): Promise<unknown>;
  compareLayer(): Promise<Comparison>;
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
    const { adapter, isa, stages, errors, bound } = await module.compareLayer();
    return { adapter, isa, stages, errors: [...errors], bound, ms: performance.now() - start };
  });
  console.log(`${found.adapter}, against ${found.isa}, after ${Math.round(found.ms)} ms`);
  expect(found.stages).toHaveLength(8);
  expect(found.errors).toHaveLength(8);
  for (const [i, error] of found.errors.entries()) {
    console.log(`${found.stages[i] ?? ''}: relative error ${error.toExponential(2)}`);
    expect(error, found.stages[i]).toBeLessThanOrEqual(found.bound);
    expect(error, 'two executors that round differently').toBeGreaterThan(0);
  }
  expect(complaints).toEqual([]);
});
