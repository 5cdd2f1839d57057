package io.coracle.cli;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Where commands that take any number of texts get them from: the arguments, or else the lines of standard input. */
final class Texts {

    private Texts() {
    }

    static Pipeline.Source of(List<String> arguments, Terminal terminal) {
        if (arguments.isEmpty()) {
            LineReader lines = new LineReader(terminal.in());
            return lines::next;
        }
        Iterator<String> given = arguments.iterator();
        return () -> given.hasNext() ? Optional.of(given.next()) : Optional.empty();
    }
}
