// The service worker that lets the pages work without a network.

/**
 * Resolves when what the page fetches from now on is kept for offline use; at once where the browser has no service workers or
 * refuses this one, which only means that the pages need a network.
 */
export async function keptOffline() {
  if (!navigator.serviceWorker) {
    return;
  }
  try {
    const registration = await navigator.serviceWorker.register('sw.js', { updateViaCache: 'none' });
    // One that is active already and yet not in control was passed over on purpose: by a reload that asks for everything anew.
    if (!navigator.serviceWorker.controller && !registration.active) {
      await new Promise((resolve, reject) => {
        navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true });
        setTimeout(reject, 10_000, new Error('the service worker does not start'));
      });
    }
    navigator.storage?.persist?.().catch(() => {});
  } catch (error) {
    console.info(`These pages will not work offline: ${error.message}`);
  }
}

/** Has models fetched anew: what is kept of them is of no use. */
export async function forgetModels() {
  await globalThis.caches?.delete('coracle-models').catch(() => {});
}

/** True for errors that come back for as long as the same model is used. */
export function isModelsFault(error) {
  return ['model-format', 'model', 'tokenizer', 'configuration'].includes(error.code);
}
