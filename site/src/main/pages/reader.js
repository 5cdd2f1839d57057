// The reader: a text, and its passages found by meaning.
import { SemanticEmbedder, SemanticIndex } from './coracle/index.js';
import { button, complain, dismiss, done, progress, suggest } from './notice.js';
import { forgetModels, isModelsFault, keptOffline } from './offline.js';
import { dim, findPassages, jumpTo, light } from './passages.js';
import { digest, forgetText, keepText, keptText } from './shelf.js';
import { readAny, readFile, readHtml, UnreadableText } from './text.js';

const BOOK = 'library/sailing-alone.html';
const QUESTIONS = ['Was he ever lonely?', 'food that made him ill', 'a ghost at the helm', 'running away from robbers', 'a boat stuck on the beach'];
const RESULTS = 10;
const TYPING_PAUSE = 150;

const text = document.getElementById('text');
const finder = document.querySelector('.finder');
const query = document.getElementById('query');
const status = document.getElementById('status');
const list = document.getElementById('results');
const dialog = document.getElementById('opening');
const pasted = document.getElementById('pasted');

const offline = keptOffline();
let embedder;
/** The text on the page: its passages, their index, and what stops the work on it. */
let current;
let hits = [];
let chosen = -1;
let searches = 0;

/** Loads the model once; the next call after a failure tries again. */
function loadEmbedder() {
  embedder ??= offline.then(() => SemanticEmbedder.create({
    model: 'models/minilm/',
    monitor: events => events.addEventListener('downloadprogress', ({ loaded }) => progress('Loading the model', loaded)),
  })).catch(error => {
    embedder = undefined;
    throw error;
  });
  return embedder;
}

/** Shows a text and makes its passages findable. */
async function open({ title, content }) {
  current?.stopping.abort();
  const opened = current = { stopping: new AbortController(), passages: [], index: undefined };
  clearResults();
  document.title = `${title} · Coracle`;
  text.replaceChildren(content);
  opened.passages = findPassages(text);
  text.removeAttribute('aria-busy');
  suggest(text.dataset.shipped ? QUESTIONS : [], question => {
    query.value = question;
    find();
  });
  await makeFindable(opened);
}

async function makeFindable(opened) {
  const { signal } = opened.stopping;
  dismiss('index');
  finder.ariaBusy = 'true';
  try {
    progress('Loading the model', 0);
    const model = await loadEmbedder();
    signal.throwIfAborted();
    opened.index = new SemanticIndex(model);
    const passages = opened.passages.map(passage => passage.text);
    const name = await digest(passages);
    const kept = name && await opened.index.load(name).catch(() => false);
    if (!kept || opened.index.size !== passages.length) {
      await opened.index.clear();
      await opened.index.add(passages, {
        signal,
        onProgress: (count, all) => signal.aborted || progress(`Reading passage ${count} of ${all}`, count / all),
      });
      await (name && opened.index.save(name).catch(error => complain(error, { kind: 'storage' })));
    }
    signal.throwIfAborted();
    done();
    say(`${passages.length} passages, ready to be found.`);
    await find();
    finder.ariaBusy = 'false';
  } catch (error) {
    if (!signal.aborted) {
      done();
      if (isModelsFault(error)) {
        await forgetModels();
      }
      complain(error, { kind: 'index', retry: () => makeFindable(opened) });
    }
  } finally {
    if (signal.aborted) {
      opened.index?.clear().catch(() => {});
    }
  }
}

function say(message) {
  status.textContent = message;
}

/** Finds what the box asks for, in as much of the text as has been read. */
async function find() {
  const search = ++searches;
  const wanted = query.value.trim();
  if (!wanted || !current?.index?.size) {
    clearResults();
    return;
  }
  try {
    const found = await current.index.search(wanted, RESULTS);
    if (search === searches) {
      show(wanted, found.map(({ position, score }) => ({ passage: current.passages[position], score })));
    }
  } catch (error) {
    if (search === searches) {
      complain(error, { kind: 'search' });
    }
  }
}

function clearResults() {
  searches++;
  hits.forEach(({ passage }) => dim(passage));
  hits = [];
  chosen = -1;
  list.hidden = true;
  list.replaceChildren();
  document.getElementById('suggestions').hidden = false;
}

function show(wanted, found) {
  clearResults();
  dismiss('search');
  hits = found;
  hits.forEach(({ passage }, rank) => light(passage, strength(rank)));
  list.replaceChildren(...hits.map(item));
  list.hidden = hits.length === 0;
  list.ariaLabel = `Passages for “${wanted}”, best first`;
  document.getElementById('suggestions').hidden = hits.length > 0;
  say(hits.length ? `${hits.length} passages. Enter goes to the next.` : '');
}

function strength(rank) {
  return (1 - 0.085 * rank).toFixed(3);
}

function item({ passage, score }, rank) {
  const element = document.createElement('li');
  const go = button('', () => choose(rank, true));
  go.style.setProperty('--strength', strength(rank));
  const place = part('place', '');
  place.append(part('heading', passage.heading), part('score', `${Math.round(100 * Math.max(0, score))} %`));
  go.append(place, part('excerpt', passage.text));
  element.append(go);
  return element;
}

function part(name, content) {
  return Object.assign(document.createElement('span'), { className: name, textContent: content });
}

/** Goes to one of the results. */
function choose(rank, focus) {
  chosen = rank;
  list.querySelectorAll('button').forEach((go, i) => {
    if (i === rank) {
      go.setAttribute('aria-current', 'true');
      go.scrollIntoView({ block: 'nearest' });
    } else {
      go.removeAttribute('aria-current');
    }
  });
  jumpTo(hits[rank].passage, focus);
}

// What jumps to a passage stops below the finder, where that covers the top of a narrow window.
new ResizeObserver(([{ target }]) => {
  document.documentElement.style.setProperty('--finder', `${target.offsetHeight}px`);
}).observe(finder);

let pause;
query.addEventListener('input', () => {
  clearTimeout(pause);
  pause = setTimeout(find, TYPING_PAUSE);
});

document.getElementById('search').addEventListener('submit', event => {
  event.preventDefault();
  if (hits.length) {
    choose((chosen + 1) % hits.length, false);
  } else {
    find();
  }
});

query.addEventListener('keydown', event => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? (event.key === 'Enter' && event.shiftKey ? -1 : 0);
  if (step && hits.length) {
    event.preventDefault();
    choose((chosen + step + hits.length) % hits.length, false);
  }
});

// Opening texts

async function openBook() {
  dismiss('text');
  try {
    const response = await fetch(BOOK);
    if (!response.ok) {
      throw new Error(`the server answered ${response.status}`);
    }
    text.dataset.shipped = 'true';
    await open(readHtml(await response.text()));
  } catch (error) {
    complain(new Error(`The book cannot be loaded: ${error.message}`), { kind: 'text', retry: openBook });
  }
}

/** Opens what `read` makes of something of the user's, and keeps it for the next visit. */
async function openOwn(read) {
  dismiss('text');
  try {
    const { title, content } = await read();
    delete text.dataset.shipped;
    const holder = document.createElement('div');
    holder.append(content.cloneNode(true));
    await offline;
    keepText({ title, html: holder.innerHTML });
    dialog.close();
    scrollTo(0, 0);
    await open({ title: title || 'A text', content });
  } catch (error) {
    dialog.close();
    complain(error instanceof UnreadableText ? error : new Error(`That cannot be opened: ${error.message}`), { kind: 'text' });
  }
}

document.getElementById('open').addEventListener('click', () => dialog.showModal());

document.getElementById('file').addEventListener('change', event => {
  const [file] = event.target.files;
  event.target.value = '';
  if (file) {
    openOwn(() => readFile(file));
  }
});

document.getElementById('opening-form').addEventListener('submit', event => {
  if (event.submitter?.value === 'read') {
    event.preventDefault();
    const written = pasted.value;
    pasted.value = '';
    openOwn(() => readAny(written));
  }
});

document.getElementById('shipped').addEventListener('click', () => {
  dialog.close();
  forgetText();
  openBook();
});

addEventListener('paste', event => {
  if (!event.target.closest('input, textarea, dialog')) {
    const html = event.clipboardData.getData('text/html');
    openOwn(() => html ? readHtml(html) : readAny(event.clipboardData.getData('text/plain')));
  }
});

addEventListener('dragover', event => {
  event.preventDefault();
  document.body.classList.add('dropping');
});

addEventListener('dragleave', event => {
  if (!event.relatedTarget) {
    document.body.classList.remove('dropping');
  }
});

addEventListener('drop', event => {
  event.preventDefault();
  document.body.classList.remove('dropping');
  const [file] = event.dataTransfer.files;
  const html = event.dataTransfer.getData('text/html');
  const plain = event.dataTransfer.getData('text/plain');
  if (file || html || plain) {
    openOwn(() => file ? readFile(file) : html ? readHtml(html) : readAny(plain));
  }
});

const kept = await keptText();
if (kept) {
  open({ title: kept.title, content: readHtml(kept.html).content });
} else {
  openBook();
}
