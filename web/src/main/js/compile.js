// The engine's code: fetched and compiled where that can begin first.

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
