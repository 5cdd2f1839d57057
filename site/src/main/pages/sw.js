// Keeps the pages for use without a network. What it serves comes from the cache alone; a new version of the site, which is a new
// version of this file, fetches everything anew. Models are kept when they are first used, and stay across versions.

/** Filled in by the build: a digest of the site, and its files without the models. */
const VERSION = '@version@';
const FILES = ['@files@'];

const SITE = `coracle-site-${VERSION}`;
const MODELS = 'coracle-models';
/** What a page needs so that the engine may use several threads; added here, so that any static host will do. */
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

self.addEventListener('install', event => {
  event.waitUntil(caches.open(SITE)
    .then(cache => cache.addAll(FILES.map(file => new Request(file, { cache: 'no-cache' }))))
    .then(() => self.skipWaiting()));
});

self.addEventListener('activate', event => {
  event.waitUntil(caches.keys()
    .then(names => Promise.all(names.filter(name => name.startsWith('coracle-site-') && name !== SITE).map(name => caches.delete(name))))
    .then(() => self.clients.claim()));
});

self.addEventListener('fetch', event => {
  const address = new URL(event.request.url);
  const scope = new URL(self.registration.scope);
  if (event.request.method !== 'GET' || address.origin !== scope.origin || !address.pathname.startsWith(scope.pathname)) {
    return;
  }
  const path = address.pathname.slice(scope.pathname.length);
  if (path.startsWith('models/')) {
    event.respondWith(model(event));
  } else if (path === '' ? event.request.mode === 'navigate' : FILES.includes(path)) {
    event.respondWith(page(path || 'index.html'));
  }
});

async function page(path) {
  return isolated(await (await caches.open(SITE)).match(path) ?? await fetch(path));
}

/** A model streams through to the page while a copy is kept. A download that breaks off is not kept, nor a page in place of a model. */
async function model(event) {
  const kept = await (await caches.open(MODELS)).match(event.request.url);
  if (kept) {
    return isolated(kept);
  }
  const response = await fetch(event.request.url);
  if (response.ok && !response.headers.get('Content-Type')?.startsWith('text/html')) {
    const copy = response.clone();
    event.waitUntil(caches.open(MODELS).then(cache => cache.put(event.request.url, copy)).catch(() => {}));
  }
  return isolated(response);
}

function isolated(response) {
  const headers = new Headers(response.headers);
  Object.entries(ISOLATION).forEach(([name, value]) => headers.set(name, value));
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
