// What the page and its worker both need: the engine's code, fetched and compiled where that can begin first, and codes of errors.

/** Fetches the engine's code and compiles it. */
export async function compileEngine(address) {
  try {
    const response = await fetch(address);
    if (!response.ok) {
      throw new Error(`the server answered ${response.status}`);
    }
    // Compiled while it arrives, if the server says what it is.
    return await (response.headers.get('Content-Type') === 'application/wasm' ? WebAssembly.compileStreaming(response)
      : WebAssembly.compile(await response.arrayBuffer()));
  } catch (error) {
    throw Object.assign(new Error(`${address} cannot be loaded: ${error.message}`), { code: 'download' });
  }
}

/** The code of an error of ours. What the browser itself throws has none, or a number that means something else. */
export function codeOf(error) {
  return typeof error.code === 'string' ? error.code : undefined;
}
