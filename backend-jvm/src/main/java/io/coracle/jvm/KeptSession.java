package io.coracle.jvm;

import io.coracle.graph.ValueInfo;
import io.coracle.jvm.program.Program;
import io.coracle.jvm.program.ProgramFile;
import io.coracle.kernel.Target;
import io.coracle.plan.Inference;
import io.coracle.plan.Session;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A model whose programs for some types of inputs are kept in a file from one process to the next. While one asks for nothing else, the
 * model itself is not opened; as soon as it had to be, it does everything, and what was made of it is kept when the session is closed.
 */
public final class KeptSession implements Inference {
    /** Each has weights of its own, so who needs more programs is better off with the model. */
    private static final int MOST_BOUND = 4;
    /** Programs that one process adds. Who meets more types runs too long to gain anything. */
    private static final int MOST_ADDED = 8;

    private final X86Backend backend;
    private final Supplier<Opened> opening;
    private final String key;
    private final Path file;
    private final Arena mapping = Arena.ofShared();
    private final SegmentBytes model;
    private final ProgramFile kept;

    private final Map<Map<String, TensorType>, BoundProgram> programs = new HashMap<>();
    private final Set<BoundProgram> busy = new HashSet<>();
    private final Set<Map<String, TensorType>> met = new HashSet<>();
    private final Map<Map<String, TensorType>, Map<String, Tensor>> added = new HashMap<>();
    private Optional<Opened> opened = Optional.empty();
    private int running;
    private boolean closed;
    private boolean released;

    /**
     * A model that was opened.
     *
     * @param file the file that its weights are slices of
     */
    public record Opened(Session session, SegmentBytes file) {}

    /**
     * Looks for programs of a model.
     *
     * @param folder of programs of this build of Coracle and of no other; who may write to it may run code as who reads it
     * @param modelFile what the weights are part of
     * @param settings what the session depends on besides the model's file and the backend
     * @param opening opens the model
     * @throws IOException when the model's file cannot be read
     */
    public KeptSession(Path folder, Path modelFile, String settings, X86Backend backend, Supplier<Opened> opening) throws IOException {
        this.backend = backend;
        this.opening = opening;
        Path path = modelFile.toRealPath();
        this.key = String.join("\n", path.toString(), Files.getLastModifiedTime(path).toString(), settings, backend.name(),
            Integer.toString(backend.target().threads()), System.getProperty("os.name", ""));
        this.file = folder.resolve(path.getFileName() + "-" + Integer.toHexString(key.hashCode()) + ".programs");
        try {
            this.model = SegmentBytes.map(path, mapping);
        } catch (IOException | RuntimeException e) {
            mapping.close();
            throw e;
        }
        this.kept = ProgramFile.read(file, key, model.size());
    }

    @Override
    public Target target() {
        return backend.target();
    }

    @Override
    public List<ValueInfo> inputs() {
        return kept.signatures().isEmpty() ? opened().session().inputs() : kept.signatures().getFirst().inputs().stream()
            .map(slot -> new ValueInfo(slot.name(), new ValueInfo.Tensor(slot.type().dtype(), false, List.of()))).toList();
    }

    @Override
    public List<ValueInfo> outputs() {
        return kept.signatures().isEmpty() ? opened().session().outputs() : kept.signatures().getFirst().outputs().stream()
            .map(slot -> new ValueInfo(slot.name(), vectors(slot.type()))).toList();
    }

    /** Of an output's shape only the last extent is the same for all inputs: that of vectors. */
    private static ValueInfo.Tensor vectors(TensorType type) {
        List<ValueInfo.Dimension> dims = new ArrayList<>();
        for (int i = 0; i < type.shape().rank(); i++) {
            dims.add(i < type.shape().rank() - 1 ? new ValueInfo.Dimension.Unknown() : new ValueInfo.Dimension.Fixed(type.shape().dim(i)));
        }
        return new ValueInfo.Tensor(type.dtype(), true, dims);
    }

    @Override
    public Map<String, Tensor> run(Map<String, Tensor> inputs, Set<String> outputs) {
        Map<String, TensorType> types = new HashMap<>();
        inputs.forEach((name, tensor) -> types.put(name, tensor.type()));
        Optional<BoundProgram> program = begin(types);
        try {
            if (program.isPresent()) {
                return program.get().run(inputs, outputs);
            }
            Map<String, Tensor> results = opened().session().run(inputs, outputs);
            add(types, inputs);
            return results;
        } finally {
            end(program);
        }
    }

    /** The program for these types, unless there is none, another thread uses it, or the model has been opened. */
    private synchronized Optional<BoundProgram> begin(Map<String, TensorType> types) {
        if (closed) {
            throw new IllegalStateException("the model is closed");
        }
        Optional<BoundProgram> program = Optional.empty();
        if (opened.isEmpty()) {
            if (!programs.containsKey(types) && programs.size() < MOST_BOUND) {
                kept.find(types).flatMap(this::bound).ifPresent(made -> programs.put(types, made));
            }
            program = Optional.ofNullable(programs.get(types)).filter(busy::add);
        }
        running++;
        return program;
    }

    /** Nothing where a program cannot have its memory, or pages for its code: the model needs less at a time, and says what it lacks. */
    private Optional<BoundProgram> bound(Program program) {
        try {
            return Optional.of(new BoundProgram(program, model, backend));
        } catch (RuntimeException | OutOfMemoryError e) {
            System.getLogger("io.coracle").log(System.Logger.Level.DEBUG, "a program of " + file + " is not used", e);
            return Optional.empty();
        }
    }

    private synchronized void end(Optional<BoundProgram> program) {
        program.ifPresent(busy::remove);
        running--;
        if (opened.isPresent()) {
            closeIdlePrograms();
        }
        releaseIfUnused();
    }

    private synchronized Opened opened() {
        if (opened.isEmpty()) {
            opened = Optional.of(opening.get());
            closeIdlePrograms();
        }
        return opened.get();
    }

    private void closeIdlePrograms() {
        programs.values().removeIf(program -> {
            boolean idle = !busy.contains(program);
            if (idle) {
                program.close();
            }
            return idle;
        });
    }

    private synchronized void add(Map<String, TensorType> types, Map<String, Tensor> inputs) {
        if (added.size() < MOST_ADDED && met.add(types) && kept.find(types).isEmpty()) {
            added.put(types, inputs);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        releaseIfUnused();
    }

    private void releaseIfUnused() {
        if (!closed || running > 0 || released) {
            return;
        }
        released = true;
        opened.ifPresent(from -> {
            keep(from);
            from.session().close();
        });
        closeIdlePrograms();
        mapping.close();
    }

    /** Where the folder cannot be written, nothing is kept. */
    private void keep(Opened from) {
        List<Program> made = new ArrayList<>();
        added.values().forEach(inputs -> ProgramRecorder.record(from.session().plan(inputs), backend, from.file()).ifPresent(made::add));
        if (!made.isEmpty()) {
            try {
                ProgramFile.add(file, key, model.size(), made);
            } catch (IOException e) {
                System.getLogger("io.coracle").log(System.Logger.Level.DEBUG, "programs are not kept in " + file, e);
            }
        }
    }
}
