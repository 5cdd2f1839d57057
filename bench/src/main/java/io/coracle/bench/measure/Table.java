package io.coracle.bench.measure;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Matches as text in columns. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();
    private final int leftAligned;

    private Table(List<String> header, int leftAligned) {
        rows.add(header);
        this.leftAligned = leftAligned;
    }

    /** One row for each contestant of each match. */
    static String of(List<Match> matches) {
        Set<String> names = new LinkedHashSet<>();
        matches.forEach(match -> names.addAll(match.labels().keySet()));
        boolean peers = matches.stream().anyMatch(match -> !match.peers().isEmpty());
        List<String> header = new ArrayList<>(names);
        header.addAll(List.of("contestant", "median", "unit", "spread"));
        if (peers) {
            header.addAll(List.of("coracle's " + matches.getFirst().comparison().title(), "rounds' range"));
        }
        Table table = new Table(header, names.size() + 1);
        for (Match match : matches) {
            for (Series series : match.series()) {
                List<String> row = new ArrayList<>();
                names.forEach(name -> row.add(match.labels().getOrDefault(name, "")));
                row.addAll(List.of(series.contestant(), number(series.median()), match.unit(),
                    series.scores().size() < 2 ? "" : percent(Scores.spread(series.scores()))));
                if (peers) {
                    row.addAll(series == match.ours() ? List.of("", "") : comparison(match, series));
                }
                table.rows.add(row);
            }
        }
        return table.print();
    }

    /** One row for each match; all have ours and one and the same peer. */
    static String ofDuels(List<Match> matches) {
        Match first = matches.getFirst();
        List<String> header = new ArrayList<>(first.labels().keySet());
        int labels = header.size();
        String peer = first.peers().getFirst().contestant();
        header.addAll(List.of(first.ours().contestant(), peer, "unit", first.comparison().title(), "rounds' range",
            peer + "'s spread"));
        Table table = new Table(header, labels);
        for (Match match : matches) {
            List<String> row = new ArrayList<>(match.labels().values());
            Series other = match.peers().getFirst();
            row.addAll(List.of(number(match.ours().median()), number(other.median()), match.unit()));
            row.addAll(comparison(match, other));
            row.add(other.scores().size() < 2 ? "" : percent(Scores.spread(other.scores())));
            table.rows.add(row);
        }
        return table.print();
    }

    /** Whether {@link #ofDuels} can show them. */
    static boolean areDuels(List<Match> matches) {
        Match first = matches.getFirst();
        return matches.stream().allMatch(match -> match.series().size() == 2 && match.labels().keySet().equals(first.labels().keySet())
            && match.peers().getFirst().contestant().equals(first.peers().getFirst().contestant())
            && match.comparison() == first.comparison());
    }

    private static List<String> comparison(Match match, Series peer) {
        List<Double> ratios = match.ratios(peer);
        String unit = match.comparison() == Comparison.DIFFERENCE ? "" : "x";
        String format = match.comparison() == Comparison.DIFFERENCE ? "%+.5f" : "%.2f";
        String range = ratios.size() < 2 ? "" : format(format, Scores.min(ratios)) + "-" + format(format, Scores.max(ratios));
        return List.of(format(format, Scores.median(ratios)) + unit, range);
    }

    /** Three significant digits or more. */
    private static String number(double value) {
        double size = Math.abs(value);
        return format(size >= 1000 ? "%.0f" : size >= 100 ? "%.1f" : size >= 10 ? "%.2f" : size >= 1 ? "%.3f" : "%.6f", value);
    }

    private static String percent(double share) {
        return format("%.0f %%", share * 100);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** Leaves out columns in which nothing is said. */
    private String print() {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows.subList(1, rows.size())) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = row.get(i).isEmpty() ? widths[i]
                    : Math.max(Math.max(widths[i], row.get(i).length()), rows.getFirst().get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                if (widths[i] == 0) {
                    continue;
                }
                String padding = " ".repeat(widths[i] - row.get(i).length());
                line.append(i == 0 ? "" : "  ").append(i < leftAligned ? row.get(i) + padding : padding + row.get(i));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
