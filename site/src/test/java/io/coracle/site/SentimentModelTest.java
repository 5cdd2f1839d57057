package io.coracle.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.Classifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** How good the model is that comes with the sentiment page. */
class SentimentModelTest {
    @Test
    void fourOfFiveSentencesOfTheDevelopmentSetAreJudgedRightly() throws IOException {
        List<String> texts = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (String line : Files.readAllLines(shared("sst2/dev.tsv"))) {
            int tab = line.lastIndexOf('\t');
            if (tab > 0) {
                texts.add(line.substring(0, tab));
                labels.add(line.substring(tab + 1).equals("1") ? "positive" : "negative");
            }
        }
        try (Classifier classifier = Classifier.load(Pages.SITE.resolve("models/sentiment"))) {
            List<String> found = classifier.classifyAll(texts).stream().map(scores -> scores.getFirst().label()).toList();
            int right = 0;
            for (int i = 0; i < found.size(); i++) {
                right += found.get(i).equals(labels.get(i)) ? 1 : 0;
            }
            assertEquals(872, found.size());
            assertTrue(right >= 0.8 * found.size(), right + " of " + found.size());
        }
    }

    private static Path shared(String name) {
        String set = System.getProperty("coracle.shared");
        for (Path folder = Path.of("").toAbsolutePath(); set == null && folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("shared/data").resolve(name))) {
                return folder.resolve("shared/data").resolve(name);
            }
        }
        Path file = set == null ? Path.of(name) : Path.of(set).resolve(name);
        Assumptions.assumeTrue(Files.exists(file), "shared/data/" + name + " is not beside the repository");
        return file;
    }
}
