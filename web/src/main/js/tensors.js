// Tensors between JavaScript's arrays and the bytes that the engine takes.
import { CoracleError } from './engine-client.js';

const ARRAYS = {
  float32: Float32Array, float64: Float64Array, int8: Int8Array, uint8: Uint8Array, int16: Int16Array, uint16: Uint16Array,
  int32: Int32Array, uint32: Uint32Array, int64: BigInt64Array, uint64: BigUint64Array, bool: Uint8Array, float16: Uint16Array,
  bfloat16: Uint16Array,
};
const BIG = new Set(['int64', 'uint64']);

/** What an input is, as messages say it. */
function wanted({ name, type, dims }) {
  return `${name}: ${type}${dims ? `[${dims.map(dim => dim ?? '?').join(', ')}]` : ''}`;
}

/** Inputs by name, {data, dims, type}, as the engine takes them; plain arrays become what the model wants. */
export function toEngine(feeds, inputs) {
  const wants = `the model wants ${inputs.map(wanted).join(', ')}`;
  if (feeds === null || typeof feeds !== 'object') {
    throw new CoracleError('input', `inputs are an object {name: {data, dims}}; ${wants}`);
  }
  return Object.entries(feeds).map(([name, feed]) => {
    const reject = problem => {
      throw new CoracleError('input', `input "${name}" ${problem}; ${wants}`);
    };
    const data = feed?.data;
    if (!Array.isArray(data) && !ArrayBuffer.isView(data)) {
      reject('has no data: it is {data, dims}, data an array or a typed array');
    }
    const type = feed.type ?? typeOf(data, inputs.find(input => input.name === name)?.type);
    const dims = Array.from(feed.dims ?? [data.length], Number);
    if (dims.some(dim => !Number.isInteger(dim) || dim < 0) || dims.reduce((a, b) => a * b, 1) !== data.length) {
      reject(`has ${data.length} elements, which do not fill [${dims.join(', ')}]`);
    }
    if (type === 'string') {
      return { name, type, dims: Int32Array.from(dims), bytes: new Int8Array(), strings: data.map(String) };
    }
    const Kind = ARRAYS[type];
    if (!Kind) {
      reject(`has the type "${type}", which is none of ${Object.keys(ARRAYS).join(', ')}, string`);
    }
    let elements = data;
    if (!(data instanceof Kind)) {
      try {
        elements = Kind.from(data, BIG.has(type) ? BigInt : Number);
      } catch (error) {
        reject(`does not hold numbers of type ${type}: ${error.message}`);
      }
    }
    const bytes = new Int8Array(elements.buffer, elements.byteOffset, elements.byteLength);
    return { name, type, dims: Int32Array.from(dims), bytes, strings: [] };
  });
}

/** The type of a typed array is its own, where the model does not want one that is kept in such arrays. */
function typeOf(data, type) {
  if (Array.isArray(data)) {
    return type ?? (typeof data[0] === 'string' ? 'string' : typeof data[0] === 'bigint' ? 'int64' : 'float32');
  }
  return type && data instanceof (ARRAYS[type] ?? Array) ? type : Object.keys(ARRAYS).find(name => data instanceof ARRAYS[name]);
}

/** Outputs by name: {data, dims, type}. Types that JavaScript has no arrays for come as their bytes. */
export function fromEngine(tensors) {
  return Object.fromEntries(tensors.map(({ name, type, dims, bytes, strings }) => {
    const Kind = ARRAYS[type] ?? Uint8Array;
    // The bytes are an array of their own, from the worker.
    return [name, { type, dims, data: type === 'string' ? strings : new Kind(bytes.buffer) }];
  }));
}
