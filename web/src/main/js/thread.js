// A thread of the engine: instantiates every module that the engine does, and works in the first until there is another.

const instances = [];
let imports;
let number;

self.onmessage = ({ data }) => {
  if (data instanceof WebAssembly.Module) {
    instances.push(new WebAssembly.Instance(data, imports));
    instances[0].exports.work(number);
  } else {
    imports = { env: { memory: data.memory, table: new WebAssembly.Table({ element: 'anyfunc', initial: 0 }) } };
    number = data.number;
  }
};
