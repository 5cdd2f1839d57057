package io.coracle.wasm.format;

import java.util.ArrayList;
import java.util.List;

/** A function under construction: its locals, and its code. */
public final class FunctionWriter {
    private final FunctionType type;
    private final List<ValType> locals = new ArrayList<>();
    public final Code code = new Code();

    FunctionWriter(FunctionType type) {
        this.type = type;
    }

    FunctionType type() {
        return type;
    }

    /** A new local; parameters are the first ones. */
    public int local(ValType of) {
        locals.add(of);
        return type.parameters().size() + locals.size() - 1;
    }

    /** Locals in runs of one type, then the code. */
    ByteSink body() {
        ByteSink groups = new ByteSink();
        int count = 0;
        for (int i = 0; i < locals.size(); ) {
            int end = i;
            while (end < locals.size() && locals.get(end) == locals.get(i)) {
                end++;
            }
            groups.u32(end - i).u8(locals.get(i).code);
            count++;
            i = end;
        }
        ByteSink body = new ByteSink().u32(count).all(groups).all(code.bytes());
        Op.END.write(body);
        return body;
    }
}
