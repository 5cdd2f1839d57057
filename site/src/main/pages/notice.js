// What went wrong, said where it is seen, with a way on. And how far long work has come.

const place = document.getElementById('notices');

/** What a reader should know of an error, by its code (see the package's README). */
function words(error) {
  switch (error.code) {
    case 'download':
      return `The model could not be downloaded. ${error.message}`;
    case 'model-format':
    case 'model':
      return `That is not a model this page can use. ${error.message}`;
    case 'tokenizer':
    case 'configuration':
      return `The model’s own files are damaged or of a kind that is not supported. ${error.message}`;
    case 'memory':
      return `This device has not enough memory for that. Close other tabs, or use a smaller text or model. (${error.message})`;
    default:
      return error.name === 'QuotaExceededError'
        ? 'The browser has no room to keep this text’s index. Finding works, but the text is read again next time.'
        : error.message;
  }
}

/** Shows an error until it is dismissed, or until the next one of its kind; `retry` is offered where there is one. */
export function complain(error, { kind = 'any', retry } = {}) {
  console.warn(error);
  dismiss(kind);
  const notice = document.createElement('div');
  notice.className = 'notice';
  notice.dataset.kind = kind;
  const text = document.createElement('p');
  text.textContent = words(error);
  notice.append(text);
  if (retry) {
    notice.append(button('Try again', () => {
      notice.remove();
      retry();
    }));
  }
  notice.append(button('Dismiss', () => notice.remove()));
  place.append(notice);
}

/** Takes errors of a kind away. */
export function dismiss(kind) {
  place.querySelectorAll(`[data-kind="${kind}"]`).forEach(notice => notice.remove());
}

export function button(label, action) {
  const element = document.createElement('button');
  element.type = 'button';
  element.textContent = label;
  element.addEventListener('click', action);
  return element;
}

/** Buttons that fill in something to try. */
export function suggest(texts, choose) {
  document.getElementById('suggestions').replaceChildren(...texts.map(text => {
    const item = document.createElement('li');
    item.append(button(text, () => choose(text)));
    return item;
  }));
}

const work = document.getElementById('work');
const bar = document.getElementById('progress');
const label = document.getElementById('work-text');

/** Shows what is going on and how much of it is done, from 0 to 1. */
export function progress(text, share) {
  work.hidden = false;
  label.textContent = text;
  bar.value = share;
}

/** The work is over. */
export function done() {
  work.hidden = true;
}
