package io.coracle.jvm.program;

import io.coracle.jvm.x86.MachineCode;
import io.coracle.plan.Location;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads programs, and refuses with {@link IllegalArgumentException} or {@link java.nio.BufferUnderflowException} what is not one: a
 * count that does not fit, a code that is not there, a place outside its memory. What code itself does is not looked at; whoever reads a
 * program has made sure that it is as it was written.
 */
final class ProgramReader {
    static final int IN_MODEL = 0;
    static final int LITERAL = 1;
    static final int PREPARED = 2;

    private final ByteBuffer in;

    ProgramReader(ByteBuffer in) {
        this.in = in;
    }

    int number() {
        return in.getInt();
    }

    long wide() {
        return in.getLong();
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    byte[] bytes() {
        byte[] contents = new byte[count()];
        in.get(contents);
        return contents;
    }

    /** Things take a byte at least. */
    private int count() {
        int count = in.getInt();
        require(count >= 0 && count <= in.remaining());
        return count;
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalArgumentException("not a program");
        }
    }

    private <T> List<T> list(Supplier<T> element) {
        int count = count();
        List<T> list = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            list.add(element.get());
        }
        return list;
    }

    Program.Signature signature() {
        return new Program.Signature(list(this::slot), list(this::slot));
    }

    private Program.Slot slot() {
        String name = text();
        DType dtype = DType.ofCode(number()).orElseThrow(IllegalArgumentException::new);
        int[] dims = new int[count()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = number();
        }
        TensorType type = new TensorType(dtype, Shape.of(dims));
        Location location = location();
        require(location.length() >= type.bytes());
        return new Program.Slot(name, type, location);
    }

    private Location location() {
        return new Location(number(), wide(), wide());
    }

    /** The rest of a program with this signature, for a model's file of this size. */
    Program body(Program.Signature signature, long modelSize) {
        long arenaBytes = wide();
        byte[] data = bytes();
        List<MachineCode> codes = list(this::code);
        int count = count();
        List<Program.Constant> constants = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            constants.add(constant());
        }
        List<Program.Call> calls = list(this::call);
        Program program = new Program(signature, arenaBytes, data, codes, constants, calls);
        check(program, modelSize);
        return program;
    }

    private MachineCode code() {
        return new MachineCode(bytes(), number(), number(), list(this::text), number());
    }

    private Program.Constant constant() {
        return switch (number()) {
            case IN_MODEL -> new Program.Constant.InModel(wide(), wide());
            case LITERAL -> new Program.Constant.Literal(Math.toIntExact(wide()), wide());
            case PREPARED -> {
                Program.Call call = call();
                yield new Program.Constant.Prepared(wide(), call);
            }
            default -> throw new IllegalArgumentException("not a program");
        };
    }

    private Program.Call call() {
        String label = text();
        int code = number();
        List<Location> buffers = list(this::location);
        int[] arguments = new int[count()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = number();
        }
        return new Program.Call(label, code, buffers, arguments, number(), number() != 0);
    }

    private static void check(Program program, long modelSize) {
        require(program.arenaBytes() >= 0);
        for (int i = 0; i < program.constants().size(); i++) {
            switch (program.constants().get(i)) {
                case Program.Constant.InModel(long offset, long bytes) -> requireInside(offset, bytes, modelSize);
                case Program.Constant.Literal(int offset, long bytes) -> requireInside(offset, bytes, program.data().length);
                case Program.Constant.Prepared(long bytes, Program.Call call) -> {
                    require(bytes >= 0);
                    check(call, program, i + 1);
                }
            }
        }
        program.calls().forEach(call -> check(call, program, program.constants().size()));
        program.signature().inputs().forEach(slot -> {
            require(slot.location().source() == Location.ARENA);
            check(slot.location(), program, 0);
        });
        program.signature().outputs().forEach(slot -> check(slot.location(), program, program.constants().size()));
    }

    /** @param constants how many of them are there when the call runs */
    private static void check(Program.Call call, Program program, int constants) {
        require(call.code() >= 0 && call.code() < program.codes().size() && call.iterations() >= 0);
        MachineCode code = program.codes().get(call.code());
        require(call.buffers().size() == code.buffers() && call.arguments().length == code.parameters());
        call.buffers().forEach(buffer -> check(buffer, program, constants));
    }

    private static void check(Location location, Program program, int constants) {
        require(location.source() >= Location.ARENA && location.source() < constants);
        requireInside(location.offset(), location.length(),
            location.source() == Location.ARENA ? program.arenaBytes() : program.constants().get(location.source()).bytes());
    }

    private static void requireInside(long offset, long bytes, long size) {
        require(offset >= 0 && bytes >= 0 && offset <= size && bytes <= size - offset);
    }
}
