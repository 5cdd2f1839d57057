// The page's side of ChromiumHost: one memory, the modules that work on it, and workers that share it.
const host = {
  instances: [],
  workers: [],
  recorded: null,

  start(threads) {
    const shared = threads > 1;
    this.memory = new WebAssembly.Memory(shared ? { initial: 1, maximum: 32767, shared } : { initial: 1 });
    this.imports = { env: { memory: this.memory, table: new WebAssembly.Table({ element: 'anyfunc', initial: 0 }) } };
    this.instances = [];
    this.look();
    const source = new Blob([`
      let imports, number;
      const instances = [];
      onmessage = ({ data }) => {
        if (data.memory) {
          number = data.number;
          imports = { env: { memory: data.memory, table: new WebAssembly.Table({ element: 'anyfunc', initial: 0 }) } };
        } else {
          instances.push(new WebAssembly.Instance(data, imports));
          instances[0].exports.work(number);
        }
      };`], { type: 'text/javascript' });
    for (let number = 1; number < threads; number++) {
      const worker = new Worker(URL.createObjectURL(source));
      worker.postMessage({ memory: this.memory, number });
      this.workers.push(worker);
    }
    return true;
  },

  look() { this.u8 = new Uint8Array(this.memory.buffer); },

  grow(pages) {
    try {
      this.memory.grow(pages);
    } catch {
      return false;
    }
    this.look();
    return true;
  },

  bytes(base64) {
    const text = atob(base64);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
    return bytes;
  },

  write(at, base64) { this.u8.set(this.bytes(base64), at); },

  read(at, length) {
    let text = '';
    for (let i = 0; i < length; i += 8192) {
      text += String.fromCharCode(...this.u8.slice(at + i, at + Math.min(length, i + 8192)));
    }
    return btoa(text);
  },

  async fetch(at, url) {
    this.u8.set(new Uint8Array(await (await fetch(url)).arrayBuffer()), at);
    return true;
  },

  instantiate(base64) {
    const module = new WebAssembly.Module(this.bytes(base64));
    this.workers.forEach(worker => worker.postMessage(module));
    this.instances.push(new WebAssembly.Instance(module, this.imports));
    return this.instances.length - 1;
  },

  call(instance, name, argument) {
    const call = this.instances[instance].exports[name];
    this.recorded?.push([call, argument]);
    return call(argument);
  },

  take() {
    this.calls = this.recorded;
    this.recorded = null;
    return this.calls.length;
  },

  repeat(times) {
    const all = [];
    for (let i = 0; i < times; i++) {
      const start = performance.now();
      for (const [call, argument] of this.calls) call(argument);
      all.push(performance.now() - start);
    }
    return all;
  },

  // Calls are repeated back to back, because the clock is coarse.
  profile(times) {
    return this.calls.map(([call, argument]) => {
      let best = Infinity;
      for (let round = 0; round < 3; round++) {
        const start = performance.now();
        for (let i = 0; i < times; i++) call(argument);
        best = Math.min(best, performance.now() - start);
      }
      return 1000 * best / times;
    });
  },
};
