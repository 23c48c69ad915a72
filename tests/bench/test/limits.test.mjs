import { describe, expect, it } from 'vitest';
import { assemble, multiplied, streamed, text } from '../limits/programs.mjs';
import { limitsOf, sharesOf, sumsOf, toMarkdown } from '../limits/shares.mjs';

describe('the programs', () => {
  it('are a valid module that exports them all', () => {
    const bytes = assemble();
    expect([...bytes.slice(0, 4)]).toEqual([0, 0x61, 0x73, 0x6d]);
    for (const { name } of multiplied) expect(text()).toContain(`(export "${name}")`);
  });

  it('have as many products in a turn as their figures are divided by', () => {
    const [, ...programs] = text().split('(func ');
    const count = (program, instruction) => program.split(instruction).length - 1;
    expect(programs.map((program) => count(program, 'i32x4.relaxed_dot'))).toEqual([32, 16, 0, 0, 0]);
    expect(programs.map((program) => count(program, 'i32x4.dot_i16x8_s'))).toEqual([0, 0, 32, 16, 0]);
    // 256 bytes.
    expect(count(programs.at(-1), 'v128.load')).toBe(16);
  });
});

describe('the figures', () => {
  const best = {
    relaxed8: 32 * 0.1e-6,
    relaxed4: 16 * 0.2e-6,
    sixteen8: 32 * 0.1e-6,
    sixteen4: 16 * 0.1e-6,
    ...Object.fromEntries(streamed.map((size) => [`stream${size}`, 256 / 1e6 / (320 / size)])),
  };
  const limits = limitsOf(best, streamed);

  it('are those of one instruction, and of a second', () => {
    expect(limits.arithmetic.map(({ ns }) => Number(ns.toFixed(3)))).toEqual([0.1, 0.2, 0.1, 0.1]);
    expect(limits.arithmetic.map(({ billions }) => Math.round(billions))).toEqual([160, 80, 80, 80]);
    expect(limits.memory.map(({ gigabytes }) => Number(gigabytes.toFixed(1)))).toEqual([40, 10, 5, 2.5]);
  });

  it('say what share of the time multiplying and reading need', () => {
    const rows = [8, 16].flatMap((bits) =>
      [1, 3].map((times) => ({
        tokens: 2,
        bits,
        shape: `${times}`,
        ms: [times],
        bytes: times * 8e6,
        products: times * 4e7,
      })),
    );
    const shares = sharesOf(rows, limits);
    // 40 billion products a second of 160 with eight bits, and of 80 with sixteen.
    expect(shares.map(({ arithmetic }) => Number(arithmetic.toFixed(3)))).toEqual([0.25, 0.25, 0.5, 0.5]);
    // 8 MB a millisecond where 40 could be read, and 24 MB where the nearest size is 32 MB, of which 10 could be.
    expect(shares.map(({ memory }) => Number(memory.toFixed(3)))).toEqual([0.2, 0.8, 0.2, 0.8]);
    expect(sumsOf(shares)).toMatchObject([
      { tokens: 2, bits: 8, ms: 4, billions: 40, arithmetic: 0.25, memory: 0.65 },
      { tokens: 2, bits: 16, ms: 4, billions: 40, arithmetic: 0.5, memory: 0.65 },
    ]);
    expect(toMarkdown({}, limits, shares)).toContain('| 2 × 16 | 4.00 | 40.0 | 50% | 65% |');
  });
});
