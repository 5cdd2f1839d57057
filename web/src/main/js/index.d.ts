/** What went wrong, in words for people, with a code for programs. */
export class CoracleError extends Error {
  readonly name: 'CoracleError';
  readonly code: ErrorCode;
}

export type ErrorCode =
  /** A file cannot be fetched, or its download broke off. */
  | 'download'
  /** A file is no ONNX model, or a damaged one. */
  | 'model-format'
  /** The model uses what is not supported, or is not of the kind that is wanted. */
  | 'model'
  /** tokenizer.json is damaged or of a kind that is not supported. */
  | 'tokenizer'
  /** config.json is damaged. */
  | 'configuration'
  /** An argument is not what the model, or the function, wants. */
  | 'input'
  /** The browser gives no more memory. */
  | 'memory'
  /** A saved index is damaged, or was made with another model. */
  | 'index'
  /** It was destroyed before. */
  | 'destroyed'
  /** The browser lacks what the engine needs. */
  | 'browser'
  /** A fault of Coracle itself. */
  | 'internal';

/** An address relative to the page, or a file's content. */
export type Source = string | URL | Blob | ArrayBuffer | ArrayBufferView;

export interface EngineOptions {
  /** Threads that share the work; more than one only where the page is cross-origin isolated. Default: as many as help, up to 4. */
  threads?: number;
  /** The most bytes that models and their work may take together. Default: 2 GiB. */
  maxMemory?: number;
  /** Called while a model is loaded; `total` is 0 where the server does not say. */
  onProgress?: (loaded: number, total: number) => void;
}

export type TypedArray = Float32Array | Float64Array | Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array
  | BigInt64Array | BigUint64Array;

export type TensorType = 'float32' | 'float64' | 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'int64' | 'uint64' | 'bool'
  | 'float16' | 'bfloat16' | 'string';

export interface TensorInput {
  /** The elements, row by row. A plain array becomes what the model wants; a typed array must be of that type. */
  data: TypedArray | readonly (number | bigint | boolean | string)[];
  /** Default: one dimension. */
  dims?: readonly number[];
  /** Only needed where `data` does not tell, as for float16 (bits in a Uint16Array). */
  type?: TensorType;
}

export interface TensorOutput {
  data: TypedArray | string[];
  dims: number[];
  type: TensorType;
}

export interface ValueDescription {
  name: string;
  type: string;
  /** Extents: a number, a name that stands for one, or null where it is unknown. Absent where not even the rank is known. */
  dims?: (number | string | null)[];
}

/** Any ONNX model. */
export class Session {
  private constructor();
  static create(source: Source, options?: EngineOptions): Promise<Session>;
  readonly inputs: ValueDescription[];
  readonly outputs: ValueDescription[];
  run(feeds: Record<string, TensorInput>): Promise<Record<string, TensorOutput>>;
  /** What the engine does for such inputs, as text: its plan, and the kernels that the plan calls. */
  plan(feeds: Record<string, TensorInput>): Promise<string>;
  /** What the engine found this browser to have, as text. */
  target(): Promise<string>;
  /** Gives the model's memory back. */
  destroy(): Promise<void>;
}

/** A folder in Hugging Face's layout, an .onnx file in one, or the parts one by one. */
export type Model = Source | { model: Source; tokenizer?: Source; config?: Source };

export interface EmbedderOptions extends EngineOptions {
  /** Called with a target of 'downloadprogress' events, whose `loaded` goes from 0 to 1. */
  monitor?: (events: EventTarget) => void;
  /** Default: all-MiniLM-L6-v2 in int8, from the folder `../models/minilm/` beside this package's. */
  model?: Model;
  tokenizer?: Source;
  /** Default: mean. */
  pooling?: 'mean' | 'cls' | 'max' | 'last';
  /** Whether vectors have length 1. Default: true. */
  normalize?: boolean;
  /** Longer texts are cut to so many tokens. Default: 512. */
  maxTokens?: number;
}

/** Texts as vectors whose dot product says how close they are in meaning. */
export class SemanticEmbedder {
  private constructor();
  /** 'available' when the model is in a cache, 'downloadable' when not, 'unavailable' where the browser cannot run it. */
  static availability(options?: { model?: Model }): Promise<'available' | 'downloadable' | 'unavailable'>;
  static create(options?: EmbedderOptions): Promise<SemanticEmbedder>;
  readonly dimension: number;
  /** Names model and settings: embedders that agree on it give vectors that can be compared. */
  readonly model: string;
  embed(text: string): Promise<Float32Array>;
  embed(texts: string[]): Promise<Float32Array[]>;
  /** The ids of a text's tokens, special ones included. */
  tokens(text: string): Promise<Int32Array>;
  /** Passages of whole sentences of at most `size` characters, neighbours sharing up to `overlap`. */
  split(text: string, options?: { size?: number; overlap?: number }): Promise<{ start: number; end: number; text: string }[]>;
  /** Gives the model's memory back. */
  destroy(): Promise<void>;
}

export type Passage = string | { text: string; [more: string]: unknown };

/** Search by meaning over passages. */
export class SemanticIndex<P extends Passage = Passage> {
  constructor(embedder: SemanticEmbedder);
  readonly size: number;
  readonly passages: readonly P[];
  /** Searches get their turn while passages are added. Aborting keeps what was added until then. */
  add(passages: P | readonly P[], options?: { onProgress?: (count: number, all: number) => void; signal?: AbortSignal }): Promise<void>;
  /** The passages closest in meaning, best first. */
  search(query: string, k?: number): Promise<{ passage: P; position: number; score: number }[]>;
  /** Keeps the index in this browser under a name. */
  save(name?: string): Promise<void>;
  /** Loads what was saved under a name in place of what is there; false when nothing was saved. */
  load(name?: string): Promise<boolean>;
  toBytes(): Promise<Uint8Array>;
  fromBytes(bytes: Uint8Array): Promise<void>;
  /** Forgets all passages and gives their memory back. */
  clear(): Promise<void>;
}

export interface PipelineOptions extends Omit<EngineOptions, 'onProgress'> {
  progress_callback?: (loaded: number, total: number) => void;
  tokenizer?: Source;
  config?: Source;
  maxTokens?: number;
  pooling?: 'mean' | 'cls' | 'max' | 'last';
  normalize?: boolean;
}

export interface LabelScore {
  label: string;
  score: number;
}

export interface TextClassification {
  /** The best label of each text (one list); with another `top_k` than 1, a list of labels for each; null means all labels. */
  (text: string, options?: { top_k?: number | null; text_pair?: string }): Promise<LabelScore[]>;
  (texts: string[], options?: { top_k?: number | null; text_pair?: string }): Promise<LabelScore[] | LabelScore[][]>;
  dispose(): Promise<void>;
}

export interface FeatureExtraction {
  (texts: string | string[]): Promise<{ type: 'float32'; dims: [number, number]; data: Float32Array; tolist(): number[][] }>;
  dispose(): Promise<void>;
}

/** Tasks as transformers.js names them. */
export function pipeline(task: 'text-classification', model: Model, options?: PipelineOptions): Promise<TextClassification>;
export function pipeline(task: 'feature-extraction', model?: Model, options?: PipelineOptions): Promise<FeatureExtraction>;
