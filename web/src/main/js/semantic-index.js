// Search by meaning over passages: their vectors lie in the worker, their texts here.
import { CoracleError, groups } from './engine-client.js';
import { readFile, writeFile } from './storage.js';

/** The first bytes of a saved index; the last is the version of the format. */
const MAGIC = Uint8Array.of(67, 79, 82, 65, 67, 76, 69, 1);
/** Passages that go to the worker together. */
const TOGETHER = 8;
/** Groups of them that are on their way at once: enough to keep it busy, few enough that a search gets its turn. */
const UNDER_WAY = 2;

export class SemanticIndex {
  #embedder;
  #vectors;
  #passages = [];

  constructor(embedder) {
    this.#embedder = embedder;
  }

  /** The passages in their order, as they were added. */
  get passages() {
    return this.#passages;
  }

  get size() {
    return this.#passages.length;
  }

  async #opened() {
    this.#vectors ??= this.#embedder.engine.open('openIndex', [this.#embedder.dimension]);
    return this.#vectors;
  }

  /** Adds passages: texts, or objects with a `text` and whatever else shall be found with it. */
  async add(passages, { onProgress, signal } = {}) {
    const list = [passages].flat();
    for (const passage of list) {
      if (typeof (passage?.text ?? passage) !== 'string') {
        throw new CoracleError('input', 'passages are strings or objects with a text');
      }
    }
    const { engine, id } = this.#embedder;
    const index = await this.#opened();
    const adding = [];
    let added = 0;
    for (const group of groups(list, TOGETHER)) {
      if (adding.length >= UNDER_WAY) {
        await adding.shift();
      }
      if (signal?.aborted) {
        break;
      }
      adding.push(engine.call('embedInto', [index, id, group.map(passage => passage.text ?? passage)]).then(() => {
        this.#passages.push(...group);
        group.forEach(() => onProgress?.(++added, list.length));
      }));
    }
    await Promise.all(adding);
    signal?.throwIfAborted();
  }

  /** The passages closest in meaning, best first: [{passage, position, score}]. */
  async search(query, k = 10) {
    const { engine } = this.#embedder;
    const vector = await this.#embedder.embed(query);
    const hits = await engine.call('searchVectors', [await this.#opened(), vector, k]);
    return Array.from({ length: hits.length / 2 }, (_, i) => {
      const position = hits[2 * i];
      return { passage: this.#passages[position], position, score: hits[2 * i + 1] };
    });
  }

  /** The index as bytes. */
  async toBytes() {
    const vectors = await this.#embedder.engine.call('vectors', [await this.#opened()]);
    const { model, dimension } = this.#embedder;
    const header = new TextEncoder().encode(JSON.stringify({ model, dimension, passages: this.#passages }));
    const start = vectorsAt(header.length);
    const bytes = new Uint8Array(start + vectors.byteLength);
    bytes.set(MAGIC);
    new DataView(bytes.buffer).setUint32(MAGIC.length, header.length, true);
    bytes.set(header, MAGIC.length + 4);
    bytes.set(new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.byteLength), start);
    return bytes;
  }

  /** Puts what {@link toBytes} gave into this index, in place of what was there. */
  async fromBytes(bytes) {
    const { model, dimension } = this.#embedder;
    const saved = parse(bytes, dimension);
    if (saved.model !== model) {
      throw new CoracleError('index', 'the index was made with another model; its passages must be added again');
    }
    await this.clear();
    await this.#embedder.engine.call('addVectors', [await this.#opened(), saved.vectors]);
    this.#passages = saved.passages;
  }

  /** Keeps the index in this browser under a name. */
  async save(name = 'default') {
    await writeFile(name, await this.toBytes());
  }

  /** Loads what was saved under a name; false when nothing was. */
  async load(name = 'default') {
    const bytes = await readFile(name);
    if (bytes) {
      await this.fromBytes(bytes);
    }
    return bytes !== undefined;
  }

  /** Forgets all passages and gives their memory back. */
  async clear() {
    const vectors = this.#vectors;
    this.#vectors = undefined;
    this.#passages = [];
    if (vectors) {
      await this.#embedder.engine.close(await vectors);
    }
  }
}

/** Where vectors begin behind a header of this length: at a multiple of four. */
function vectorsAt(headerLength) {
  return (MAGIC.length + 4 + headerLength + 3) & ~3;
}

function parse(bytes, dimension) {
  const damaged = what => new CoracleError('index', `not a saved index: ${what}`);
  if (bytes.length < MAGIC.length + 4 || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw damaged('it begins with other bytes');
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length, true);
  let header;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(MAGIC.length + 4, MAGIC.length + 4 + length)));
  } catch (error) {
    throw damaged(error.message);
  }
  const vectors = bytes.slice(vectorsAt(length));
  if (!Array.isArray(header.passages) || vectors.length !== 4 * dimension * header.passages.length && header.dimension === dimension) {
    throw damaged('its vectors are not as many as its passages');
  }
  return { ...header, vectors: new Float32Array(vectors.buffer) };
}
