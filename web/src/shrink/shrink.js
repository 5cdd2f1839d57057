// Makes the npm package in a folder smaller: node shrink.js FOLDER. Nothing else changes; the tests run on either.
import binaryen from 'binaryen';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { minify } from 'terser';

const folder = process.argv[2];
const { GC, ReferenceTypes, ExceptionHandling, BulkMemory, SignExt, NontrappingFPToInt, MutableGlobals, Multivalue, ExtendedConst }
  = binaryen.Features;
/** What TeaVM writes. Whatever else Binaryen knows might be newer than browsers. */
const FEATURES = GC | ReferenceTypes | ExceptionHandling | BulkMemory | SignExt | NontrappingFPToInt | MutableGlobals | Multivalue
  | ExtendedConst;

// Nothing outside sees the engine's objects, and its Java is compiled without checks that would trap.
binaryen.setClosedWorld(true);
binaryen.setTrapsNeverHappen(true);
binaryen.setOptimizeLevel(2);
binaryen.setShrinkLevel(2);
// A function within another is compiled when that is first called, and much of it is seldom needed: larger ones make the start slower.
binaryen.setOneCallerInlineMaxSize(80);

for (const file of readdirSync(folder)) {
  const path = join(folder, file);
  if (file.endsWith('.wasm')) {
    writeFileSync(path, smaller(readFileSync(path)));
  } else if (file.endsWith('.js')) {
    writeFileSync(path, (await minify(readFileSync(path, 'utf8'), { module: true, ecma: 2020 })).code);
  }
}

// For who has to know whether another build came after.
writeFileSync('done', '');

function smaller(bytes) {
  const module = binaryen.readBinary(bytes, FEATURES);
  for (const name of exportsOf(module).filter(name => name.startsWith('teavm'))) {
    module.removeExport(name);
  }
  module.runPasses(['remove-unused-module-elements', 'type-ssa', 'gufa', 'type-merging']);
  module.optimize();
  module.optimize();
  module.runPasses(['type-finalizing']);
  module.optimize();
  module.runPasses(['reorder-types', 'reorder-functions']);
  return module.emitBinary();
}

function exportsOf(module) {
  return Array.from({ length: module.getNumExports() }, (_, i) => binaryen.getExportInfo(module.getExportByIndex(i)).name);
}
