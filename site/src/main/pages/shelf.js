// The text that was opened last, kept in this browser so that it is there again next time.

const STORE = 'texts';

/** Keeps {title, html}; silently not where the browser keeps nothing, as in private windows. */
export function keepText(text) {
  return inStore('readwrite', store => store.put(text, 'last'));
}

/** The text that was kept; undefined when there is none. */
export function keptText() {
  return inStore('readonly', store => store.get('last'));
}

export function forgetText() {
  return inStore('readwrite', store => store.delete('last'));
}

function inStore(mode, action) {
  return new Promise(resolve => {
    let opening;
    try {
      opening = indexedDB.open('coracle-reader', 1);
    } catch {
      resolve(undefined);
      return;
    }
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onerror = () => resolve(undefined);
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction(STORE, mode);
      const request = action(transaction.objectStore(STORE));
      transaction.oncomplete = transaction.onabort = () => {
        database.close();
        resolve(request.result);
      };
    };
  });
}

/** A name for contents: equal for equal strings. */
export async function digest(strings) {
  const bytes = new TextEncoder().encode(JSON.stringify(strings));
  const hash = crypto.subtle ? new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)) : undefined;
  return hash && Array.from(hash.subarray(0, 16), byte => byte.toString(16).padStart(2, '0')).join('');
}
