import type { BackendStatus, StorageInfo } from 'foreword';
import type { EngineControl } from '../src/settings-page/index.js';

/** Something that was stored, and can be freed. */
export class FakeEngine implements EngineControl {
  bytes = 287_400_000;
  refuses = false;

  storage(): Promise<StorageInfo> {
    const files = [{ sha256: '0'.repeat(64), bytes: this.bytes, isComplete: true }];
    return Promise.resolve({
      kind: 'opfs',
      files: this.bytes === 0 ? [] : files,
      bytes: this.bytes,
      quota: 10_737_418_240,
      isPersistent: false,
    });
  }

  forgetModel(): Promise<void> {
    if (this.refuses) return Promise.reject(Object.assign(new Error('refused'), { code: 'storage' }));
    this.bytes = 0;
    return Promise.resolve();
  }

  testBackends(): Promise<BackendStatus> {
    return Promise.resolve(status);
  }
}

export const status: BackendStatus = {
  used: 'cpu',
  flavour: 'cpu-relaxed',
  reason: 'slower',
  adapter: 'Intel UHD 620',
  keystrokeMs: { cpu: 31, webgpu: 58 },
  testedAt: Date.UTC(2026, 10, 28, 9, 12),
};
