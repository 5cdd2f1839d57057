package io.coracle.wasm.format;

import java.util.ArrayList;
import java.util.List;

/** Writes a module of functions that work on the imported memory {@code env.memory} and table {@code env.table}. */
public final class ModuleWriter {
    private static final int MOST_PAGES = 1 << 16;
    private static final int FUNCTION_REFERENCE = 0x70;
    private static final int PASSIVE = 1;
    private static final int FUNCTIONS = 0;
    private static final int TYPE_SECTION = 1;
    private static final int IMPORT_SECTION = 2;
    private static final int FUNCTION_SECTION = 3;
    private static final int EXPORT_SECTION = 7;
    private static final int START_SECTION = 8;
    private static final int ELEMENT_SECTION = 9;
    private static final int CODE_SECTION = 10;

    private final boolean shared;
    private final boolean table;
    private final List<FunctionType> types = new ArrayList<>();
    private final List<FunctionWriter> functions = new ArrayList<>();
    private final ByteSink exports = new ByteSink();
    private final List<FunctionWriter> placed = new ArrayList<>();
    private int exportCount;
    private int firstEntry;

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

    /** Puts a function into an entry of the table when the module is instantiated. Entries are given one after the other. */
    public void place(int entry, FunctionWriter function) {
        if (placed.isEmpty()) {
            firstEntry = entry;
        }
        if (entry != firstEntry + placed.size()) {
            throw new IllegalArgumentException("entry " + entry + " does not follow " + (firstEntry + placed.size() - 1));
        }
        placed.add(function);
    }

    /** What runs when the module is instantiated: makes the table as long as the functions need, and puts them into it. */
    private FunctionWriter start() {
        FunctionWriter start = function(new FunctionType(List.of(), List.of()));
        int end = firstEntry + placed.size();
        start.code.table(Op.TABLE_SIZE).i32(end).op(Op.I32_LT_U).ifTrue().nullFunction().i32(end).table(Op.TABLE_SIZE).op(Op.I32_SUB)
            .table(Op.TABLE_GROW).op(Op.DROP).end();
        start.code.i32(firstEntry).i32(0).i32(placed.size()).tableInit(0);
        return start;
    }

    /** The module, once. */
    public byte[] toArray() {
        ByteSink elements = new ByteSink();
        ByteSink starts = new ByteSink();
        if (!placed.isEmpty()) {
            elements.u32(1).u8(PASSIVE).u8(FUNCTIONS).u32(placed.size());
            placed.forEach(function -> elements.u32(index(function)));
            starts.u32(index(start()));
        }
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
        if (!placed.isEmpty()) {
            section(module, START_SECTION, starts);
            section(module, ELEMENT_SECTION, elements);
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
        return table ? imports.name("env").name("table").u8(1).u8(FUNCTION_REFERENCE).u8(0).u32(0) : imports;
    }

    private static void values(ByteSink to, List<ValType> values) {
        to.u32(values.size());
        values.forEach(value -> to.u8(value.code));
    }

    private static void section(ByteSink module, int id, ByteSink contents) {
        module.u8(id).u32(contents.length()).all(contents);
    }
}
