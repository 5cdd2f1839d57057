// Files that this browser keeps: in the origin's private file system, or in IndexedDB where that cannot be written.

async function folder() {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle('coracle', { create: true });
}

/** Writes a file; throws when the browser has no room for it. */
export async function writeFile(name, bytes) {
  try {
    const file = await (await folder()).getFileHandle(encodeURIComponent(name), { create: true });
    const out = await file.createWritable(); // the old content stays until this is closed
    await out.write(bytes);
    await out.close();
  } catch (error) {
    if (error.name === 'QuotaExceededError') {
      throw error;
    }
    await inDatabase('readwrite', store => store.put(bytes, name));
  }
}

/** A file's bytes; undefined when there is none. */
export async function readFile(name) {
  try {
    const file = await (await (await folder()).getFileHandle(encodeURIComponent(name))).getFile();
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    return inDatabase('readonly', store => store.get(name)).catch(() => undefined);
  }
}

function inDatabase(mode, action) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('coracle', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('files');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction('files', mode);
      const request = action(transaction.objectStore('files'));
      transaction.oncomplete = () => {
        database.close();
        resolve(request.result);
      };
      transaction.onabort = () => {
        database.close();
        reject(transaction.error);
      };
    };
  });
}
