import { type VersionManifest, requestFrom } from './manifest.js';
import { Versions } from './versions.js';

/**
 * The service worker: keeps the code of one version of the app and serves it, so that the app works without a network
 * and without its server, and never runs with parts of two versions.
 *
 * It takes over when no page of the version before is open any more, or when the person says so. Pages that are open
 * then go on with their own version's files, which are kept until the last of them is closed.
 */
declare const manifest: VersionManifest;

/** The part of a service worker's world that is used; TypeScript's library of it can't stand beside that of pages. */
interface ServiceWorkerWorld {
  registration: { scope: string };
  clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: LifeEvent) => void): void;
  addEventListener(type: 'message', listener: (event: LifeEvent & { data: unknown }) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
}

interface LifeEvent {
  waitUntil(task: Promise<unknown>): void;
}

interface FetchEvent extends LifeEvent {
  request: Request;
  respondWith(response: Promise<Response>): void;
}

const world = globalThis as unknown as ServiceWorkerWorld;
const base = world.registration.scope;
const versions = new Versions(manifest, base);

world.addEventListener('install', (event) => {
  event.waitUntil(versions.install());
});

world.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([world.clients.claim(), versions.tidy()]));
});

world.addEventListener('message', (event) => {
  const request = requestFrom(event.data);
  if (request?.kind === 'keep') event.waitUntil(versions.keep(request.flavour));
  if (request?.kind === 'tidy') event.waitUntil(versions.tidy());
  if (request?.kind === 'take-over') event.waitUntil(world.skipWaiting());
});

world.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || !url.href.startsWith(base)) return;
  const path = decodeURIComponent(url.href.slice(base.length).replace(/[?#].*$/, ''));
  // The engine keeps its model by itself, and asks for parts of it.
  if (path.startsWith('models/') || request.headers.has('Range')) return;
  event.respondWith(answer(event, path === '' ? 'index.html' : path));
});

/** A file of this version; for everything else the server is asked, and what it lacks is missing. */
async function answer(event: FetchEvent, path: string): Promise<Response> {
  const kept = await versions.find(path);
  if (kept !== undefined) return kept;
  const response = await fetch(event.request);
  const flavour = versions.flavourOf(path);
  if (response.ok && flavour !== undefined) event.waitUntil(versions.keep(flavour).catch(() => undefined));
  return response;
}
