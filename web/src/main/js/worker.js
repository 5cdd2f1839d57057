// Runs the engine away from the page's thread. Takes {id, name, args}; answers {id, value}, {id, error: {code, message}}, and while a
// file is being fetched {id, progress: [loaded, total]}. A failed call harms none that follow.
//
// There are two engines: one with the operators of most models, which starts at once, and the whole one, which is fetched when a model
// needs it. What they open has numbers that tell whose it is.
import { codeOf, compileEngine } from './compile.js';
import { startEngine } from './host.js';
import './engine.js'; // which host.js needs; named here too, both are fetched at once

/** What the worker does for calls that are not simply the engine's own. A source is an address, a Blob or bytes. */
const calls = {
  async start(given) {
    options = given;
    starting = startEngine(options, new Promise(resolve => {
      arrived = resolve;
    }));
    await starting;
  },

  /** The engine, which the page compiles while this worker loads. */
  compiled(module) {
    arrived(module);
  },

  async openSession(source, options, progress) {
    const { engine, id } = await opened(await load(source, progress), (engine, { address, length }) => engine.openSession(address, length));
    return { id, ...JSON.parse(engine.describe(id)) };
  },

  async openEmbedder(source, { tokenizer, pooling = 'mean', normalize = true, maxTokens = 512 }, progress) {
    let model;
    const { engine, id } = await openedWithTokenizer(source, tokenizer, progress, (engine, file, words) => {
      model = `${fingerprint(engine, file)} ${pooling} ${normalize} ${maxTokens}`;
      return engine.openEmbedder(file.address, file.length, words, pooling, normalize, maxTokens);
    });
    return { id, model, dimension: engine.dimension(id) };
  },

  async openClassifier(source, { tokenizer, config, maxTokens = 512 }, progress) {
    const labels = new TextDecoder().decode(await content(config));
    const { id } = await openedWithTokenizer(source, tokenizer, progress, (engine, { address, length }, words) =>
      engine.openClassifier(address, length, words, labels, maxTokens));
    return id;
  },

  async embedInto(index, id, texts) {
    const vectors = (await engineOf(id)).embedAll(id, texts);
    return (await engineOf(index)).addVectors(index, vectors);
  },

  async classify(id, text, second) {
    return JSON.parse((await engineOf(id)).classify(id, text, second));
  },
};

/** What the engines are started with; the first call gives it. */
let options;
/** The engine with common operators. */
let starting;
/** What is told that it is compiled. */
let arrived;
/** The whole engine, once a model needs it. */
let wholeStarting;

/** How much of a file is read at once. */
const CHUNK = 1 << 18;
/** After how much of it the page is told. */
const PROGRESS = 1 << 20;

/** What the whole engine opens has numbers above this one. */
const WHOLE = 1 << 30;

/** The engine that opened something; the usual one for calls that are about nothing open. */
function engineOf(id) {
  return id > WHOLE ? wholeStarting : starting;
}

self.onmessage = async ({ data: { id, name, args } }) => {
  try {
    const progress = (loaded, total) => self.postMessage({ id, progress: [loaded, total] });
    const value = calls[name] ? await calls[name](...args, progress) : (await engineOf(args[0]))[name](...args);
    self.postMessage({ id, value }, buffers(value));
  } catch (error) {
    self.postMessage({ id, error: { code: codeOf(error) ?? 'internal', message: error.message } });
  }
};

/** The memory of a result, which moves to the page: the engine has no more use for it. */
function buffers(value) {
  const arrays = Array.isArray(value) ? value.map(tensor => tensor.bytes) : [value];
  return arrays.filter(ArrayBuffer.isView).map(array => array.buffer);
}

function failure(code, message) {
  return Object.assign(new Error(message), { code });
}

/** Reads a tokenizer while the model is on its way, and opens something with both. Nothing of either is left behind when one fails. */
async function openedWithTokenizer(source, tokenizer, progress, open) {
  const [model, words] = await Promise.allSettled([load(source, progress), readTokenizer(tokenizer)]);
  try {
    for (const { reason } of [model, words].filter(({ status }) => status === 'rejected')) {
      throw reason;
    }
    return await opened(model.value, (engine, file) => words.value.within(engine, id => open(engine, file, id)));
  } catch (error) {
    if (words.status === 'rejected' && model.status === 'fulfilled') {
      model.value.engine.free(model.value.file.address);
    }
    throw error;
  } finally {
    words.value?.forget();
  }
}

/** Opens something on a file in memory: {engine, id}. The engine keeps the file if that succeeds. */
async function opened({ engine, file }, open) {
  try {
    return { engine, id: open(engine, file) };
  } catch (error) {
    if (error.code !== 'operators') {
      engine.free(file.address);
      throw error;
    }
  }
  return opened(await moved(engine, file), open);
}

/** Brings a file into the whole engine's memory. */
async function moved(engine, { address, length }) {
  try {
    wholeStarting ??= startEngine(options, compileEngine(new URL('./engine-whole.wasm', import.meta.url))).catch(error => {
      wholeStarting = undefined;
      throw failure('download', `the rest of the engine cannot be loaded: ${error.message}`);
    });
    const whole = await wholeStarting;
    const there = whole.reserve(length);
    whole.memory().set(engine.memory().subarray(address, address + length), there);
    return { engine: whole, file: { address: there, length } };
  } finally {
    engine.free(address);
  }
}

/** A file's bytes as they arrive, and how many there will be (0 where nobody says). */
async function stream(source) {
  if (typeof source !== 'string') {
    const blob = new Blob([source]);
    return { body: blob.stream(), total: blob.size, name: 'the model' };
  }
  let response;
  try {
    response = await fetch(source);
  } catch (error) {
    throw failure('download', `${source} cannot be fetched: ${error.message}`);
  }
  if (!response.ok || !response.body) {
    throw failure('download', `${source} cannot be fetched: the server answered ${response.status}`);
  }
  // The length of compressed answers is not that of the file.
  const total = response.headers.get('Content-Encoding') ? 0 : Number(response.headers.get('Content-Length') ?? 0);
  return { body: response.body, total, name: source };
}

/**
 * A body's bytes as they arrive, each chunk until the next is asked for: where the browser can, they lie in one buffer again and again,
 * so that no garbage of the file's size is left.
 */
async function* chunks(body) {
  let reader;
  try {
    reader = body.getReader({ mode: 'byob' });
  } catch {
    // Not a stream of bytes; and not every browser can walk over one.
    reader = body.getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      yield read.value;
    }
    return;
  }
  let buffer = new ArrayBuffer(CHUNK);
  while (true) {
    const { done, value } = await reader.read(new Uint8Array(buffer));
    if (done) {
      return;
    }
    yield value;
    buffer = value.buffer;
  }
}

/** Brings a file into the engine's memory, chunk by chunk as it arrives. */
async function load(source, progress) {
  const [engine, { body, total, name }] = await Promise.all([starting, stream(source)]);
  let capacity = total || 1 << 20;
  let address = engine.reserve(capacity);
  let length = 0;
  let told = 0;
  try {
    for await (const chunk of chunks(body)) {
      if (length + chunk.length > capacity) {
        const larger = engine.reserve(capacity = 2 * (length + chunk.length));
        engine.memory().copyWithin(larger, address, address + length);
        engine.free(address);
        address = larger;
      }
      engine.memory().set(chunk, address + length);
      length += chunk.length;
      if (length - told >= PROGRESS) {
        progress(told = length, total);
      }
    }
    if (length < total) {
      throw new Error(`it ended after ${length} of ${total} bytes`);
    }
    progress(length, total);
  } catch (error) {
    engine.free(address);
    throw codeOf(error) ? error : failure('download', `${name} broke off: ${error.message}`);
  }
  return { engine, file: { address, length } };
}

/** A tokenizer, read by the usual engine; where another one needs it, it is read again. */
async function readTokenizer(source) {
  const [usual, json] = await Promise.all([starting, content(source)]);
  const id = usual.readTokenizer(json);
  return {
    within(engine, use) {
      const own = engine === usual ? id : engine.readTokenizer(json);
      try {
        return use(own);
      } finally {
        if (own !== id) {
          engine.close(own);
        }
      }
    },
    forget: () => usual.close(id),
  };
}

/** Tells models apart without reading all of them: the length, and a hash (FNV-1a) of bytes spread over the file. */
function fingerprint(engine, { address, length }) {
  const bytes = engine.memory().subarray(address, address + length);
  const step = Math.max(1, length / 65536);
  let hash = 0x811c9dc5;
  for (let at = 0; at < length; at += step) {
    hash = Math.imul(hash ^ bytes[Math.floor(at)], 0x01000193);
  }
  return `${length}-${(hash >>> 0).toString(16)}`;
}

/** All bytes of a small file. */
async function content(source) {
  const { body, name } = await stream(source);
  try {
    return new Int8Array(await new Response(body).arrayBuffer());
  } catch (error) {
    throw failure('download', `${name} broke off: ${error.message}`);
  }
}
