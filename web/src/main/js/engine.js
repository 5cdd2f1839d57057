// The engine, which is Java compiled to WebAssembly, as JavaScript calls it. Its objects are the browser's garbage; models and kernels
// lie in a memory that it reads and writes through the functions of a small module. Arguments and results pass through another memory.

const PAGE = 1 << 16;

/** A module that reads and writes a memory: what the engine imports, as its own code can only work on its own memory. */
function access(memory) {
  const I32 = 0x7f;
  const text = string => [string.length, ...new TextEncoder().encode(string)];
  // Lengths are one byte each: no section has more than 127.
  const section = (id, items) => [id, items.flat().length + 1, items.length, ...items.flat()];
  const functions = [
    ['u8', 0, [0x20, 0, 0x2d, 0, 0]],
    ['i32', 0, [0x20, 0, 0x28, 0, 0]],
    ['setU8', 1, [0x20, 0, 0x20, 1, 0x3a, 0, 0]],
    ['setI32', 1, [0x20, 0, 0x20, 1, 0x36, 0, 0]],
    ['copy', 2, [0x20, 0, 0x20, 1, 0x20, 2, 0xfc, 10, 0, 0]],
    ['fill', 2, [0x20, 0, 0x20, 1, 0x20, 2, 0xfc, 11, 0]],
  ];
  // A shared memory is imported as one, of at most 65,536 pages; another one by its least size.
  const limits = memory.buffer instanceof ArrayBuffer ? [0, 0] : [3, 0, 0x80, 0x80, 4];
  const module = Uint8Array.from([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, [[0x60, 1, I32, 1, I32], [0x60, 2, I32, I32, 0], [0x60, 3, I32, I32, I32, 0]]),
    ...section(2, [[...text('env'), ...text('memory'), 2, ...limits]]),
    ...section(3, functions.map(([, type]) => [type])),
    ...section(7, functions.map(([name], index) => [...text(name), 0, index])),
    ...section(10, functions.map(([, , code]) => [code.length + 2, 0, ...code, 0x0b])),
  ]);
  return new WebAssembly.Instance(new WebAssembly.Module(module), { env: { memory } }).exports;
}

function refused(bytes) {
  return Object.assign(new Error(`the browser gives no more memory: ${bytes} bytes were asked for`), { code: 'memory' });
}

/** What compiled Java asks of JavaScript by itself. Much of it only the handling of exceptions from JavaScript would call: there are none. */
function platform() {
  const orFails = functions => new Proxy(functions, {
    get: (known, name) => known[name] ?? (() => {
      throw new Error(`the engine's code calls ${String(name)}, which it never should`);
    }),
  });
  return {
    'wasm:js-string': orFails({
      fromCharCode: code => String.fromCharCode(code),
      concat: (a, b) => a + b,
      charCodeAt: (string, index) => string.charCodeAt(index),
      length: string => string.length,
      substring: (string, start, end) => string.substring(start, end),
    }),
    teavmMath: Math,
    teavmDate: { currentTimeMillis: () => Date.now() },
    teavmMemory: {
      heapOffset: new WebAssembly.Global({ value: 'i32' }, 0),
      maxSize: new WebAssembly.Global({ value: 'i32' }, 0),
      notifyHeapResized() {},
    },
    // Exceptions have no traces: what fails is told by its message.
    teavm: { takeStackTrace: () => null, decorateException() {} },
    teavmJso: orFails({ stringBuiltinsSupported: () => 0, createFunction1: () => ({}), callFunction1: () => null }),
  };
}

/**
 * Starts a compiled engine on a memory for models; gives its functions.
 *
 * @param edge {memory, threads, instantiate}: the last takes a module's bytes and gives the exports of its instance
 */
export async function createEngine(compiled, { memory, threads, instantiate }) {
  const messages = new WebAssembly.Memory({ initial: 1 });
  const instances = [];
  const functions = [];
  /** What the call under way has given, and why it failed. */
  let given;

  const message = length => new Uint8Array(messages.buffer, 0, length);
  const text = length => new TextDecoder('utf-16le', { ignoreBOM: true }).decode(message(length));
  const results = [
    text,
    length => new Int8Array(messages.buffer.slice(0, length)),
    length => new Int32Array(messages.buffer.slice(0, length)),
    length => new Float32Array(messages.buffer.slice(0, length)),
    length => new Float64Array(messages.buffer.slice(0, length)),
    length => {
      const [code, ...lines] = text(length).split('\n');
      throw Object.assign(new Error(lines.join('\n')), { code });
    },
  ];

  function room(bytes) {
    const more = bytes - messages.buffer.byteLength;
    try {
      if (more > 0) {
        messages.grow(Math.ceil(more / PAGE));
      }
    } catch {
      throw refused(bytes);
    }
  }

  const page = {
    threads: () => threads,
    pages: () => memory.buffer.byteLength / PAGE,
    grow(pages) {
      try {
        memory.grow(pages);
        return 1;
      } catch {
        return 0;
      }
    },
    room,
    validates: length => WebAssembly.validate(message(length)) ? 1 : 0,
    instantiate: length => instances.push(instantiate(message(length))) - 1,
    function: (instance, length) => functions.push(instances[instance][text(length)]) - 1,
    call: (index, argument) => functions[index](argument),
    give(kind, length) {
      given.push(results[kind](length));
    },
    giveModels(at, length) {
      given.push(new Int8Array(memory.buffer, at, length).slice());
    },
  };

  // The engine's own memory has the letters of its texts and nothing else; it says how large that must be able to become.
  const env = { memory: new WebAssembly.Memory({ initial: 2, maximum: 32768 }) };
  const imports = { ...platform(), page, models: access(memory), messages: access(messages), env };
  const { exports } = await WebAssembly.instantiate(compiled, imports);

  /** Calls a function of the engine. Texts and typed arrays become two arguments: where they lie and how many elements they have. */
  function call(name, ...args) {
    let end = 0;
    const plain = args.flatMap(arg => {
      if (typeof arg === 'number') {
        return arg;
      }
      const at = end;
      const bytes = typeof arg === 'string' ? 2 * arg.length : arg.byteLength;
      room(end += Math.ceil(bytes / 4) * 4);
      if (typeof arg === 'string') {
        const units = new Uint16Array(messages.buffer, at, arg.length);
        for (let i = 0; i < arg.length; i++) {
          units[i] = arg.charCodeAt(i);
        }
      } else {
        new Uint8Array(messages.buffer, at, bytes).set(new Uint8Array(arg.buffer, arg.byteOffset, bytes));
      }
      return [at, arg.length];
    });
    given = [];
    try {
      return exports[name](...plain);
    } catch (error) {
      throw error instanceof WebAssembly.Exception ? new Error(`the engine broke off in ${name}`) : error;
    }
  }

  /** The same, for functions that give one result. */
  function result(name, ...args) {
    call(name, ...args);
    return given[0];
  }

  /** Texts in one array: how long each is, in two units, and then all of them. */
  function joined(texts) {
    const units = new Uint16Array(texts.reduce((sum, text) => sum + text.length, 2 * texts.length));
    let at = 2 * texts.length;
    texts.forEach((text, i) => {
      units.set([text.length & 0xffff, text.length >> 16], 2 * i);
      for (let j = 0; j < text.length; j++) {
        units[at++] = text.charCodeAt(j);
      }
    });
    return units;
  }

  /** Memory for models; a size that an int cannot hold would arrive there as another. */
  function reserve(bytes) {
    if (bytes > 0x7fffffff) {
      throw refused(bytes);
    }
    return call('reserve', bytes);
  }

  /** Calls with tensors {name, type, dims, bytes, strings}. */
  function withTensors(name, id, tensors) {
    const addresses = [];
    try {
      tensors.forEach(({ bytes }) => addresses.push(reserve(bytes.length)));
      tensors.forEach(({ bytes }, i) => new Int8Array(memory.buffer).set(bytes, addresses[i]));
      call(name, id, JSON.stringify(tensors.map(({ name, type, dims, bytes, strings }, i) =>
        ({ name, type, dims: [...dims], bytes: addresses[i], length: bytes.length, strings }))));
      return given;
    } finally {
      addresses.forEach(address => call('free', address));
    }
  }

  call('start');
  return {
    memory: () => new Uint8Array(memory.buffer),
    target: () => result('target'),
    reserve,
    free: address => call('free', address),
    openSession: (address, length) => call('openSession', address, length),
    describe: id => result('describe', id),
    run(id, inputs) {
      const [outputs, ...bytes] = withTensors('run', id, inputs);
      return JSON.parse(outputs).map((tensor, i) => ({ ...tensor, bytes: bytes[i] }));
    },
    plan: (id, inputs) => withTensors('plan', id, inputs)[0],
    readTokenizer: json => call('readTokenizer', json),
    openEmbedder: (address, length, tokenizer, pooling, normalize, maxTokens) =>
      call('openEmbedder', address, length, tokenizer, pooling, normalize ? 1 : 0, maxTokens),
    embed: (id, text) => result('embed', id, text),
    embedAll: (id, texts) => result('embedAll', id, joined(texts), texts.length),
    dimension: id => call('dimension', id),
    tokens: (id, text) => result('tokens', id, text),
    openClassifier: (address, length, tokenizer, config, maxTokens) => call('openClassifier', address, length, tokenizer, config, maxTokens),
    classify: (id, text, second) => result('classify', id, text, second),
    openIndex: dimension => call('openIndex', dimension),
    addVectors: (id, vectors) => call('addVectors', id, vectors),
    searchVectors: (id, query, count) => result('searchVectors', id, query, count),
    vectors: id => result('vectors', id),
    split: (text, size, overlap) => result('split', text, size, overlap),
    close: id => call('close', id),
  };
}
