package io.coracle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.cli.Shell.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifierCommandsTest {

    private static final String EXAMPLES = """
        text\tlabel
        The soup was delicious.\tfood
        Boil the pasta for nine minutes.\tfood
        She baked bread with olives.\tfood
        The cake needs more sugar.\tfood

        The striker scored in the last minute.\tsport
        Our team lost the final.\tsport
        He trains for the marathon.\tsport
        The referee stopped the match.\tsport
        """;

    @TempDir
    private Path folder;
    private final Shell shell = new Shell();

    @Test
    void whatIsLearnedFromAFileLabelsNewTexts() throws IOException {
        Path model = folder.resolve("model");
        Result trained = shell.run("train-classifier", write("train.tsv", EXAMPLES), "--dev",
            write("dev.tsv", "Roast the carrots.\tfood\nThey won the cup.\tsport\nA tasty salad.\tsport\n"), "--output", model.toString(),
            "--name", "food=Food & drink");
        assertEquals(Main.OK, trained.exitCode(), trained.err());
        assertTrue(trained.out().contains("8 examples, {food=4, sport=4}"), trained.out());
        assertTrue(trained.out().contains("66.7 % right (2 of 3)"), trained.out());

        Result table = shell.run("classify", "--model", model.toString(), "Fry the onions in butter.", "A goal in extra time!");
        assertTrue(table.out().lines().toList().getFirst().matches("0\\.\\d{4}\tFood & drink\tFry the onions in butter\\."), table.out());
        assertTrue(table.out().lines().toList().getLast().contains("\tsport\t"), table.out());
        Result json = shell.input("A goal in extra time!\n").run("classify", "--json", "--model", model.toString());
        assertTrue(json.out().matches("\\[\\{\"label\":\"sport\",\"score\":0\\.\\d+},\\{\"label\":\"Food & drink\",\"score\":0\\.\\d+}]\n"), json.out());
    }

    @Test
    void whatIsWrongWithAFileIsSaidWithItsLine() throws IOException {
        Result result = train("a\tx\nb without a label\n");
        assertEquals(Main.FAILED, result.exitCode());
        assertTrue(result.err().contains("train.tsv:2: wanted a text, a tab and a label"), result.err());
        assertTrue(train("").err().contains("no examples"));
        assertTrue(train("a\tx\nb\tx\n").err().contains("two labels or more"));
        assertEquals(Main.FAILED, shell.run("train-classifier", "missing.tsv", "--output", folder.toString()).exitCode());
    }

    @Test
    void optionsThatMakeNoSenseAreUsageErrors() throws IOException {
        String data = write("train.tsv", EXAMPLES);
        String out = folder.resolve("out").toString();
        assertEquals(Main.USAGE, shell.run("train-classifier", data).exitCode());
        assertEquals(Main.USAGE, shell.run("train-classifier", data, "--output", out, "--strength", "-1").exitCode());
        assertEquals(Main.USAGE, shell.run("train-classifier", data, "--output", out, "--name", "fodo=Food").exitCode());
        assertEquals(Main.USAGE, shell.run("classify", "text").exitCode());
    }

    private Result train(String examples) throws IOException {
        return shell.run("train-classifier", write("train.tsv", examples), "--output", folder.resolve("out").toString());
    }

    private String write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }
}
