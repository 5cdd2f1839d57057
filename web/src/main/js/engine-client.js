// The page's side of the worker that runs the engine: calls and their answers.
import { codeOf, compileEngine } from './compile.js';

/** What went wrong, in words for people, with a code for programs (see README.md). */
export class CoracleError extends Error {
  constructor(code, message) {
    super(message);
    this.name = 'CoracleError';
    this.code = code;
  }
}

/** A function that adds two vectors, and a structure: what compiles it has SIMD and objects, which the engine needs. */
const PROBE = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 11, 2, 96, 2, 123, 123, 1, 123, 95, 1, 120, 0, 3, 2, 1, 0,
  10, 11, 1, 9, 0, 32, 0, 32, 1, 253, 174, 1, 11);

/** Whether this browser has what the engine needs. */
export function isSupported() {
  return globalThis.WebAssembly?.validate(PROBE) ?? false;
}

/** A list cut into as few lists of at most so many as it takes, all about as long. */
export function groups(list, most) {
  const count = Math.ceil(list.length / most);
  const size = Math.ceil(list.length / count);
  return Array.from({ length: count }, (_, i) => list.slice(i * size, (i + 1) * size));
}

/** Engines by what they were started with: sessions that agree on that share a worker and its memory. */
const running = new Map();

/** A worker with calls under way. It ends when nothing that it opened is open any more. */
export class Engine {
  #worker;
  #waiting = new Map();
  #lastId = 0;
  #key;
  #open = 0;

  /** The engine for these options, started now or shared. */
  static for({ threads, maxMemory } = {}) {
    if (!isSupported()) {
      throw new CoracleError('browser', 'this browser has no WebAssembly with SIMD and objects; Chrome 119, Firefox 120, Safari 18.2 and later have');
    }
    const usual = globalThis.crossOriginIsolated ? Math.min(navigator.hardwareConcurrency || 1, 4) : 1;
    const options = { threads: globalThis.crossOriginIsolated ? threads ?? usual : 1, maxMemory };
    const key = JSON.stringify(options);
    if (!running.has(key)) {
      running.set(key, new Engine(key, options));
    }
    return running.get(key);
  }

  constructor(key, options) {
    this.#key = key;
    this.#worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'coracle' });
    this.#worker.onmessage = ({ data: { id, value, error, progress } }) => {
      const waiting = this.#waiting.get(id);
      if (progress) {
        waiting?.onProgress?.(...progress);
        return;
      }
      this.#waiting.delete(id);
      if (error) {
        waiting.reject(new CoracleError(error.code, error.message));
      } else {
        waiting.resolve(value);
      }
    };
    this.#worker.onerror = event => this.#end(new CoracleError('internal', `the worker failed: ${event.message ?? 'it cannot be loaded'}`));
    this.call('start', [options]).catch(error => this.#end(error));
    compileEngine(new URL('./engine.wasm', import.meta.url)).then(module => this.call('compiled', [module]))
      .catch(error => this.#end(new CoracleError(codeOf(error) ?? 'internal', error.message)));
  }

  /** Calls the worker; rejects with a {@link CoracleError}. */
  call(name, args, onProgress) {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      this.#waiting.set(id, { resolve, reject, onProgress });
      this.#worker.postMessage({ id, name, args });
    });
  }

  /** As {@link call}, for what opens something; {@link close} closes it. */
  async open(name, args, onProgress) {
    const opened = await this.call(name, args, onProgress);
    this.#open++;
    return opened;
  }

  async close(id) {
    await this.call('close', [id]);
    if (--this.#open === 0 && this.#waiting.size === 0) {
      this.#end(new CoracleError('destroyed', 'it was destroyed'));
    }
  }

  #end(error) {
    running.delete(this.#key);
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) {
      reject(error);
    }
    this.#waiting.clear();
  }
}
