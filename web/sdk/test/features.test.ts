import { expect, test } from 'vitest';
import { detectFlavour, relaxedSimdProbe, simdProbe } from '../src/features.js';

const validating = (accepts: (bytes: Uint8Array) => boolean) => ({ WebAssembly: { validate: accepts } });

test('the probes are valid modules with instructions, not just headers', () => {
  expect(WebAssembly.validate(simdProbe)).toBe(true);
  // The last opcode byte made unknown must make it invalid.
  const broken = simdProbe.slice();
  broken[broken.length - 2] = 0xff;
  expect(WebAssembly.validate(broken)).toBe(false);
  expect(relaxedSimdProbe.length).toBeGreaterThan(simdProbe.length);
});

test('takes the best build', () => {
  expect(detectFlavour(validating(() => true))).toBe('cpu-relaxed');
  expect(detectFlavour(validating((bytes) => bytes === simdProbe))).toBe('cpu');
});

test('says what is missing', () => {
  expect(() => detectFlavour(validating(() => false))).toThrow(
    expect.objectContaining({ code: 'unsupported', details: { missing: 'WebAssembly SIMD' } }),
  );
  expect(() => detectFlavour({ WebAssembly: undefined })).toThrow('this browser has no WebAssembly');
});
