/** What tests put in the place of the Rust core, the browser and the network. */
export { FakeCard, fakeGpu } from './fakes/card.js';
export { FakeCore } from './fakes/core.js';
export { FakeError, refusedByte } from './fakes/errors.js';
export { modelBytes, newHash, packedOf, packedSourceOf, sha256, sourceOf } from './fakes/files.js';
export { fakeCaches, fakeRoot } from './fakes/storage.js';
export { FakeTimers, never } from './fakes/timer.js';
export { MemoryNotes, MemoryStore } from './fakes/stores.js';
export { type ServerOptions, serverOf } from './fakes/server.js';
export {
  FakeWorker,
  type Kind,
  fakeSurroundings,
  handlersOf,
  kinds,
  transportOf,
} from './fakes/surroundings.js';
