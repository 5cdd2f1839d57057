// The passages of a text on the page: a few sentences each, never across a heading. They are marked up once and then only lit up.

const BLOCK = 'p, li, dt, dd, td, th, pre, caption, blockquote, div, h1, h2, h3, h4, h5, h6';
const HEADING = 'h1, h2, h3, h4, h5, h6';
/** Characters after which no further sentence is added to a passage, and those up to which the next paragraph is still added. */
const FULL = 420;
const SHORT = 120;

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

/** Puts every passage of an element into spans; gives [{text, heading, spans}] in order. */
export function findPassages(root) {
  const passages = [];
  let heading = '';
  let current;
  for (const { block, nodes } of paragraphs(root)) {
    if (block.matches(HEADING)) {
      heading = block.textContent.trim();
      current = undefined;
    } else {
      if (!current || current.text.length >= SHORT) {
        passages.push(current = { text: '', heading, pieces: [] });
      }
      current = addSentences(nodes, current, passages);
    }
  }
  wrap(passages.flatMap(passage => passage.pieces));
  return passages.map(({ text, heading: title, pieces }) => ({ text: text.trim(), heading: title, spans: pieces.map(piece => piece.span) }));
}

/** The text nodes that stand in one block, as [{block, nodes}]. */
function paragraphs(root) {
  const found = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const block = node.parentElement.closest(BLOCK) ?? root;
    if (found.at(-1)?.block === block) {
      found.at(-1).nodes.push(node);
    } else if (node.data.trim()) {
      found.push({ block, nodes: [node] });
    }
  }
  return found;
}

/** Adds a paragraph's sentences to passages; gives the last passage. */
function addSentences(nodes, first, passages) {
  let current = first;
  // Line ends within a paragraph mean no more than spaces, but to the segmenter they would end a sentence.
  const paragraph = nodes.map(node => node.data).join('').replace(/\s/g, ' ');
  for (const { segment, index } of sentences.segment(paragraph)) {
    const sentence = segment.replace(/ +/g, ' ');
    if (sentence.trim()) {
      if (current.text && current.text.length + sentence.length > FULL) {
        passages.push(current = { text: '', heading: first.heading, pieces: [] });
      }
      current.text += sentence;
      addPieces(current.pieces, nodes, index, index + segment.trimEnd().length);
    }
  }
  current.text += ' ';
  return current;
}

/** Adds the parts of text nodes between two places; a part that continues the piece before it is joined to it. */
function addPieces(pieces, nodes, from, to) {
  let start = 0;
  for (const node of nodes) {
    const begin = Math.max(from - start, 0);
    const end = Math.min(to - start, node.data.length);
    if (begin < end) {
      const last = pieces.at(-1);
      if (last?.node === node) {
        last.end = end;
      } else {
        pieces.push({ node, begin, end });
      }
    }
    start += node.data.length;
  }
}

/** Gives every piece its span. */
function wrap(pieces) {
  for (const [node, inside] of Map.groupBy(pieces, piece => piece.node)) {
    const parts = document.createDocumentFragment();
    let at = 0;
    for (const piece of inside) {
      piece.span = document.createElement('span');
      piece.span.className = 'passage';
      piece.span.textContent = node.data.slice(piece.begin, piece.end);
      parts.append(node.data.slice(at, piece.begin), piece.span);
      at = piece.end;
    }
    parts.append(node.data.slice(at));
    node.replaceWith(parts);
  }
}

/** Lights a passage up; the strength is between 0 and 1. */
export function light(passage, strength) {
  for (const span of passage.spans) {
    span.setAttribute('role', 'mark');
    span.style.setProperty('--strength', strength);
  }
}

export function dim(passage) {
  for (const span of passage.spans) {
    span.removeAttribute('role');
    span.classList.remove('current');
  }
}

/** Brings a passage into view, and with `focus` makes it the place from which a keyboard goes on. */
export function jumpTo(passage, focus) {
  document.querySelectorAll('.passage.current').forEach(span => span.classList.remove('current'));
  passage.spans.forEach(span => span.classList.add('current'));
  const [first] = passage.spans;
  first.scrollIntoView({ block: matchMedia('(max-width: 52rem)').matches ? 'start' : 'center' });
  if (focus) {
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
  }
}
