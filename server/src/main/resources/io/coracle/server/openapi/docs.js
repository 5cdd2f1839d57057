// Shows openapi.json, and lets its examples be tried. Everything comes from this server; nothing is put into the page as HTML.

const METHODS = ['get', 'post', 'put', 'delete'];

/** An element with attributes and children; texts stay texts. */
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** What a reference names; everything else is itself. */
function resolved(api, value) {
  if (!value?.$ref) return value;
  return value.$ref.slice(2).split('/').reduce((at, part) => at[part], api);
}

/** A schema as a few lines that look like the JSON that it describes. */
function outline(api, schema, indent = '') {
  const actual = resolved(api, schema);
  if (actual.oneOf) return actual.oneOf.map((each) => outline(api, each, indent)).join('\n' + indent + 'or ');
  if (actual.properties) {
    const lines = Object.entries(actual.properties).map(([name, property]) => {
      const must = actual.required?.includes(name) ? '' : '?';
      const about = resolved(api, property);
      const standard = about.default === undefined ? '' : ` (default: ${JSON.stringify(about.default)})`;
      const note = property.$ref || !about.description ? '' : `  // ${about.description}${standard}`;
      return `${indent}  "${name}"${must}: ${outline(api, property, indent + '  ')}${note}`;
    });
    return `{\n${lines.join('\n')}\n${indent}}`;
  }
  if (actual.items) return `[${outline(api, actual.items, indent)}, …]`;
  if (actual.const !== undefined) return JSON.stringify(actual.const);
  if (actual.enum) return actual.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (actual.additionalProperties) return `{"…": ${outline(api, actual.additionalProperties, indent)}}`;
  return [actual.type ?? 'anything'].flat().join(' | ');
}

/** A form that sends a request and shows what comes back. */
function tryOut(path, method, parameters, body) {
  const fields = new Map(parameters.map((parameter) =>
    [parameter.name, element('input', { 'aria-label': parameter.name, value: parameter.example ?? '' })]));
  const text = body && element('textarea', { 'aria-label': 'request body', spellcheck: 'false' }, JSON.stringify(body.example, null, 2));
  const status = element('p', { role: 'status' });
  const answer = element('pre', { hidden: '', tabindex: '0' });
  const form = element('form', {}, ...[...fields].map(([name, field]) => element('p', {}, element('label', {}, name + ' ', field))),
    text, element('p', {}, element('button', {}, 'Send')), status, answer);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const address = path.slice(1).replace(/\{(\w+)\}/g, (_, name) => fields.get(name).value.split('/').map(encodeURIComponent).join('/'));
    const headers = text ? { 'Content-Type': 'application/json' } : {};
    const key = document.getElementById('key').value;
    if (key) headers.Authorization = `Bearer ${key}`;
    try {
      const response = await fetch(address, { method: method.toUpperCase(), headers, body: text?.value });
      status.textContent = `${response.status} ${response.statusText}`;
      status.className = response.ok ? '' : 'failed';
      answer.textContent = await response.text();
      answer.hidden = false;
    } catch (failure) {
      status.textContent = `No answer: ${failure.message}`;
      status.className = 'failed';
    }
  });
  return form;
}

function operation(api, path, method, about) {
  const parameters = about.parameters ?? [];
  const body = about.requestBody?.content['application/json'];
  const responses = Object.entries(about.responses).map(([status, response]) =>
    element('li', {}, element('code', {}, status), ' ', resolved(api, response).description));
  const good = resolved(api, about.responses['200']).content?.['application/json'];
  return element('details', {},
    element('summary', {}, element('code', { class: 'method' }, method.toUpperCase()), element('code', {}, path), ' ', element('span', { class: 'note' }, about.summary)),
    element('div', {}, about.description && element('p', {}, about.description),
      ...parameters.map((parameter) => element('p', {}, element('code', {}, parameter.name), ': ', parameter.description ?? '')),
      ...(body ? [element('h3', {}, 'Request'), element('pre', { tabindex: '0' }, outline(api, body.schema))] : []),
      ...(good ? [element('h3', {}, 'Response'), element('pre', { tabindex: '0' }, outline(api, good.schema))] : []),
      element('h3', {}, 'Statuses'), element('ul', {}, ...responses),
      element('h3', {}, 'Try it'), tryOut(path, method, parameters, body)));
}

async function show() {
  const description = document.getElementById('description');
  try {
    const api = await (await fetch('openapi.json')).json();
    description.replaceChildren(api.info.description + ' As a document: ', element('a', { href: 'openapi.json' }, 'openapi.json'), '.');
    for (const tag of api.tags) {
      const section = element('section', {}, element('h2', {}, tag.name), element('p', { class: 'note' }, tag.description));
      for (const [path, methods] of Object.entries(api.paths)) {
        for (const method of METHODS) {
          if (methods[method]?.tags.includes(tag.name)) section.append(operation(api, path, method, methods[method]));
        }
      }
      document.getElementById('operations').append(section);
    }
  } catch (failure) {
    description.textContent = `openapi.json could not be read: ${failure.message}`;
    description.className = 'failed';
  }
}

show();
