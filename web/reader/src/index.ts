export { type WorkerLike, createFileReader } from './client.js';
export { startWorker } from './start-worker.js';
