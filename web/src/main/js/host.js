// The engine's memory, its emitted modules, and the threads that share both.

/** Addresses are below 2 GiB. A shared memory must say how far it may grow, and some machines have no room for as much. */
const MOST_PAGES = [32767, 16384, 8192, 4096];
const PAGE = 1 << 16;

function createMemory(shared, maxMemory = MOST_PAGES[0] * PAGE) {
  const limit = Math.max(1, Math.floor(maxMemory / PAGE));
  for (const most of MOST_PAGES) {
    try {
      return new WebAssembly.Memory({ initial: 1, maximum: Math.min(most, limit), shared });
    } catch {
      // The next smaller one may do.
    }
  }
  throw Object.assign(new Error('the browser gives no WebAssembly memory; close other pages'), { code: 'memory' });
}

/** Memory and the threads that share it. Some engines call a page isolated and share nothing all the same: they get one thread. */
function createThreads(count, maxMemory) {
  const memory = createMemory(count > 1, maxMemory);
  const workers = [];
  try {
    for (let number = 1; number < count; number++) {
      workers.push(new Worker(new URL('./thread.js', import.meta.url), { type: 'module', name: `coracle thread ${number}` }));
      workers[number - 1].postMessage({ memory, number });
    }
    return { memory, workers };
  } catch (error) {
    if (error.name !== 'DataCloneError') {
      throw error;
    }
    workers.forEach(worker => worker.terminate());
    return createThreads(1, maxMemory);
  }
}

/**
 * Loads the engine, the whole one or the one with common operators, and gives it memory; gives its functions, and `memory()`, which is
 * all of its memory as bytes.
 */
export async function startEngine({ threads, maxMemory }, whole = false) {
  const { memory, workers } = createThreads(threads, maxMemory);
  const { Exports: engine, start } = await (whole ? import('./engine-whole.js') : import('./engine.js'));
  const imports = { env: { memory, table: new WebAssembly.Table({ element: 'anyfunc', initial: 0 }) } };
  start({
    threads: workers.length + 1,
    pages: () => memory.buffer.byteLength / PAGE,
    bytes: () => new Int8Array(memory.buffer),
    validates: module => WebAssembly.validate(module),
    grow(pages) {
      try {
        memory.grow(pages);
        return true;
      } catch {
        return false;
      }
    },
    instantiate(bytes) {
      const module = new WebAssembly.Module(bytes);
      workers.forEach(worker => worker.postMessage(module));
      return new WebAssembly.Instance(module, imports).exports;
    },
  });
  return { ...engine, memory: () => new Uint8Array(memory.buffer) };
}
