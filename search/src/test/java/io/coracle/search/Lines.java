package io.coracle.search;

import io.coracle.text.split.Passage;
import io.coracle.text.split.TextSplitter;
import java.util.ArrayList;
import java.util.List;

/** A splitter for tests: every line that is not empty is a passage. */
public final class Lines implements TextSplitter {

    @Override
    public List<Passage> split(String text) {
        List<Passage> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == '\n') {
                if (i > start) {
                    lines.add(new Passage(start, i));
                }
                start = i + 1;
            }
        }
        return lines;
    }

    @Override
    public String settings() {
        return "lines";
    }
}
