package io.coracle.wasm.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coracle.chromium.Chromium;
import io.coracle.chromium.Page;
import io.coracle.chromium.WebServer;
import io.coracle.wasm.ChromiumHost;
import io.coracle.wasm.EndiveHost;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Engines accept every instruction where its operands have the types that its name says: a wrong number is another instruction. */
class OpTest {
    @Test
    void endiveAcceptsEveryInstructionButTheRelaxedOnes() {
        EndiveHost host = new EndiveHost();
        List<Op> refused = refused(module -> host.validates(module), op -> !op.name().contains("RELAXED") && !isAtomic(op));
        assertEquals(List.of(), refused);
    }

    @Test
    void chromiumAcceptsEveryInstruction() {
        assumeTrue(Chromium.installed().isPresent(), "needs a Chromium");
        try (WebServer server = ChromiumHost.serve(); Chromium chromium = Chromium.launch(Chromium.installed().get());
             Page page = chromium.open(server.url("/host.html"))) {
            ChromiumHost host = new ChromiumHost(page, 1);
            assertEquals(List.of(), refused(host::validates, op -> true));
        }
    }

    private static List<Op> refused(Predicate<byte[]> accepts, Predicate<Op> chosen) {
        List<Op> refused = new ArrayList<>();
        for (Op op : Op.values()) {
            if (chosen.test(op) && !accepts.test(module(op))) {
                refused.add(op);
            }
        }
        return refused;
    }

    private static boolean usesTable(Op op) {
        return op == Op.TABLE_INIT || op == Op.TABLE_GROW || op == Op.TABLE_SIZE || op == Op.REF_NULL;
    }

    private static boolean isAtomic(Op op) {
        return op.name().contains("ATOMIC");
    }

    /** A module with a function that uses an instruction. */
    private static byte[] module(Op op) {
        ModuleWriter module = new ModuleWriter(isAtomic(op), usesTable(op));
        FunctionWriter function = module.function(FunctionType.ints(1));
        use(op, function.code);
        if (op == Op.TABLE_INIT) {
            module.place(0, function);
        }
        function.code.i32(0);
        module.export("f", function);
        return module.toArray();
    }

    private static void use(Op op, Code code) {
        String name = op.name();
        switch (op) {
            case UNREACHABLE -> code.op(op);
            case ELSE, END -> code.i32(0).ifTrue().otherwise().end();
            case RETURN -> code.i32(0).op(op);
            case DROP -> code.i32(0).op(op);
            case SELECT -> code.i32(0).i32(0).i32(0).op(op).op(Op.DROP);
            case REF_NULL -> code.nullFunction().op(Op.DROP);
            case TABLE_SIZE -> code.table(op).op(Op.DROP);
            case TABLE_GROW -> code.nullFunction().i32(0).table(op).op(Op.DROP);
            case TABLE_INIT -> code.i32(0).i32(0).i32(0).tableInit(0);
            case I8X16_SHUFFLE -> code.v128(0).v128(0).shuffleLanes(0, 1, 2, 3).op(Op.DROP);
            case MEMORY_ATOMIC_NOTIFY -> code.i32(0).i32(1).atomic(op, 0).op(Op.DROP);
            case MEMORY_ATOMIC_WAIT32 -> code.i32(0).i32(1).i64(0).atomic(op, 0).op(Op.DROP);
            case I32_ATOMIC_LOAD -> code.i32(0).atomic(op, 4).op(Op.DROP);
            case I32_ATOMIC_STORE -> code.i32(0).i32(0).atomic(op, 4);
            case I32_ATOMIC_RMW_ADD, I32_ATOMIC_RMW_XCHG -> code.i32(0).i32(0).atomic(op, 4).op(Op.DROP);
            case I32_ATOMIC_RMW_CMPXCHG -> code.i32(0).i32(0).i32(0).atomic(op, 4).op(Op.DROP);
            default -> {
                String type = name.substring(0, name.indexOf('_'));
                String rest = name.substring(type.length() + 1);
                if (rest.startsWith("LOAD") && rest.endsWith("LANE")) {
                    code.i32(0).v128(0).memoryLane(op, 1, 0).op(Op.DROP);
                } else if (rest.startsWith("STORE") && rest.endsWith("LANE")) {
                    code.i32(0).v128(0).memoryLane(op, 1, 0);
                } else if (rest.startsWith("LOAD")) {
                    code.i32(0).memory(op, 1).op(Op.DROP);
                } else if (rest.startsWith("STORE")) {
                    value(type, code.i32(0)).memory(op, 1);
                } else if (rest.equals("EXTRACT_LANE")) {
                    code.v128(0).lane(op, 1).op(Op.DROP);
                } else if (rest.equals("REPLACE_LANE")) {
                    value(type.substring(0, 3), code.v128(0)).lane(op, 1).op(Op.DROP);
                } else {
                    for (String operand : operands(type, rest)) {
                        value(operand, code);
                    }
                    code.op(op).op(Op.DROP);
                }
            }
        }
    }

    private static List<String> operands(String type, String rest) {
        boolean vector = type.contains("X") || type.equals("V128");
        String own = vector ? "V128" : type;
        if (rest.equals("SPLAT")) {
            return List.of(type.substring(0, 3));
        }
        if (vector && (rest.equals("SHL") || rest.startsWith("SHR"))) {
            return List.of(own, "I32");
        }
        if (rest.contains("BITSELECT") || rest.contains("MADD") || rest.contains("LANESELECT") || rest.endsWith("I7X16_ADD_S")) {
            return List.of(own, own, own);
        }
        for (String conversion : List.of("WRAP_", "EXTEND_I", "CONVERT_", "DEMOTE_", "PROMOTE_", "REINTERPRET_", "TRUNC_SAT_")) {
            if (rest.startsWith(conversion)) {
                return List.of(vector ? own : rest.replaceFirst(".*_([IF]\\d\\d).*", "$1"));
            }
        }
        return switch (rest) {
            case "EQZ", "ABS", "NEG", "CEIL", "FLOOR", "TRUNC", "NEAREST", "SQRT", "NOT" -> List.of(own);
            default -> rest.startsWith("EXTEND_LOW") ? List.of(own) : List.of(own, own);
        };
    }

    private static Code value(String type, Code code) {
        return switch (type) {
            case "I32" -> code.i32(1);
            case "I64" -> code.i64(1);
            case "F32" -> code.f32(1);
            case "F64" -> code.f64(1);
            default -> code.v128(1);
        };
    }
}
