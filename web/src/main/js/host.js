// The engine's memory, its emitted modules, and the threads that share both.
import { createEngine } from './engine.js';

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

/** Gives an engine memory as soon as it is compiled; gives its functions. */
export async function startEngine({ threads, maxMemory }, compiling) {
  const { memory, workers } = createThreads(threads, maxMemory);
  const imports = { env: { memory, table: new WebAssembly.Table({ element: 'anyfunc', initial: 0 }) } };
  try {
    return await createEngine(await compiling, {
      memory,
      threads: workers.length + 1,
      instantiate(bytes) {
        const module = new WebAssembly.Module(bytes);
        workers.forEach(worker => worker.postMessage(module));
        return new WebAssembly.Instance(module, imports).exports;
      },
    });
  } catch (error) {
    workers.forEach(worker => worker.terminate());
    throw error;
  }
}
