package io.coracle.cli;

import io.coracle.ClassifierTrainer.Example;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads texts and their labels: one pair a line, the label behind the last tab. */
final class ExampleFile {

    private ExampleFile() {
    }

    /** A first line whose label is called {@code label} names the columns and is left out; so are empty lines. */
    static List<Example> read(Path file) throws IOException {
        List<Example> examples = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            LineReader lines = new LineReader(in);
            int number = 1;
            for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next(), number++) {
                if (!line.get().isBlank()) {
                    Example example = example(file, number, line.get());
                    if (number > 1 || !example.label().equalsIgnoreCase("label")) {
                        examples.add(example);
                    }
                }
            }
        }
        if (examples.isEmpty()) {
            throw new CliException(file + ": there are no examples in it");
        }
        return examples;
    }

    private static Example example(Path file, int number, String line) {
        int tab = line.lastIndexOf('\t');
        String label = line.substring(tab + 1).strip();
        if (tab < 0 || label.isEmpty()) {
            throw new CliException(file + ":" + number + ": wanted a text, a tab and a label");
        }
        return new Example(line.substring(0, tab), label);
    }
}
