// Texts of any kind as plain elements that are safe to show: nothing of them runs, loads or styles anything.

/** What is kept of HTML, without attributes; everything else is replaced by its content. */
const KEPT = new Set(['H1', 'H2', 'H3', 'H4', 'H5', 'H6', 'P', 'UL', 'OL', 'LI', 'DL', 'DT', 'DD', 'BLOCKQUOTE', 'PRE', 'CODE', 'EM', 'STRONG',
  'B', 'I', 'U', 'S', 'SUB', 'SUP', 'SMALL', 'Q', 'CITE', 'ABBR', 'KBD', 'SAMP', 'VAR', 'TIME', 'BR', 'HR', 'A', 'TABLE', 'CAPTION',
  'THEAD', 'TBODY', 'TFOOT', 'TR', 'TH', 'TD']);
/** What is left out with its content: it is no part of the text. */
const DROPPED = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'NOSCRIPT', 'IFRAME', 'OBJECT', 'EMBED', 'SVG', 'MATH', 'CANVAS', 'AUDIO', 'VIDEO', 'PICTURE',
  'NAV', 'ASIDE', 'FOOTER', 'FORM', 'BUTTON', 'SELECT', 'TEXTAREA', 'DIALOG', 'MENU']);
/** What stands in lines of its own, and is kept as an element that says no more than that. */
const BLOCKS = new Set(['DIV', 'SECTION', 'ARTICLE', 'MAIN', 'HEADER', 'FIGURE', 'FIGCAPTION', 'DETAILS', 'SUMMARY', 'ADDRESS', 'CENTER', 'HGROUP']);
const MOST_BYTES = 20_000_000;
/** Deeper nesting is flattened. */
const DEEPEST = 100;

/** A text that cannot be read; the message says why. */
export class UnreadableText extends Error {}

/** Reads a file: {title, content}, where content is a DocumentFragment. */
export async function readFile(file) {
  if (file.size > MOST_BYTES) {
    throw new UnreadableText(`${file.name} has ${Math.round(file.size / 1e6)} MB; texts of up to ${MOST_BYTES / 1e6} MB can be opened.`);
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  const text = decode(bytes, file.name);
  const extension = file.name.toLowerCase().split('.').pop();
  const read = extension.startsWith('htm') || file.type === 'text/html' ? readHtml : extension === 'md' || extension === 'markdown' ? readMarkdown : readAny;
  const result = read(text);
  return { ...result, title: result.title || file.name };
}

/** UTF-8 and UTF-16 by their byte order mark, else UTF-8, else what old Windows programs write. */
function decode(bytes, name) {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  if (encoding === 'utf-8' && bytes.subarray(0, 8192).includes(0)) {
    throw new UnreadableText(`${name} is not a text file. Plain text, Markdown and HTML can be opened.`);
  }
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Text that may be HTML: it is when it has the tags of a page or of paragraphs. */
export function readAny(text) {
  return /<(?:!doctype html|html|body|article|p|div|h[1-6]|ul|ol|table)[\s>]/i.test(text) && /<\/[a-z]/i.test(text) ? readHtml(text) : readPlain(text);
}

export function readHtml(html) {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const articles = page.querySelectorAll('article');
  const root = articles.length === 1 ? articles[0] : page.querySelector('main') ?? page.body;
  const content = document.createDocumentFragment();
  root.childNodes.forEach(child => copy(child, content, 0));
  return checked({ title: page.title.trim() || content.querySelector('h1')?.textContent.trim(), content });
}

function copy(node, to, depth) {
  if (node.nodeType === Node.TEXT_NODE) {
    to.append(node.data);
  } else if (node.nodeType === Node.ELEMENT_NODE && !DROPPED.has(node.tagName.toUpperCase()) && !node.hidden) {
    if (depth > DEEPEST) {
      to.append(node.textContent);
      return;
    }
    const name = KEPT.has(node.tagName) ? node.tagName : BLOCKS.has(node.tagName) ? 'div' : undefined;
    const target = name ? to.appendChild(document.createElement(name)) : to;
    if (name === 'A') {
      setAddress(target, node.getAttribute('href') ?? '');
    }
    node.childNodes.forEach(child => copy(child, target, depth + 1));
  }
}

/** Links to other places open there; links within the page that the text came from would lead nowhere. */
function setAddress(link, address) {
  if (/^(https?:|mailto:)/i.test(address)) {
    Object.assign(link, { href: address, rel: 'noopener noreferrer', target: '_blank' });
  }
}

/** Paragraphs are what empty lines part; without any, every line is one. */
export function readPlain(text) {
  const lines = text.replace(/\r\n?/g, '\n').trim();
  const paragraphs = lines.split(/\n[ \t]*\n\s*/.test(lines) ? /\n[ \t]*\n\s*/ : '\n').map(part => part.replace(/\s+/g, ' ').trim()).filter(Boolean);
  const content = document.createDocumentFragment();
  paragraphs.forEach((paragraph, i) => {
    const title = i === 0 && paragraphs.length > 1 && paragraph.length < 90 && !/[.!?:,;]$/.test(paragraph);
    content.append(Object.assign(document.createElement(title ? 'h1' : 'p'), { textContent: paragraph }));
  });
  return checked({ title: content.querySelector('h1')?.textContent ?? paragraphs[0]?.slice(0, 60), content });
}

/** The common part of Markdown: headings, paragraphs, lists, quotations, code, emphasis and links. */
export function readMarkdown(text) {
  const content = document.createDocumentFragment();
  const lines = text.replace(/\r\n?/g, '\n').replace(/^---\n[\s\S]*?\n---\n/, '').split('\n');
  for (let i = 0; i < lines.length;) {
    const line = lines[i];
    const fence = /^\s*(```+|~~~+)/.exec(line);
    const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line);
    const taken = count => lines.slice(i, i += count);
    const run = test => {
      let end = i;
      while (end < lines.length && test(lines[end], end)) {
        end++;
      }
      return end - i;
    };
    if (fence) {
      const inside = run((other, at) => at === i || !other.trim().startsWith(fence[1]));
      content.append(Object.assign(document.createElement('pre'), { textContent: taken(inside).slice(1).join('\n') }));
      i++;
    } else if (heading) {
      content.append(inlineMarkdown(document.createElement(`h${heading[1].length}`), heading[2]));
      i++;
    } else if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) {
      content.append(document.createElement('hr'));
      i++;
    } else if (/^\s*>/.test(line)) {
      const quotation = document.createElement('blockquote');
      quotation.append(readMarkdown(taken(run(other => /^\s*>/.test(other))).map(other => other.replace(/^\s*> ?/, '')).join('\n')).content);
      content.append(quotation);
    } else if (/^\s*([-*+]|\d+[.)])\s+/.test(line)) {
      const list = document.createElement(/^\s*\d/.test(line) ? 'ol' : 'ul');
      const items = taken(run(other => other.trim())).join('\n').split(/\n(?=\s*(?:[-*+]|\d+[.)])\s)/);
      list.append(...items.map(item => inlineMarkdown(document.createElement('li'), item.replace(/^\s*([-*+]|\d+[.)])\s+/, ''))));
      content.append(list);
    } else if (line.trim()) {
      const paragraph = taken(Math.max(1, run(other => other.trim() && !/^(#{1,6}\s|\s*>|\s*```)/.test(other))));
      content.append(inlineMarkdown(document.createElement('p'), paragraph.join('\n')));
    } else {
      i++;
    }
  }
  return { title: content.querySelector('h1, h2')?.textContent, content };
}

function inlineMarkdown(element, text) {
  const pattern = /`([^`]+)`|!\[([^\]]*)\]\([^)]*\)|\[([^\]]+)\]\((https?:[^)\s]+)[^)]*\)|\*\*(.+?)\*\*|__(.+?)__|\*(\S.*?)\*|\b_(\S.*?)_\b/g;
  let from = 0;
  for (const found of text.matchAll(pattern)) {
    const [whole, code, image, link, address, strong, strongToo, em, emToo] = found;
    element.append(text.slice(from, found.index));
    from = found.index + whole.length;
    const name = code ? 'code' : link ? 'a' : strong ?? strongToo ? 'strong' : em ?? emToo ? 'em' : 'span';
    const part = element.appendChild(document.createElement(name));
    part.textContent = code ?? link ?? strong ?? strongToo ?? em ?? emToo ?? image;
    if (link) {
      setAddress(part, address);
    }
  }
  element.append(text.slice(from));
  return element;
}

function checked(result) {
  if (!result.content.textContent.trim()) {
    throw new UnreadableText('There is no text in that.');
  }
  return result;
}
