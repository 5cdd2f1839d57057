package io.coracle.wasm;

import run.endive.runtime.ByteArrayMemory;
import run.endive.runtime.ExportFunction;
import run.endive.runtime.ImportMemory;
import run.endive.runtime.ImportTable;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.runtime.TableInstance;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.types.MemoryLimits;
import run.endive.wasm.types.Table;
import run.endive.wasm.types.TableLimits;
import run.endive.wasm.types.ValType;
import run.endive.wasm.types.Value;

/** Runs modules on the JVM with Endive's interpreter: slowly, on one thread, without relaxed SIMD, and with every access checked. */
public class EndiveHost implements WasmHost {
    private static final int MOST_PAGES = 1 << 14;

    private final Memory memory = new ByteArrayMemory(new MemoryLimits(1, MOST_PAGES));
    private final TableInstance table = new TableInstance(new Table(ValType.FuncRef, new TableLimits(0)), Value.REF_NULL_VALUE);

    @Override
    public int threads() {
        return 1;
    }

    @Override
    public int pages() {
        return memory.pages();
    }

    @Override
    public boolean grow(int pages) {
        return memory.grow(pages) >= 0;
    }

    @Override
    public int u8(int at) {
        return memory.read(at) & 0xff;
    }

    @Override
    public int i32(int at) {
        return memory.readInt(at);
    }

    @Override
    public void read(int at, byte[] to, int start, int length) {
        System.arraycopy(memory.readBytes(at, length), 0, to, start, length);
    }

    @Override
    public void write(int at, byte[] from, int start, int length) {
        memory.write(at, from, start, length);
    }

    @Override
    public void copy(int from, int to, int length) {
        memory.copy(to, from, length);
    }

    @Override
    public void clear(int at, int length) {
        memory.fill((byte) 0, at, at + length);
    }

    @Override
    public boolean validates(byte[] module) {
        try {
            instance(module);
            return true;
        } catch (WasmEngineException e) {
            return false;
        }
    }

    private Instance instance(byte[] module) {
        ImportValues imports = ImportValues.builder().addMemory(new ImportMemory("env", "memory", memory))
            .addTable(new ImportTable("env", "table", table)).build();
        return Instance.builder(Parser.parse(module)).withImportValues(imports).build();
    }

    @Override
    public Module instantiate(byte[] module) {
        Instance instance = instance(module);
        return name -> {
            ExportFunction function = instance.export(name);
            return argument -> (int) function.apply(argument)[0];
        };
    }
}
