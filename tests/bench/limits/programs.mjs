import binaryen from 'binaryen';

/** Sizes of memory that are streamed, in MB. */
export const streamed = [8, 32, 64, 128];

/** The programs that multiply: how many products an instruction has, and how many sums are independent of each other. */
export const multiplied = [
  { name: 'relaxed8', what: 'relaxed dot, 8 accumulators', products: 16, sums: 8 },
  { name: 'relaxed4', what: 'relaxed dot, 4 accumulators', products: 16, sums: 4 },
  { name: 'sixteen8', what: '16-bit dot and add, 8 accumulators', products: 8, sums: 8 },
  { name: 'sixteen4', what: '16-bit dot and add, 4 accumulators', products: 8, sums: 4 },
];

/** So often the body of a loop is written out: what counts the turns must not count. */
export const unrolled = 4;

const times = (count, write) => Array.from({ length: count }, (_, at) => write(at)).join('\n');
const local = (name) => `(local.get $${name})`;
const named = (prefix, count) => Array.from({ length: count }, (_, at) => `${prefix}${at}`);

const dots = {
  16: (a, b, sum) => `(i32x4.relaxed_dot_i8x16_i7x16_add_s ${a} ${b} ${sum})`,
  8: (a, b, sum) => `(i32x4.add ${sum} (i32x4.dot_i16x8_s ${a} ${b}))`,
};

/**
 * `n` turns of the program. Factors stay in registers, as many as there are, and one changes with every turn: a product of the
 * same factors would be computed once, outside of the loop.
 */
function multiplying({ name, products, sums }) {
  const [a, b, c] = [named('a', sums / 4), named('b', 4), named('c', sums)];
  const load = (to, at) => `(local.set $${to} (v128.load offset=${16 * at} (i32.const 0)))`;
  const step = c.map((sum, at) => {
    const [left, right] = [local(a[Math.floor(at / 4)]), local(b[at % 4])];
    return `(local.set $${sum} ${dots[products](left, right, local(sum))})`;
  });
  const change = a.map((factor, at) => `(local.set $${factor} (i8x16.add ${local(factor)} ${local(b[at])}))`);
  return loop(
    name,
    [a, b, c].flat(),
    [...a, ...b].map(load).join('\n'),
    times(unrolled, () => [...step, ...change].join('\n')),
    c,
  );
}

/** Adds up `n` times 256 bytes from the address `at` on, in four sums. */
function streaming() {
  const sums = named('c', 4);
  const add = (at) =>
    `(local.set $${sums[at % 4]} (i32x4.add ${local(sums[at % 4])} (v128.load offset=${16 * at} (local.get $at))))`;
  const next = '(local.set $at (i32.add (local.get $at) (i32.const 256)))';
  return loop('stream', sums, '', `${times(16, add)}\n${next}`, sums);
}

/** What the sums come to is returned, so that nothing can be left out. */
function loop(name, vectors, before, body, sums) {
  const all = sums.map(local).reduce((one, other) => `(v128.xor ${one} ${other})`);
  return `(func (export "${name}") (param $n i32) (param $at i32) (result i32)
    ${vectors.map((vector) => `(local $${vector} v128)`).join(' ')}
    ${before}
    (loop $turn
      ${body}
      (br_if $turn (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32x4.extract_lane 0 ${all}))`;
}

/** The module, as text. */
export function text() {
  const pages = Math.max(...streamed) * 16;
  return `(module (memory (export "memory") ${pages}) ${multiplied.map(multiplying).join('\n')} ${streaming()})`;
}

/** The module, as bytes: assembled as it is written, not optimised. */
export function assemble() {
  const module = binaryen.parseText(text());
  module.setFeatures(binaryen.Features.SIMD128 | binaryen.Features.RelaxedSIMD);
  try {
    if (!module.validate()) throw new Error('the programs of the limits are not valid');
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}
