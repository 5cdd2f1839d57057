package io.coracle.cli;

import io.coracle.Model;
import io.coracle.graph.ValueInfo;
import io.coracle.json.JsonWriter;
import io.coracle.tensor.DType;
import io.coracle.tensor.Tensor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coracle run}: runs any model once. */
@Command(name = "run", description = "Run an ONNX model on given inputs and print or save its outputs.",
    footer = {"", "Examples:",
        "  coracle run model.onnx --input x=@x.npy",
        "  coracle run bert.onnx --input input_ids=[[101,7592,102]] --input attention_mask=[[1,1,1]] --save out/"})
final class RunCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common;

    @Mixin
    private ThreadsOption threads;

    @Option(names = {"-i", "--input"}, paramLabel = "NAME=VALUE",
        description = "an input: a NumPy file (x=@x.npy), or numbers as JSON, with brackets for the shape (x=[[1,2],[3,4]])")
    private List<String> inputs = List.of();

    @Option(names = {"-o", "--save"}, paramLabel = "DIR", description = "save each output there as NAME.npy instead of printing it")
    private Path save;

    @Option(names = "--json", description = "print outputs whole, as JSON")
    private boolean json;

    @Parameters(paramLabel = "MODEL", description = "an ONNX file")
    private Path file;

    private final Context context;

    RunCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        try (Model model = Model.load(file)) {
            Map<String, Tensor> outputs = model.run(tensors(model));
            if (save != null) {
                save(outputs);
            }
            PrintStream out = context.terminal().out();
            if (json) {
                out.println(json(outputs));
            } else {
                outputs.forEach((name, tensor) -> out.println(context.terminal().bold(name) + "  " + TensorText.of(tensor, save == null)));
            }
            out.flush();
        }
        return Main.OK;
    }

    private Map<String, Tensor> tensors(Model model) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (String input : inputs) {
            int equals = input.indexOf('=');
            if (equals < 1) {
                throw CliException.usage("--input wants NAME=@FILE.npy or NAME=NUMBERS, not " + input);
            }
            String name = input.substring(0, equals);
            String value = input.substring(equals + 1);
            Tensor tensor = value.startsWith("@") ? Npy.read(Path.of(value.substring(1))) : TensorText.parse(name, value, dtype(model, name));
            if (tensors.put(name, tensor) != null) {
                throw CliException.usage("input " + name + " is given twice");
            }
        }
        return tensors;
    }

    /** The element type that the model wants; of an unknown input, which the model will complain about, any. */
    private static DType dtype(Model model, String name) {
        for (ValueInfo input : model.inputs()) {
            if (input.name().equals(name) && input.type() instanceof ValueInfo.Tensor wanted) {
                return wanted.dtype();
            }
        }
        return DType.F32;
    }

    private void save(Map<String, Tensor> outputs) throws IOException {
        Files.createDirectories(save);
        for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
            // Names of values may hold slashes, and come from the file.
            String name = output.getKey().replaceAll("[^A-Za-z0-9._-]", "_").replaceAll("^\\.+", "_") + ".npy";
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(save.resolve(name)))) {
                Npy.write(out, output.getValue());
            }
        }
    }

    private static String json(Map<String, Tensor> outputs) {
        JsonWriter out = new JsonWriter().beginObject();
        outputs.forEach((name, tensor) -> {
            out.name(name).beginObject().name("dtype").value(tensor.dtype().toString()).name("shape").beginArray();
            for (int dim : tensor.shape().toArray()) {
                out.value(dim);
            }
            out.endArray().name("data").beginArray();
            for (int i = 0; i < tensor.size(); i++) {
                TensorText.write(out, tensor, i);
            }
            out.endArray().endObject();
        });
        return out.endObject().toString();
    }
}
