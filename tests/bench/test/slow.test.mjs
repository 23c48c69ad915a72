import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { platform } from 'node:os';
import { describe, expect, it } from 'vitest';
import { Duty } from '../slow/duty.mjs';
import { processesBelow } from '../slow/processes.mjs';

describe('duty', () => {
  it('comes to the factor, however long single waits were', () => {
    const duty = new Duty(4);
    // Now and then whoever waits gets the processor late, while the browser goes on.
    for (let cycle = 0; cycle < 400; cycle += 1)
      duty.stopped(duty.ran(cycle % 50 === 0 ? 9 : 1) + (cycle % 3) * 0.2);
    expect(duty.reached).toBeGreaterThan(3.9);
    expect(duty.reached).toBeLessThan(4.1);
  });

  it('allows for what stopping costs', () => {
    const duty = new Duty(4, 0.5);
    // Of two milliseconds they use one and a half.
    expect(duty.ran(2)).toBe(4);
    duty.stopped(4);
    expect(duty.reached).toBe(4);
    expect(duty.ran(0.3)).toBe(0);
  });

  it('never stops for long, and never for less than nothing', () => {
    const duty = new Duty(6);
    expect(duty.ran(1000)).toBe(40);
    duty.stopped(20_000);
    expect(duty.ran(1)).toBe(0);
  });

  it.each([0, 0.5, 21, NaN])('refuses a factor of %s', (factor) => {
    expect(() => new Duty(factor)).toThrow(`slowed down by ${factor}`);
  });
});

describe.skipIf(platform() !== 'linux')('processes below a browser', () => {
  it('are those that run pages and draw, and no others', async () => {
    const start = (...type) =>
      spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => 0, 1e6)', '--', ...type]);
    const children = [start('--type=renderer'), start('--type=zygote'), start('--type=gpu-process'), start()];
    try {
      // Until it writes, it may still be a copy of this process.
      await Promise.all(children.map(({ stdout }) => once(stdout, 'data')));
      const found = processesBelow(process.pid, 0).toSorted((one, other) => one - other);
      const expected = [children[0].pid, children[2].pid].toSorted((one, other) => one - other);
      expect(found).toEqual(expected);
    } finally {
      for (const child of children) child.kill('SIGKILL');
    }
  });

  it('are none once it has ended', () => {
    expect(processesBelow(2 ** 22 + 1)).toEqual([]);
  });
});
