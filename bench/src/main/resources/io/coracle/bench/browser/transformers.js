import { env, pipeline } from '/transformers/dist/transformers.min.js';
import { offer } from './measure.js';

env.allowRemoteModels = false;
env.allowLocalModels = true;
env.localModelPath = '/';
env.useBrowserCache = false;
env.backends.onnx.wasm.wasmPaths = '/transformers-onnxruntime/dist/';
let extract;

async function loadTexts(model, threads) {
  env.backends.onnx.wasm.numThreads = threads;
  extract = await pipeline('feature-extraction', `transformers-models/${model}`, { dtype: 'q8', device: 'wasm' });
}

offer({
  loadTexts,
  async embed(texts, batch) {
    for (let at = 0; at < texts.length; at += batch) {
      await extract(texts.slice(at, at + batch), { pooling: 'mean', normalize: true });
    }
  },
  async first() {
    await loadTexts('int8', 1);
    await extract('Keys are replaced every 90 days.', { pooling: 'mean', normalize: true });
  },
});
