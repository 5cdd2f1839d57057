// Coracle: machine-learning models and search by meaning, in the browser and nowhere else. See README.md and index.d.ts.
import { CoracleError, Engine, groups, isSupported } from './engine-client.js';
import { fromEngine, toEngine } from './tensors.js';
// Those above need these; named here too, all are fetched at once.
import './compile.js';
import './storage.js';

export { CoracleError } from './engine-client.js';
export { SemanticIndex } from './semantic-index.js';

/** Where the default model lies: in a folder beside the package's. */
const DEFAULT_MODEL = new URL('../models/minilm/', import.meta.url).href;
/** Texts in one message to the worker: enough to keep all threads busy, few enough that other calls get their turn. */
const TOGETHER = 32;

/** What a function makes of each of a list; two are under way, one that the worker does and one that it finds then. */
async function inTurns(list, make) {
  const made = [];
  let next = 0;
  const lane = async () => {
    while (next < list.length) {
      const i = next++;
      made[i] = await make(list[i]).catch(error => {
        next = list.length;
        throw error;
      });
    }
  };
  await Promise.all([lane(), lane()]);
  return made;
}

/** Addresses are relative to the page, not to the worker that fetches them. */
function absolute(source) {
  return typeof source === 'string' || source instanceof URL ? new URL(source, globalThis.location?.href).href : source;
}

/** The parts of a model: of a folder in Hugging Face's layout, of an .onnx file in one, or as given. */
function parts(model, given = {}) {
  const base = absolute(model?.model ?? model);
  const own = model?.model ? model : {};
  const address = typeof base !== 'string' ? undefined : base.endsWith('.onnx') ? base : `${base.replace(/\/*$/, '')}/model.onnx`;
  const folder = address?.replace(/(onnx\/)?[^/]*$/, '');
  const part = (name, file) => absolute(given[name] ?? own[name] ?? (folder && folder + file));
  return { model: address ?? base, tokenizer: part('tokenizer', 'tokenizer.json'), config: part('config', 'config.json') };
}

function needTexts(texts) {
  for (const text of texts) {
    if (typeof text !== 'string') {
      throw new CoracleError('input', `texts are strings, got ${text === null ? 'null' : typeof text}`);
    }
  }
}

/** Any ONNX model. */
export class Session {
  #engine;
  #id;

  /** Loads a model from an address, a Blob, or bytes. */
  static async create(source, { threads, maxMemory, onProgress } = {}) {
    const engine = Engine.for({ threads, maxMemory });
    const { id, inputs, outputs } = await engine.open('openSession', [absolute(source), {}], onProgress);
    return new Session(engine, id, inputs, outputs);
  }

  constructor(engine, id, inputs, outputs) {
    this.#engine = engine;
    this.#id = id;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /** Runs the model: {name: {data, dims}} gives {name: {data, dims, type}}. */
  async run(feeds) {
    return fromEngine(await this.#engine.call('run', [this.#id, toEngine(feeds, this.inputs)]));
  }

  /** What the engine found this browser to have, as text. */
  async target() {
    return this.#engine.call('target', []);
  }

  /** What the engine does for such inputs, as text: its plan, and the kernels that the plan calls. */
  async plan(feeds) {
    return this.#engine.call('plan', [this.#id, toEngine(feeds, this.inputs)]);
  }

  /** Gives the model's memory back. */
  async destroy() {
    await this.#engine.close(this.#id);
  }
}

/** Texts as vectors whose dot product says how close they are in meaning. Has the shape of the browser's proposed own API. */
export class SemanticEmbedder {
  /** 'available' when the model is in a cache, 'downloadable' when not, 'unavailable' where the browser cannot run it. */
  static async availability({ model = DEFAULT_MODEL } = {}) {
    if (!isSupported()) {
      return 'unavailable';
    }
    const address = parts(model).model;
    const cached = typeof address !== 'string' || await globalThis.caches?.match(address).catch(() => undefined);
    return cached ? 'available' : 'downloadable';
  }

  /** Loads the model; a monitor is called with a target of 'downloadprogress' events, whose `loaded` goes from 0 to 1. */
  static async create({ monitor, model = DEFAULT_MODEL, onProgress, ...options } = {}) {
    const events = new EventTarget();
    monitor?.(events);
    const report = (loaded, total) => {
      onProgress?.(loaded, total);
      if (total) {
        events.dispatchEvent(new ProgressEvent('downloadprogress', { lengthComputable: true, loaded: loaded / total, total: 1 }));
      }
    };
    const { model: address, tokenizer } = parts(model, options);
    const { pooling, normalize, maxTokens } = options;
    const engine = Engine.for(options);
    return new SemanticEmbedder(engine, await engine.open('openEmbedder', [address, { tokenizer, pooling, normalize, maxTokens }], report));
  }

  constructor(engine, { id, model, dimension }) {
    this.engine = engine;
    this.id = id;
    /** Names model and settings: embedders that agree on it give vectors that can be compared. */
    this.model = model;
    this.dimension = dimension;
  }

  /** The vector of a text as a Float32Array, or an array of them for an array of texts. */
  async embed(input) {
    const texts = Array.isArray(input) ? input : [input];
    needTexts(texts);
    if (!Array.isArray(input)) {
      return this.engine.call('embed', [this.id, input]);
    }
    const vectors = await inTurns(groups(texts, TOGETHER), group => this.engine.call('embedAll', [this.id, group]));
    return vectors.flatMap(flat => Array.from({ length: flat.length / this.dimension },
      (_, i) => flat.slice(i * this.dimension, (i + 1) * this.dimension)));
  }

  /** The ids of a text's tokens, special ones included. */
  async tokens(text) {
    needTexts([text]);
    return this.engine.call('tokens', [this.id, text]);
  }

  /** Passages of whole sentences of at most `size` characters: [{start, end, text}]. */
  async split(text, { size = 1000, overlap = 0 } = {}) {
    needTexts([text]);
    const ends = await this.engine.call('split', [text, size, overlap]);
    return Array.from({ length: ends.length / 2 }, (_, i) => {
      const [start, end] = [ends[2 * i], ends[2 * i + 1]];
      return { start, end, text: text.slice(start, end) };
    });
  }

  /** Gives the model's memory back. */
  async destroy() {
    await this.engine.close(this.id);
  }
}

/** Tasks as transformers.js names them: gives a function with a `dispose` method. */
export async function pipeline(task, model, { progress_callback: onProgress, ...options } = {}) {
  if (task === 'feature-extraction') {
    const embedder = await SemanticEmbedder.create({ model, onProgress, ...options });
    const extract = async input => {
      const vectors = await embedder.embed([input].flat());
      const data = new Float32Array(vectors.length * embedder.dimension);
      vectors.forEach((vector, i) => data.set(vector, i * embedder.dimension));
      return { type: 'float32', dims: [vectors.length, embedder.dimension], data, tolist: () => vectors.map(vector => [...vector]) };
    };
    return Object.assign(extract, { dispose: () => embedder.destroy() });
  }
  if (task === 'text-classification') {
    const { model: address, tokenizer, config } = parts(model, options);
    const engine = Engine.for(options);
    const id = await engine.open('openClassifier', [address, { tokenizer, config, maxTokens: options.maxTokens }], onProgress);
    const classify = async (input, { top_k: count = 1, text_pair: second = '' } = {}) => {
      const texts = [input].flat();
      needTexts([...texts, second]);
      const all = await Promise.all(texts.map(text => engine.call('classify', [id, text, second])));
      const best = all.map(labels => labels.slice(0, count ?? labels.length));
      return Array.isArray(input) && count !== 1 ? best : best.flat();
    };
    return Object.assign(classify, { dispose: () => engine.close(id) });
  }
  throw new CoracleError('input', `there is no task "${task}"; there are text-classification and feature-extraction`);
}
