// The sentiment page: labels for a text, as it is typed.
import { pipeline } from './coracle/index.js';
import { complain, dismiss, done, progress, suggest } from './notice.js';
import { forgetModels, isModelsFault, keptOffline } from './offline.js';

const SHIPPED = 'models/sentiment/';
const EXAMPLES = ['A joy from the first scene to the last.', 'Two hours of my life that nobody will give me back.',
  'The pictures are gorgeous. The story, alas, is not worth telling.'];
const TYPING_PAUSE = 100;

const words = document.getElementById('words');
const status = document.getElementById('status');
const labels = document.getElementById('labels');
const parts = document.getElementById('parts');
const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

const offline = keptOffline();
let classify;
let asked = 0;

/** Loads a model in place of the one in use, which stays until then. */
async function load(model, options) {
  dismiss('model');
  progress('Loading the model', 0);
  try {
    await offline;
    const loaded = await pipeline('text-classification', model, {
      ...options,
      progress_callback: (now, all) => all && progress('Loading the model', now / all),
    });
    await classify?.dispose();
    classify = loaded;
    status.textContent = words.value.trim() ? '' : 'Ready.';
    await judge();
    return true;
  } catch (error) {
    if (model === SHIPPED && isModelsFault(error)) {
      await forgetModels();
    }
    complain(error, { kind: 'model', retry: model === SHIPPED ? () => load(model) : undefined });
    return false;
  } finally {
    done();
  }
}

async function judge() {
  const ask = ++asked;
  const text = words.value.trim();
  if (!classify || !text) {
    labels.replaceChildren();
    parts.hidden = true;
    return;
  }
  try {
    const found = await classify(text, { top_k: null });
    const single = [...sentences.segment(text)].map(({ segment }) => segment.trim()).filter(Boolean);
    const each = single.length > 1 ? await Promise.all(single.map(sentence => classify(sentence))) : [];
    if (ask === asked) {
      dismiss('judging');
      show(found);
      showParts(single, each.flat());
    }
  } catch (error) {
    if (ask === asked) {
      complain(error, { kind: 'judging' });
    }
  }
}

/** Labels stay in the order of their names, so that bars grow and shrink in place. */
function show(found) {
  status.textContent = `Most likely ${found[0].label}, ${percent(found[0].score)}.`;
  labels.replaceChildren(...found.toSorted((a, b) => a.label < b.label ? -1 : 1).flatMap(({ label, score }) => {
    const name = Object.assign(document.createElement('dt'), { textContent: label });
    const bar = document.createElement('dd');
    const meter = Object.assign(document.createElement('div'), { className: 'meter', role: 'presentation' });
    meter.style.setProperty('--share', score);
    bar.append(meter);
    return [name, bar, Object.assign(document.createElement('dd'), { className: 'percent', textContent: percent(score) })];
  }));
}

function showParts(single, each) {
  parts.hidden = each.length === 0;
  document.getElementById('sentences').replaceChildren(...each.map(({ label, score }, i) => {
    const item = document.createElement('li');
    item.append(Object.assign(document.createElement('span'), { textContent: single[i] }),
      Object.assign(document.createElement('span'), { className: 'verdict', textContent: `${label} ${percent(score)}` }));
    return item;
  }));
}

/** Nothing is certain: what is nearly 0 or 1 is not rounded to it. */
function percent(score) {
  return `${Math.min(99, Math.max(1, Math.round(100 * score)))} %`;
}

let pause;
words.addEventListener('input', () => {
  clearTimeout(pause);
  pause = setTimeout(judge, TYPING_PAUSE);
});

suggest(EXAMPLES, text => {
  words.value = text;
  judge();
});

document.getElementById('another').addEventListener('submit', event => {
  event.preventDefault();
  const files = [...document.getElementById('files').files];
  const named = ending => files.find(file => file.name.endsWith(ending));
  const [model, tokenizer, config] = [named('.onnx'), named('tokenizer.json'), named('config.json')];
  if (model && tokenizer && config) {
    load(model, { tokenizer, config });
  } else {
    complain(new Error('Choose three files: a model (.onnx), its tokenizer.json and its config.json.'), { kind: 'model' });
  }
});

document.getElementById('shipped').addEventListener('click', () => load(SHIPPED));

load(SHIPPED);
