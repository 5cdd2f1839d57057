package io.coracle.text.tokenizer;

import io.coracle.text.tokenizer.PostProcessor.Window;
import java.util.ArrayList;
import java.util.List;

/** Cuts the tokens of one or two texts to a length, keeping what is cut off as further windows. */
final class Truncator {

    private Truncator() {
    }

    /**
     * The windows of each text: the first is what stays, the others are the overflow.
     *
     * @param room how many tokens of the texts may stay, all together
     * @throws TokenizerException when the strategy cannot reach that length
     */
    static List<List<Window>> windows(List<TokenList> texts, Truncation truncation, int room) {
        int first = texts.getFirst().size();
        int second = texts.size() == 2 ? texts.getLast().size() : 0;
        if (room == 0) {
            first = 0;
            second = 0;
        } else if (first + second > room) {
            int excess = first + second - room;
            switch (truncation.strategy()) {
                case LONGEST_FIRST -> {
                    if (texts.size() == 2) {
                        int shorter = shareOfShorter(Math.min(first, second), room);
                        boolean firstIsLonger = first > second;
                        first = firstIsLonger ? room - shorter : shorter;
                        second = room - first;
                    } else {
                        first = room;
                    }
                }
                case ONLY_FIRST -> first = shorten(first, excess, "first");
                case ONLY_SECOND -> {
                    if (texts.size() == 1) {
                        throw new TokenizerException("truncation of the second text was asked for, but there is only one");
                    }
                    second = shorten(second, excess, "second");
                }
            }
        }
        List<List<Window>> windows = new ArrayList<>();
        windows.add(windows(texts.getFirst(), first, truncation));
        if (texts.size() == 2) {
            windows.add(windows(texts.getLast(), second, truncation));
        }
        return windows;
    }

    /** The shorter text keeps all it has when that leaves the longer one at least as much; else both keep half. */
    private static int shareOfShorter(int shorter, int room) {
        return shorter <= room - shorter ? shorter : room / 2;
    }

    private static int shorten(int length, int excess, String which) {
        if (length <= excess) {
            throw new TokenizerException("the " + which + " text has " + length + " tokens and cannot be shortened by " + excess
                    + "; truncate with another strategy or to a greater length");
        }
        return length - excess;
    }

    private static List<Window> windows(TokenList tokens, int length, Truncation truncation) {
        int size = tokens.size();
        if (length >= size) {
            return List.of(new Window(tokens, 0, size));
        }
        if (length == 0) {
            return List.of(new Window(tokens, 0, 0), new Window(tokens, 0, size));
        }
        int step = length - truncation.stride();
        if (step <= 0) {
            throw new TokenizerException("the truncation stride " + truncation.stride() + " must be less than the " + length
                    + " tokens of a text that remain");
        }
        List<Window> windows = new ArrayList<>();
        if (truncation.direction() == Direction.RIGHT) {
            for (int from = 0;; from += step) {
                windows.add(new Window(tokens, from, Math.min(from + length, size)));
                if (from + length >= size) {
                    return windows;
                }
            }
        }
        for (int to = size;; to -= step) {
            windows.add(new Window(tokens, Math.max(to - length, 0), to));
            if (to <= length) {
                return windows;
            }
        }
    }
}
