import { SemanticEmbedder, SemanticIndex, Session } from '/coracle/index.js';
import { inputs, offer } from './measure.js';

let session;
let embedder;

offer({
  async load(model, threads) {
    session = await Session.create(`/models/${model}/model.onnx`, { threads });
  },
  async call(length) {
    const feeds = Object.fromEntries(inputs(length).map(([name, data]) => [name, { data, dims: [1, length] }]));
    return (await session.run(feeds)).last_hidden_state.data;
  },
  async loadTexts(model, threads) {
    embedder = await SemanticEmbedder.create({ model: `/models/${model}/`, threads });
  },
  embed: texts => embedder.embed(texts),
  async first() {
    embedder = await SemanticEmbedder.create({ model: '/models/int8/', threads: 1 });
    await embedder.embed('Keys are replaced every 90 days.');
  },
  /** Seconds to index a text in passages of 1,000 characters, and milliseconds of each query after. */
  async index(text, queries) {
    const start = performance.now();
    const index = new SemanticIndex(embedder);
    const passages = await embedder.split(text, { size: 1000 });
    await index.add(passages);
    const seconds = (performance.now() - start) / 1000;
    const times = [];
    for (const query of queries) {
      const asked = performance.now();
      await index.search(query, 10);
      times.push(performance.now() - asked);
    }
    return [seconds, times.sort((a, b) => a - b)[times.length >> 1], passages.length];
  },
});
