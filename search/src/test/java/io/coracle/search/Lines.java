package io.coracle.search;

import java.util.ArrayList;
import java.util.List;

/** A splitter for tests: every line that is not empty is a passage. */
public final class Lines implements PassageSplitter {

    @Override
    public List<Span> split(String text) {
        List<Span> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == '\n') {
                if (i > start) {
                    lines.add(new Span(start, i));
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
