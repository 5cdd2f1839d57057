package io.coracle.bench;

import io.coracle.bench.data.SharedData;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the test data is. */
final class DataOptions {
    @Option(names = "--data", paramLabel = "FOLDER",
        description = "the folder with sentences.txt, minilm/ and sts/; default: shared/data beside the repository")
    private Path folder;

    SharedData find() {
        return SharedData.find(Optional.ofNullable(folder));
    }
}
