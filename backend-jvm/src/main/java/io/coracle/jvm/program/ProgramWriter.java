package io.coracle.jvm.program;

import io.coracle.jvm.x86.MachineCode;
import io.coracle.plan.Location;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes what {@link ProgramReader} reads. */
final class ProgramWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    byte[] finish() {
        return bytes.toByteArray();
    }

    void number(int number) {
        try {
            out.writeInt(number);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void number(long number) {
        number((int) (number >> 32));
        number((int) number);
    }

    void text(String text) {
        bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    void bytes(byte[] contents) {
        number(contents.length);
        bytes.writeBytes(contents);
    }

    void signature(Program.Signature signature) {
        slots(signature.inputs());
        slots(signature.outputs());
    }

    private void slots(List<Program.Slot> slots) {
        number(slots.size());
        for (Program.Slot slot : slots) {
            text(slot.name());
            number(slot.type().dtype().code());
            number(slot.type().shape().rank());
            for (int i = 0; i < slot.type().shape().rank(); i++) {
                number(slot.type().shape().dim(i));
            }
            location(slot.location());
        }
    }

    private void location(Location location) {
        number(location.source());
        number(location.offset());
        number(location.length());
    }

    /** All of a program but its signature. */
    void body(Program program) {
        number(program.arenaBytes());
        bytes(program.data());
        number(program.codes().size());
        program.codes().forEach(this::code);
        number(program.constants().size());
        program.constants().forEach(this::constant);
        number(program.calls().size());
        program.calls().forEach(this::call);
    }

    private void code(MachineCode code) {
        bytes(code.bytes());
        number(code.buffers());
        number(code.parameters());
        number(code.messages().size());
        code.messages().forEach(this::text);
        number(code.scratch());
    }

    private void constant(Program.Constant constant) {
        switch (constant) {
            case Program.Constant.InModel(long offset, long length) -> {
                number(ProgramReader.IN_MODEL);
                number(offset);
            }
            case Program.Constant.Literal(int offset, long length) -> {
                number(ProgramReader.LITERAL);
                number((long) offset);
            }
            case Program.Constant.Prepared(long length, Program.Call call) -> {
                number(ProgramReader.PREPARED);
                call(call);
            }
        }
        number(constant.bytes());
    }

    private void call(Program.Call call) {
        text(call.label());
        number(call.code());
        number(call.buffers().size());
        call.buffers().forEach(this::location);
        number(call.arguments().length);
        for (int argument : call.arguments()) {
            number(argument);
        }
        number(call.iterations());
        number(call.shared() ? 1 : 0);
    }
}
