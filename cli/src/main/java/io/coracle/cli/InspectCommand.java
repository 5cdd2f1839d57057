package io.coracle.cli;

import io.coracle.ModelFiles;
import io.coracle.backend.Backend;
import io.coracle.format.onnx.OnnxModel;
import io.coracle.graph.Graph;
import io.coracle.graph.ValueInfo;
import io.coracle.json.JsonWriter;
import io.coracle.jvm.JvmBackends;
import io.coracle.jvm.X86Backend;
import io.coracle.kernel.Kernel;
import io.coracle.plan.Plan;
import io.coracle.plan.Session;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coracle inspect}: what is in a model file. */
@Command(name = "inspect", description = "Print what a model takes and gives, what it is made of, and what of it cannot be run.",
    footer = {"", "Examples:",
        "  coracle inspect model.onnx",
        "  coracle inspect --dump plan --shape input_ids=1x128 model.onnx",
        "  coracle inspect --dump code model.onnx > model.s && as model.s -o model.o && objdump -d model.o"})
final class InspectCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Option(names = "--dump", paramLabel = "WHAT", description = "print a stage of its way to the processor instead: graph (one node a line),"
        + " plan (one kernel call a line), kernels (as the compiler's own code) or code (machine code, for an assembler)")
    private Dump dump;

    @Option(names = "--shape", paramLabel = "INPUT=2x128", description = "what to plan for; its named dimensions count for all inputs, and what"
        + " is not given is 1")
    private List<String> shapes = List.of();

    @Option(names = "--backend", description = "print which backend runs models here, and why that one; takes no MODEL")
    private boolean backend;

    @Parameters(arity = "0..1", paramLabel = "MODEL", description = "an ONNX file")
    private Path model;

    private final Context context;

    InspectCommand(Context context) {
        this.context = context;
    }

    /** What can be dumped. */
    enum Dump { graph, plan, kernels, code }

    @Override
    public Integer call() throws IOException {
        PrintStream out = context.terminal().out();
        if (backend) {
            out.println(JvmBackends.choice());
            out.flush();
            return Main.OK;
        }
        if (model == null) {
            throw CliException.usage("give a MODEL, an ONNX file");
        }
        if (!shapes.isEmpty() && (dump == null || dump == Dump.graph)) {
            throw CliException.usage("--shape is for --dump plan, kernels or code");
        }
        try (Arena arena = Arena.ofShared()) {
            OnnxModel read = ModelFiles.read(model, arena);
            if (dump != null) {
                dump(read.graph(), out);
            } else if (json) {
                out.println(json(read, ModelSummary.of(read)));
            } else {
                print(read, ModelSummary.of(read), out);
            }
        }
        out.flush();
        return Main.OK;
    }

    private void dump(Graph graph, PrintStream out) {
        Backend runsHere = JvmBackends.standard();
        switch (dump) {
            case graph -> out.print(graph.print());
            case plan -> out.print(plan(graph, runsHere).print());
            case kernels -> plan(graph, runsHere).kernels().forEach(kernel -> out.print(kernel.print()));
            case code -> code(plan(graph, runsHere), runsHere, out);
        }
    }

    private Plan plan(Graph graph, Backend runsHere) {
        InputShapes inputs = new InputShapes(graph.inputs(), shapes);
        if (!inputs.missing().isEmpty()) {
            context.terminal().err().println("taken to be 1, as no --shape gives it: " + String.join(", ", inputs.missing()));
        }
        try (Session session = new Session(graph, runsHere)) {
            return session.plan(inputs.zeros());
        }
    }

    private static void code(Plan plan, Backend runsHere, PrintStream out) {
        if (!(runsHere instanceof X86Backend machine)) {
            throw new CliException("the backend " + runsHere.name() + " runs no machine code; --dump kernels shows what it runs");
        }
        List<Kernel> kernels = plan.kernels();
        for (int i = 0; i < kernels.size(); i++) {
            Kernel kernel = kernels.get(i);
            out.println("kernel" + i + "_" + kernel.name().replaceAll("\\W", "_") + ":");
            out.print(machine.print(kernel).orElse("    # too large for machine code: runs as bytecode\n"));
        }
    }

    private void print(OnnxModel read, ModelSummary summary, PrintStream out) throws IOException {
        field(out, "file", model + ", " + bytes(Files.size(model)));
        field(out, "format", "ONNX, IR version " + read.irVersion() + ", opset " + opsets(read));
        if (!read.producer().isBlank()) {
            field(out, "producer", read.producer());
        }
        if (!read.description().isBlank()) {
            field(out, "about", read.description().strip());
        }
        new TreeMap<>(read.metadata()).forEach((name, value) -> field(out, name, value));
        values(out, "inputs", read.graph().inputs());
        values(out, "outputs", read.graph().outputs());
        StringBuilder types = new StringBuilder();
        summary.weights().forEach((type, count) -> types.append(types.isEmpty() ? "" : ", ").append(number(count)).append(' ').append(type));
        field(out, "parameters", number(summary.parameters()) + " in " + bytes(summary.weightBytes())
            + (summary.weights().isEmpty() ? "" : " (" + types + ")"));
        StringBuilder operators = new StringBuilder();
        summary.operators().entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()).thenComparing(Map.Entry.comparingByKey()))
            .forEach(e -> operators.append(operators.isEmpty() ? "" : ", ").append(e.getKey()).append(' ').append(e.getValue()));
        field(out, "operators", number(summary.nodes()) + " nodes: " + operators);
        if (summary.unsupported().isEmpty()) {
            field(out, "runs here", "yes, every operator is known");
        } else {
            field(out, "runs here", context.terminal().bold("no"));
            summary.unsupported().forEach(problem -> out.println("  " + problem));
        }
    }

    private void field(PrintStream out, String name, String value) {
        out.println(context.terminal().bold(name + ":") + " " + value);
    }

    private void values(PrintStream out, String name, List<ValueInfo> values) {
        field(out, name, values.isEmpty() ? "none" : "");
        values.forEach(value -> out.println("  " + value.name() + "  " + value.type()));
    }

    private static String opsets(OnnxModel read) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(read.opsets()).forEach((domain, version) ->
            text.append(text.isEmpty() ? "" : ", ").append(domain.isEmpty() ? "" : domain + " ").append(version));
        return text.toString();
    }

    private static String bytes(long count) {
        return count < 10_000 ? number(count) + " bytes" : String.format(Locale.ROOT, "%,.1f MB", count / 1e6);
    }

    private static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private String json(OnnxModel read, ModelSummary summary) throws IOException {
        JsonWriter out = new JsonWriter().beginObject().name("file").value(model.toString()).name("bytes").value(Files.size(model))
            .name("ir_version").value(read.irVersion()).name("producer").value(read.producer()).name("opsets").beginObject();
        new TreeMap<>(read.opsets()).forEach((domain, version) -> out.name(domain.isEmpty() ? "ai.onnx" : domain).value(version));
        out.endObject().name("metadata").beginObject();
        new TreeMap<>(read.metadata()).forEach((name, value) -> out.name(name).value(value));
        out.endObject();
        values(out.name("inputs"), read.graph().inputs());
        values(out.name("outputs"), read.graph().outputs());
        out.name("parameters").value(summary.parameters()).name("weight_bytes").value(summary.weightBytes())
            .name("nodes").value(summary.nodes()).name("operators").beginObject();
        summary.operators().forEach((name, count) -> out.name(name).value(count));
        out.endObject().name("unsupported").beginArray();
        summary.unsupported().forEach(out::value);
        return out.endArray().endObject().toString();
    }

    private static void values(JsonWriter out, List<ValueInfo> values) {
        out.beginArray();
        for (ValueInfo value : values) {
            out.beginObject().name("name").value(value.name());
            switch (value.type()) {
                case ValueInfo.Tensor tensor -> {
                    out.name("dtype").value(tensor.dtype().toString());
                    if (tensor.ranked()) {
                        out.name("shape").beginArray();
                        for (ValueInfo.Dimension dimension : tensor.dims()) {
                            switch (dimension) {
                                case ValueInfo.Dimension.Fixed(int extent) -> out.value(extent);
                                case ValueInfo.Dimension.Named(String name) -> out.value(name);
                                case ValueInfo.Dimension.Unknown() -> out.nullValue();
                            }
                        }
                        out.endArray();
                    }
                }
                case ValueInfo.Other other -> out.name("type").value(other.text());
            }
            out.endObject();
        }
        out.endArray();
    }
}
