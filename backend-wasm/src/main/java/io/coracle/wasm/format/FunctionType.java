package io.coracle.wasm.format;

import java.util.List;

/** What a function takes and gives. */
public record FunctionType(List<ValType> parameters, List<ValType> results) {
    public FunctionType {
        parameters = List.copyOf(parameters);
        results = List.copyOf(results);
    }

    /** Takes that many i32 and gives one. */
    public static FunctionType ints(int parameters) {
        ValType[] types = new ValType[parameters];
        for (int i = 0; i < parameters; i++) {
            types[i] = ValType.I32;
        }
        return new FunctionType(List.of(types), List.of(ValType.I32));
    }
}
