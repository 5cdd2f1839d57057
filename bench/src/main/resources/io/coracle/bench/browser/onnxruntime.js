import * as ort from '/onnxruntime-web/dist/ort.wasm.min.mjs';
import { inputs, offer } from './measure.js';

ort.env.wasm.wasmPaths = '/onnxruntime-web/dist/';
let session;

async function load(model, threads) {
  ort.env.wasm.numThreads = threads;
  session = await ort.InferenceSession.create(`/models/${model}/model.onnx`, { executionProviders: ['wasm'], graphOptimizationLevel: 'all' });
}

async function call(length) {
  const feeds = Object.fromEntries(inputs(length).map(([name, data]) => [name, new ort.Tensor('int64', data, [1, length])]));
  return (await session.run(feeds)).last_hidden_state.data;
}

offer({
  load,
  call,
  /** Without a tokenizer, which it has none of. */
  async first() {
    await load('int8', 1);
    await call(10);
  },
});
