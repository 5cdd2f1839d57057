package io.coracle.wasm.format;

import java.util.ArrayList;
import java.util.List;

/** Writes a module of functions that work on the imported memory {@code env.memory} and table {@code env.table}. */
public final class ModuleWriter {
    private static final int MOST_PAGES = 1 << 16;
    private static final int FUNCTION_REFERENCE = 0x70;
    private static final int TYPE_SECTION = 1;
    private static final int IMPORT_SECTION = 2;
    private static final int FUNCTION_SECTION = 3;
    private static final int EXPORT_SECTION = 7;
    private static final int ELEMENT_SECTION = 9;
    private static final int CODE_SECTION = 10;

    private final boolean shared;
    private final boolean table;
    private final List<FunctionType> types = new ArrayList<>();
    private final List<FunctionWriter> functions = new ArrayList<>();
    private final ByteSink exports = new ByteSink();
    private final ByteSink elements = new ByteSink();
    private int exportCount;
    private int elementCount;

    /**
     * @param shared whether the memory is shared between threads
     * @param table whether the table is imported, for functions that are called through it
     */
    public ModuleWriter(boolean shared, boolean table) {
        this.shared = shared;
        this.table = table;
    }

    /** The number of a type, for calls through the table. */
    public int type(FunctionType type) {
        int at = types.indexOf(type);
        if (at < 0) {
            types.add(type);
            at = types.size() - 1;
        }
        return at;
    }

    /** Adds a function. */
    public FunctionWriter function(FunctionType type) {
        type(type);
        FunctionWriter function = new FunctionWriter(type);
        functions.add(function);
        return function;
    }

    /** The number of a function, for calls. */
    public int index(FunctionWriter function) {
        return functions.indexOf(function);
    }

    public void export(String name, FunctionWriter function) {
        exports.name(name).u8(0).u32(index(function));
        exportCount++;
    }

    /** Puts a function into an entry of the table when the module is instantiated. */
    public void place(int entry, FunctionWriter function) {
        elements.u32(0).u8(0x41).s32(entry);
        Op.END.write(elements);
        elements.u32(1).u32(index(function));
        elementCount++;
    }

    public byte[] toArray() {
        ByteSink module = new ByteSink().fixed(0x6d736100, 4).fixed(1, 4);
        ByteSink signatures = new ByteSink().u32(types.size());
        for (FunctionType type : types) {
            signatures.u8(0x60);
            values(signatures, type.parameters());
            values(signatures, type.results());
        }
        section(module, TYPE_SECTION, signatures);
        section(module, IMPORT_SECTION, imports());
        ByteSink declared = new ByteSink().u32(functions.size());
        functions.forEach(function -> declared.u32(type(function.type())));
        section(module, FUNCTION_SECTION, declared);
        section(module, EXPORT_SECTION, new ByteSink().u32(exportCount).all(exports));
        if (elementCount > 0) {
            section(module, ELEMENT_SECTION, new ByteSink().u32(elementCount).all(elements));
        }
        ByteSink bodies = new ByteSink().u32(functions.size());
        for (FunctionWriter function : functions) {
            ByteSink body = function.body();
            bodies.u32(body.length()).all(body);
        }
        section(module, CODE_SECTION, bodies);
        return module.toArray();
    }

    private ByteSink imports() {
        ByteSink imports = new ByteSink().u32(table ? 2 : 1).name("env").name("memory").u8(2);
        if (shared) {
            imports.u8(3).u32(1).u32(MOST_PAGES);
        } else {
            imports.u8(0).u32(1);
        }
        return table ? imports.name("env").name("table").u8(1).u8(FUNCTION_REFERENCE).u8(0).u32(1) : imports;
    }

    private static void values(ByteSink to, List<ValType> values) {
        to.u32(values.size());
        values.forEach(value -> to.u8(value.code));
    }

    private static void section(ByteSink module, int id, ByteSink contents) {
        module.u8(id).u32(contents.length()).all(contents);
    }
}
